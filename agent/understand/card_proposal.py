"""Merge a model's proposal into the rules' card without making the rules' result worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent.schema import Indicator, RequirementCard, SubRequirement
from agent.understand.card import refresh
from agent.understand.fold import fold
from agent.understand.money import extract_budget
from agent.understand.numbers import find_numbers
from knowledge.records import TechnicalField

_ITEMS = 6
_SUGGESTIONS = 4
_KEYWORDS = 16
_ALTERNATIVES = 2
_QUOTE_MAX = 120
_SCALES = (1.0, 1e3, 1e4, 1e8)


def _stands(quote: str, card: RequirementCard, text: str) -> bool:
    return 2 <= len(quote.strip()) <= _QUOTE_MAX and (quote in text or quote in card.title)


def _same_place(a: str, b: str) -> bool:
    return bool(a and b) and (a in b or b in a)


def _in_quote(value: float | None, quote: str) -> bool:
    """Whether the number stands in the quote, be it before or after 千, 万 or 亿 was multiplied in."""
    if value is None:
        return True
    numbers = {n.value for n in find_numbers(fold(quote))}
    return any(abs(value - n * scale) <= 1e-6 * max(1.0, abs(value)) for n in numbers for scale in _SCALES)


def _rows(proposal: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = proposal.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _indicator(row: dict[str, Any]) -> Indicator | None:
    known = {key: row[key] for key in ("name", "op", "value", "value_max", "unit", "quote") if row.get(key) is not None}
    try:
        return Indicator.model_validate({**known, "origin": "model"})
    except ValidationError:
        return None


def _merge_indicators(
    card: RequirementCard, rows: list[dict[str, Any]], text: str, held: list[Indicator]
) -> list[Indicator]:
    """Proposed indicators that the rules did not read, each with its number in a quote that stands in the text."""
    new: list[Indicator] = []
    for item in filter(None, map(_indicator, rows)):
        if any(_same_place(item.quote, old.quote) for old in [*held, *new]):
            continue
        if not (_in_quote(item.value, item.quote) and _in_quote(item.value_max, item.quote)):
            continue
        item.suggestion = not _stands(item.quote, card, text)
        new.append(item)
    return new


def _merge_items(card: RequirementCard, rows: list[dict[str, Any]], text: str) -> list[SubRequirement]:
    """The rules' items, then the proposed ones: grounded up to six in all, the others as suggestions."""
    items = list(card.sub_requirements)
    suggestions = 0
    for row in rows:
        quote, said = str(row.get("quote") or ""), str(row.get("text") or row.get("quote") or "").strip()[:80]
        if not said or any(_same_place(quote, old.quote) or old.text == said for old in items):
            continue
        grounded = _stands(quote, card, text)
        if grounded and len([i for i in items if not i.suggestion]) >= _ITEMS:
            continue
        suggestions += not grounded
        if grounded or suggestions <= _SUGGESTIONS:
            shown = quote if grounded else ""
            items.append(SubRequirement(id="S0", text=said, quote=shown, origin="model", suggestion=not grounded))
    return [item.model_copy(update={"id": f"S{number}"}) for number, item in enumerate(items, 1)]


def _merge_field(card: RequirementCard, value: object) -> dict[str, Any]:
    try:
        proposed = TechnicalField(str(value))
    except ValueError:
        return {}
    if card.field is None:
        return {"field": proposed}
    if proposed in (card.field, *card.field_alt) or len(card.field_alt) >= _ALTERNATIVES:
        return {}
    return {"field_alt": [*card.field_alt, proposed]}


def merge_proposal(card: RequirementCard, proposal: RequirementCard | Mapping[str, Any], text: str) -> RequirementCard:
    """``card`` with what ``proposal`` adds; the same version.

    The rules' values are kept. A proposed indicator is dropped when the rules read the same quote or when its number is
    not in its quote; items whose quote is no exact substring of ``text`` or the title become suggestions. Single values
    fill only what the rules left empty, and only with words of the text. Rubbish of any shape is ignored.
    """
    given = proposal.model_dump() if isinstance(proposal, RequirementCard) else proposal
    held = [*card.indicators, *card.baselines]
    targets = _merge_indicators(card, _rows(given, "indicators"), text, held)
    update: dict[str, Any] = {
        "sub_requirements": _merge_items(card, _rows(given, "sub_requirements"), text),
        "indicators": [*card.indicators, *targets],
        "baselines": [*card.baselines, *_merge_indicators(card, _rows(given, "baselines"), text, [*held, *targets])],
        **_merge_field(card, given.get("field")),
    }
    for name in ("object", "problem", "enterprise"):
        value = given.get(name)
        if isinstance(value, str) and not getattr(card, name) and _stands(value, card, text):
            update[name] = value
    quote = given.get("budget_quote")
    if card.budget_cny is None and isinstance(quote, str) and _stands(quote, card, text):
        update["budget_cny"], update["budget_quote"] = extract_budget(quote)
    words = [w for w in given.get("keywords") or [] if isinstance(w, str) and 2 <= len(w) <= 20]
    update["keywords"] = list(dict.fromkeys([*card.keywords, *words]))[:_KEYWORDS]
    return refresh(card.model_copy(update=update, deep=True))
