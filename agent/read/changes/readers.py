"""Changes to the terms of a need: money, time, places, partners, modes, maturity, secrecy, what is not wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

from agent.read.changes.amounts import TELLING, held, shared
from agent.read.changes.pieces import Piece
from agent.read.sections import clauses
from agent.read.terms.basis.sums import find_sums
from agent.read.terms.budget import extract_budget
from agent.read.terms.conditions import read_conditions
from agent.read.terms.cooperation import UNSTATED, extract_cooperation, refused_cooperation
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.excluded import excluded_thing, excluded_things
from agent.read.terms.region import (
    extract_excluded_institutions,
    extract_excluded_regions,
    extract_institution_types,
    extract_regions,
    find_places,
)
from agent.read.terms.secrecy import extract_secrecy, lifts_secrecy
from agent.read.terms.tier import extract_enterprise, extract_stage, extract_tier
from agent.schema import RequirementCard
from knowledge.quantities import find_quantities
from knowledge.records import TechnicalField, TransferMode

Changes = dict[str, Any]
_KINDS = ("高校", "科研院所", "企业")
_STAGES = ("产业化", "中试", "小试", "样机", "实验室")
_BRIEF = 12
_ORGANISATIONS = ("大学", "学院", "研究院", "研究所", "公司", "集团", "医院", "中心", "实验室", "院")
_ANYWHERE = ["不限"]
_ELSEWHERE = ("省外", "外省", "外地", "全国")


def names_organisation(piece: Piece) -> bool:
    """Whether what the piece refuses is one organisation: 不要四川大学的 excludes neither Sichuan nor universities."""
    thing = excluded_thing(piece.text)
    return any(thing.endswith(end) and len(thing) > len(end) + 1 and "的" not in thing for end in _ORGANISATIONS)


def joined(old: list[str], new: list[str]) -> list[str]:
    """Both lists in order, each word once."""
    return list(dict.fromkeys([*old, *new]))


def money(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """A sum: named as the budget, read as one, or put in the place of the budget at hand."""
    measured = [one for one in find_quantities(piece.text) if one.unit]
    sums = [
        one for one in find_sums(piece.text) if not any(each.at <= one.start < one.end < each.tail for each in measured)
    ]
    if not sums or _speaks_of_value(piece, card):
        return None
    judged, quote = extract_budget(piece.text if piece.names("budget") else f"预算{piece.right}")
    if not piece.names("budget") and card.budget_cny is None and not piece.does & {"set", "mistaken"}:
        judged, quote = extract_budget(piece.text)
    if judged is None and piece.names("budget"):
        judged, quote = sums[-1].yuan, piece.text
    return {"budget_cny": judged, "budget_quote": quote.removeprefix("预算")} if judged else None


def _speaks_of_value(piece: Piece, card: RequirementCard) -> bool:
    """Whether the piece names an indicator of the card rather than the budget."""
    return not piece.names("budget") and any(shared(one.name, piece.text) >= TELLING for _, _, one in held(card))


def time(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """A time limit, said as one or in the place of the one at hand; 不急 takes it off."""
    if piece.names("unhurried"):
        return {"deadline": "", "deadline_months": None}
    units = {one.unit for one in find_quantities(piece.text)}
    meant = [one for _, _, one in held(card) if one.unit in units]
    if meant and (not piece.names("deadline") or any(shared(one.name, piece.text) >= TELLING for one in meant)):
        return None
    quote, months = extract_deadline(piece.text, today)
    if not quote and (piece.names("deadline") or (piece.does & {"set", "mistaken"} and card.deadline)):
        quote, months = extract_deadline(f"期限{piece.right}", today)
        quote, months = (quote, months) if quote else extract_deadline(f"{piece.right}完成", today)
    quote = quote.removeprefix("期限").lstrip("是为到至: ") if quote not in piece.text else quote
    return ({"deadline": quote} | ({"deadline_months": months} if months else {})) if quote else None


def places(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Places wished for; 也 adds them, 不限 opens all."""
    found = find_places(piece.text)
    elsewhere = any(word in piece.text for word in _ELSEWHERE)
    if elsewhere and not piece.refuses and piece.does & {"add", "open", "set", "back"}:
        return {"regions": _ANYWHERE, "exclude_regions": []}
    if "open" in piece.does and (found or piece.names("regions")):
        return {"regions": _ANYWHERE}
    wished = extract_regions(piece.text)
    if not wished and found and not piece.refuses and piece.does & {"set", "only", "add"}:
        wished = found
    if not wished:
        return None
    return {
        "regions": joined([one for one in card.regions if one not in _ANYWHERE], wished) if _adds(piece) else wished
    }


