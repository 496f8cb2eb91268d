"""Our card with the model's reading: field by field the model's where it holds, ours where it fails or is silent."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from agent.model.text.quotes import find_quote
from agent.read.asks.choosing import alike
from agent.read.by_model.amounts import amounts
from agent.read.by_model.proposed import Proposal, Row, rows
from agent.read.by_model.questions import questions
from agent.read.by_model.schema import MOST_ITEMS
from agent.read.by_model.terms import every
from agent.read.by_model.wording import is_harmless, phrase
from agent.read.card import keywords, refresh
from agent.read.lexicon import says
from agent.schema import RequirementCard, SubRequirement, Unread

EMPTY: dict[str, dict[str, Any]] = {
    "budget": {"budget_cny": None, "budget_quote": ""},
    "deadline": {"deadline": "", "deadline_months": None},
    "regions": {"regions": []},
    "no_regions": {"exclude_regions": []},
    "partners": {"institution_types": []},
    "no_partners": {"exclude_institutions": []},
    "modes": {"cooperation": ["未说明"]},
    "exclusions": {"exclusions": [], "exclude": []},
    "limits": {"constraints": []},
}
"""What a field of the card is when the user takes it off, by the name that the model calls it."""
NO_QUOTE, NOT_TAKEN_OFF, FULL = "原文没有，或读不出这个值", "用户的话里没有去掉它的意思", "我们已读出，模型只补空缺"
_REMOVING = ("drop", "open", "unknown", "mistaken")
_JOINED = ("constraints", "exclusions", "exclude", "exclude_regions", "exclude_institutions")
"""Lists to which a further message adds; of the others the last word counts."""
_ITEM_MAX, _NEAR, _UNREAD, _SEVERAL = 80, 0.4, 3, 2


def merged(
    ours: RequirementCard, proposal: Proposal, which: int = 0, before: RequirementCard | None = None
) -> RequirementCard:
    """``ours`` with the need number ``which`` of the proposal; ``before`` is the card before the message, if it is the
    same need.

    The version, the number and the text are those of ours.
    """
    need: Row = proposal.needs[which] if which < len(proposal.needs) else {}
    prior = before or RequirementCard()
    gone = _taken_off(need, proposal)
    update: dict[str, Any] = {**_named(need, proposal, ours), **_items(need, proposal, prior, ours, gone)}
    update |= _terms(need, proposal, prior, ours)
    for one in gone & EMPTY.keys():
        update |= EMPTY[one]
        proposal.note(one, "去掉", "", "model")
    if proposal.leads or not (ours.indicators or ours.baselines):
        update |= amounts(need, proposal, prior, ours, gone)
    update |= {"unread": _unread(need, proposal, ours)}
    card = ours.model_copy(update=update, deep=True)
    card = card.model_copy(update={"exclude": _excluded(card)})
    items = (item.quote for item in card.sub_requirements)
    card = refresh(card.model_copy(update={"keywords": keywords(card.object, card.problem, card.title, *items)}))
    return card.model_copy(update={"questions": questions(card, proposal)})


def _named(need: Row, proposal: Proposal, ours: RequirementCard) -> dict[str, Any]:
    """Object and problem in the model's words, where they are near to the user's."""
    update: dict[str, Any] = {}
    for name, limit in (("object", 30), ("problem", 60)):
        said, own = need.get(name), getattr(ours, name)
        words = phrase(said, f"{ours.title}\n{proposal.message}", limit)
        if not words or (own and not proposal.leads):
            proposal.note(name, said, own, "refused" if said else "ours", "" if words or not said else NO_QUOTE)
            continue
        proposal.note(name, words, own, "both" if words == own else "model")
        update[name] = words
    return update


def _items(
    need: Row, proposal: Proposal, prior: RequirementCard, ours: RequirementCard, gone: frozenset[str]
) -> dict[str, Any]:
    """The sub-requirements: those of the card that stay, then the model's in place of those that ours read now."""
    read: list[SubRequirement] = []
    for row in rows(need.get("items"))[:MOST_ITEMS]:
        quote = find_quote(row.get("quote"), proposal.message, ours.title)
        if len(quote) < 2:
            proposal.note("sub_requirements", row.get("text"), "", "refused", NO_QUOTE)
        elif not any(quote in one.quote or one.quote in quote for one in read):
            read.append(SubRequirement(id="S0", text=_said(row, quote), quote=quote, origin="model"))
    fresh = [one for one in ours.sub_requirements if one not in prior.sub_requirements]
    own = [one for one in fresh if not one.suggestion]
    if (own and not proposal.leads) or (not read and not prior.sub_requirements):
        read = own
    else:
        proposal.note("sub_requirements", [one.text for one in read], [one.text for one in own], "model")
    stale = prior.vague and bool(read)
    kept = [one for one in prior.sub_requirements if one.id not in gone and not stale]
    more = [one for one in read if not any(one.quote and one.quote == old.quote for old in kept)]
    items = [*kept, *more][: max(MOST_ITEMS, len(kept))]
    return {"sub_requirements": [one.model_copy(update={"id": f"S{n}"}) for n, one in enumerate(items, 1)]}


