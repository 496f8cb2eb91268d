"""Merge a model's proposal into the rules' card without making the rules' result worse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent.read.asks.choosing import alike
from agent.read.asks.reader import chances as asked_chances
from agent.read.card import refresh
from agent.read.indicators.extract import extract_indicators
from agent.read.terms.budget import extract_budget
from agent.schema import Indicator, RequirementCard, SubRequirement
from knowledge.quantities import find_numbers
from knowledge.records import TechnicalField

_ITEMS = 6
_TO_CONFIRM = 2
_KEYWORDS = 6
_ALTERNATIVES = 2
_QUOTE_MAX = 120
_TEXT_MAX = 80
_SAME = 0.7
_ALIKE = 0.5
_PLAUSIBLE = 0.17
_GENERIC = re.compile(
    r"(?:提高|提升|降低|减少|改善|优化|解决|问题|技术|工艺|方法|研究|开发|需求|要求|指标|产品|设备|质量|成本)+"
)
_NO_NAME = re.compile(r"^(?:我|您|希望|想|需|请|目前|现在|公司|企业|本)|[\d，,。；;：:？?！!]")


def _stands(quote: str, card: RequirementCard, text: str) -> bool:
    return 2 <= len(quote.strip()) <= _QUOTE_MAX and (quote in text or quote in card.title)


def _same_place(a: str, b: str) -> bool:
    return bool(a and b) and (a in b or b in a)


def _in_quote(value: float | None, quote: str) -> bool:
    """Whether the number stands in the quote, be it before or after 千, 万 or 亿 was multiplied in."""
    if value is None:
        return True
    stated = (one for number in find_numbers(quote) for one in (number.value, number.value / number.scale))
    return any(abs(value - one) <= 1e-6 * max(1.0, abs(value)) for one in stated)


def _rows(proposal: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = proposal.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _indicator(row: dict[str, Any]) -> Indicator | None:
    known = {key: row[key] for key in ("name", "op", "value", "value_max", "unit", "quote") if row.get(key) is not None}
    try:
        return Indicator.model_validate({**known, "origin": "model"})
    except ValidationError:
        return None


def _same_amount(a: Indicator, b: Indicator) -> bool:
    return (a.value, a.value_max, a.unit) == (b.value, b.value_max, b.unit)


def _confirmed(item: Indicator, read: list[Indicator], text: str) -> Indicator | None:
    """The rules' own reading of the quote where it finds the same value and unit; the name may be the model's."""
    for other in read:
        if _same_amount(item, other):
            name = item.name if item.name and item.name in text else other.name
            return other.model_copy(update={"name": name, "quote": item.quote, "origin": "model"})
    return None


def _merge_indicators(
    card: RequirementCard, rows: list[dict[str, Any]], text: str, held: list[Indicator], *, baseline: bool = False
) -> list[Indicator]:
    """Where the rules read no indicator: proposed ones that stand in the text and that the rules confirm by quote."""
    if card.indicators or card.baselines:
        return []
    new: list[Indicator] = []
    for item in filter(None, map(_indicator, rows[:_ITEMS])):
        known = any(_same_place(item.quote, old.quote) or _same_amount(item, old) for old in [*held, *new])
        if known or not _stands(item.quote, card, text):
            continue
        if not (_in_quote(item.value, item.quote) and _in_quote(item.value_max, item.quote)):
            continue
        confirmed = _confirmed(item, extract_indicators(item.quote)[1 if baseline else 0], text)
        if confirmed is not None:
            new.append(confirmed)
    return new


def _merge_items(card: RequirementCard, rows: list[dict[str, Any]], text: str) -> list[SubRequirement]:
    """The rules' items, then what else the proposal quotes: as items where the rules found none, else to be confirmed.

    What is to be confirmed is a suggestion in the text's own words, and the rules too must think it possible.
    """
    items = list(card.sub_requirements)
    found_none = not any(not item.suggestion for item in items)
    chances = [] if found_none or not rows else asked_chances(card.title, text)
    for row in rows[:_ITEMS]:
        quote = str(row.get("quote") or "").strip()
        if not _stands(quote, card, text) or any(_same_place(quote, old.quote) for old in items):
            continue
        likely = any(chance >= _PLAUSIBLE and alike(one, quote) >= _SAME for one, chance in chances)
        added = sum(item.origin == "model" for item in items)
        if added < (_ITEMS if found_none else _TO_CONFIRM) and (found_none or likely):
            items.append(
                SubRequirement(id="S0", text=_said(row, quote), quote=quote, origin="model", suggestion=not found_none)
            )
    return [item.model_copy(update={"id": f"S{number}"}) for number, item in enumerate(items, 1)]


def _said(row: dict[str, Any], quote: str) -> str:
    """The proposal's short wording where it stays close to its quote and adds no number or code, else the quote."""
    said = str(row.get("text") or "").strip()
    close = alike(said, quote) >= _ALIKE and not re.search(r"\d|[A-Za-z]{2}", said)
    return (said if close else quote)[:_TEXT_MAX]


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


def _new_keywords(card: RequirementCard, proposed: object, text: str) -> list[str]:
    """Proposed terms that stand in the text, as many as bring the card to six."""
    words = [w for w in proposed if isinstance(w, str) and 2 <= len(w) <= 20] if isinstance(proposed, list) else []
    named = [w for w in words if w in text and not _NO_NAME.search(w) and not _GENERIC.fullmatch(w)]
    new = [word for word in dict.fromkeys(named) if word not in card.keywords]
    return new[: max(0, _KEYWORDS - len(card.keywords))]


def merge_proposal(card: RequirementCard, proposal: RequirementCard | Mapping[str, Any], text: str) -> RequirementCard:
    """``card`` with what ``proposal`` adds; the same version.

    The rules' values are kept, and whatever does not stand in ``text`` or the title is dropped. The proposal fills what
    the rules left empty: single values, items, and indicators that the rules confirm from their quote alone. Beside
    the rules' own items at most two more are kept as suggestions to be confirmed. On labelled texts even proposals that
    were the labels themselves added nothing to the rules' figures, while greedy ones cost precision; hence no more.
    Rubbish of any shape is ignored.
    """
    given = proposal.model_dump() if isinstance(proposal, RequirementCard) else proposal
    held = [*card.indicators, *card.baselines]
    targets = _merge_indicators(card, _rows(given, "indicators"), text, held)
    update: dict[str, Any] = {
        "sub_requirements": _merge_items(card, _rows(given, "sub_requirements"), text),
        "indicators": [*card.indicators, *targets],
        "baselines": [
            *card.baselines,
            *_merge_indicators(card, _rows(given, "baselines"), text, [*held, *targets], baseline=True),
        ],
        **_merge_field(card, given.get("field")),
    }
    for name in ("object", "problem", "enterprise"):
        value = given.get(name)
        if (
            isinstance(value, str)
            and not getattr(card, name)
            and _stands(value, card, text)
            and not _NO_NAME.search(value)
        ):
            update[name] = value
    quote = given.get("budget_quote")
    if card.budget_cny is None and isinstance(quote, str) and _stands(quote, card, text):
        update["budget_cny"], update["budget_quote"] = extract_budget(quote)
    proposed = given.get("keywords")
    update["keywords"] = [*card.keywords, *_new_keywords(card, proposed, text)]
    return refresh(card.model_copy(update=update, deep=True))