def _adds(piece: Piece) -> bool:
    return "add" in piece.does and "only" not in piece.does


def no_places(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Places from which nothing is wanted: no wished region any more."""
    found = extract_excluded_regions(piece.text)
    if not found or "back" in piece.does or names_organisation(piece):
        return None
    return {
        "exclude_regions": joined(card.exclude_regions, found),
        "regions": [one for one in card.regions if one not in found],
    }


def partners(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Kinds of partner wished for."""
    kinds = [kind for kind in _KINDS if kind in piece.text] if piece.does & {"only", "add", "open", "set"} else []
    kinds = kinds or extract_institution_types(piece.text)
    if not kinds or piece.refuses:
        return None
    return {
        "institution_types": joined(card.institution_types, kinds) if _adds(piece) or "open" in piece.does else kinds
    }


def no_partners(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Kinds of partner that are not wanted."""
    found = extract_excluded_institutions(piece.text)
    if not found or len(piece.text) > _BRIEF or names_organisation(piece):
        return None
    return {
        "exclude_institutions": joined(card.exclude_institutions, found),
        "institution_types": [kind for kind in card.institution_types if kind not in found],
    }


def modes(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Modes of cooperation: only these, these too, or not these."""
    cut = clauses(piece.text)
    now = [mode for mode in card.cooperation if mode != UNSTATED]
    if refused := [*refused_cooperation(cut), *_said_modes(piece)] if piece.refuses or "drop" in piece.does else []:
        rest = [mode for mode in now if mode not in refused]
        return {"cooperation": rest or [UNSTATED], "exclude": joined(card.exclude, list(dict.fromkeys(refused)))}
    said = _said_modes(piece) or [mode for mode in extract_cooperation(piece.text) if mode != UNSTATED]
    if not said:
        return None
    exclude = [word for word in card.exclude if word not in said]
    return {"cooperation": joined(now, said) if _adds(piece) else said, "exclude": exclude}


def _said_modes(piece: Piece) -> list[str]:
    names = (*(mode.value for mode in TransferMode), "先用后付")
    return [name for name in names if name in piece.text and name != UNSTATED]


def maturity(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """The least maturity wished for."""
    wish = "产业化" if piece.names("ready") else "中试" if piece.names("riper") else extract_stage(piece.text)
    if not wish and piece.does & {"set", "only"} and piece.names("stage"):
        wish = next((one for one in _STAGES if one in piece.text), "")
    return {"stage": wish} if wish else None


def discretion(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """What is to be kept from others; 不用保密了 takes it off."""
    if lifts_secrecy(piece.text):
        return {"secrecy": ""}
    wish = extract_secrecy(piece.text) or ("保密" if piece.names("secrecy") and len(piece.text) < _BRIEF else "")
    return {"secrecy": wish} if wish else None


def own(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """Tier and registered name of the enterprise."""
    found = {"tier": extract_tier(piece.text), "enterprise": extract_enterprise(piece.text)}
    return {name: value for name, value in found.items() if value} or None


def technical_field(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """The technical field, by one of its names."""
    names = [one for one in TechnicalField if one.value in piece.text]
    return {"field": names[0]} if names and piece.names("field") else None


def unwanted(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    """What is not wanted, or what must stay as it is; 可以再考虑X takes an exclusion back."""
    if "back" in piece.does:
        kept = [one for one in card.exclude if shared(one, piece.text) < min(len(one), TELLING)]
        regions = [one for one in card.exclude_regions if one not in piece.text]
        gone = kept == card.exclude and regions == card.exclude_regions
        return None if gone else {"exclude": kept, "exclude_regions": regions}
    if "drop" in piece.does:
        return _dropped(piece, card)
    held_ = read_conditions(piece.text)
    quotes = held_.exclusions or ([piece.text] if piece.refuses else [])
    things = excluded_things(quotes)
    changes: Changes = {}
    if things:
        changes["exclude"] = joined(card.exclude, things)
    if quotes:
        changes["exclusions"] = joined(card.exclusions, quotes)
    if held_.constraints and not find_quantities(piece.text):
        changes["constraints"] = joined(card.constraints, held_.constraints)
    return changes or None


def _dropped(piece: Piece, card: RequirementCard) -> Changes | None:
    """The conditions without those that the piece names."""
    found = {
        name: [one for one in getattr(card, name) if shared(one, piece.text) < TELLING]
        for name in ("constraints", "exclusions", "exclude")
    }
    return {name: kept for name, kept in found.items() if kept != getattr(card, name)} or None