def _said(row: Row, quote: str) -> str:
    """The model's short wording where it stays near its quote and adds no number or code, else the quote."""
    said = str(row.get("text") or "").strip()
    codes = re.findall(r"[\dA-Za-z.]+", said)
    near = alike(said, quote) >= _NEAR and all(code in quote for code in codes)
    return (said if said and near and is_harmless(said, quote) else quote)[:_ITEM_MAX]


def _terms(need: Row, proposal: Proposal, prior: RequirementCard, ours: RequirementCard) -> dict[str, Any]:
    """The terms that hold: lists of what is not wanted grow, of the others the model's word counts."""
    update: dict[str, Any] = _parted(need, proposal, prior, ours)
    for name, (said, found) in every(need, proposal.message, date.today()).items():
        own = {key: getattr(ours, key) for key in found or ()}
        if found is None:
            proposal.note(name, said, "", "refused", NO_QUOTE)
        elif not proposal.leads and any(own[key] != getattr(RequirementCard(), key) for key in own):
            proposal.note(name, list(found.values()), list(own.values()), "ours", FULL)
        else:
            more = {key: _joined(key, getattr(prior, key), value) for key, value in found.items()}
            proposal.note(name, list(more.values()), list(own.values()), "both" if own == more else "model")
            update |= more
    return update


def _parted(need: Row, proposal: Proposal, prior: RequirementCard, ours: RequirementCard) -> dict[str, Any]:
    """Our conditions without those that run over several things which the model tells apart."""
    quoted = {find_quote(row.get("quote"), proposal.message) for name in need for row in rows(need[name])} - {""}
    update = {}
    for name in ("constraints", "exclusions") if proposal.leads else ():
        own = getattr(ours, name)
        kept = [one for one in own if one in getattr(prior, name) or sum(quote in one for quote in quoted) < _SEVERAL]
        if kept != own:
            proposal.note(name, "原文的几件事", [one for one in own if one not in kept], "model")
            update[name] = kept
    return update


def _joined(key: str, before: Any, value: Any) -> Any:
    return list(dict.fromkeys([*before, *value])) if key in _JOINED else value


def _taken_off(need: Row, proposal: Proposal) -> frozenset[str]:
    """Ids and names of what the user takes off the card: quoted, and in words that take something off."""
    wanted = {str(row.get("id")): find_quote(row.get("quote"), proposal.message) for row in rows(need.get("remove"))}
    said = says(proposal.message, "changes", *_REMOVING)
    gone = frozenset(one for one, quote in wanted.items() if quote and said and proposal.leads)
    refused = [one for one in wanted if one not in gone]
    if refused:
        proposal.note("remove", refused, "", "refused", NOT_TAKEN_OFF)
    return gone


def _excluded(card: RequirementCard) -> list[str]:
    """What is excluded, with the regions that are: records are filtered by one list."""
    return list(dict.fromkeys([*card.exclude, *card.exclude_regions]))


def _unread(need: Row, proposal: Proposal, ours: RequirementCard) -> list[Unread]:
    """What neither could read: the model's doubts, and ours as far as the model says nothing about the same words."""
    doubts = [quote for one in proposal.unread if (quote := find_quote(one, proposal.message))]
    quoted = [str(row.get("quote")) for name in need for row in rows(need[name])] + list(proposal.aside)
    own = [one for one in ours.unread if not any(one.quote in other or other in one.quote for other in quoted)]
    more = [Unread(quote=one) for one in doubts if not any(one in old.quote or old.quote in one for old in own)]
    return [*own, *more][:_UNREAD]
