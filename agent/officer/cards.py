"""The requirement card at the desk: every field as an officer edits it, versions, and what each one changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from agent.officer.accounts.staff import Officer
from agent.officer.room import Room
from agent.read.changes.fields import LABELS, MODES
from agent.schema import Indicator, RequirementCard, SubRequirement
from agent.verify.statements import numbers
from knowledge.casebook import CardVersion, CaseError
from knowledge.quantities import SIGNS, cell_sign, find_quantities, read_sign, show_money, show_number
from knowledge.records import TechnicalField

WORDS = ("regions", "institution_types", "keywords", "exclude")
TABLES = ("indicators", "baselines", "sub_requirements")
PLAIN = ("title", "object", "problem", "deadline", "tier", "stage", "enterprise", "secrecy")
NO_FIELD = "未定"
AUTHORS = {"user": "企业", "rules": "规则", "model": "模型"}


class CardChange(BaseModel):
    """One field that a version changed."""

    label: str
    before: str
    after: str


class CardStep(BaseModel):
    """One version of the card: who, when, and what differs from the version before."""

    version: int
    author: str
    at: datetime
    changes: list[CardChange]


class Cards(Room):
    """Requirement cards as officers work on them."""

    labels: Mapping[str, str] = LABELS
    fields: Sequence[str] = [field.value for field in TechnicalField]
    cooperation: Sequence[str] = MODES

    def present(self, need_id: str) -> RequirementCard:
        """The latest card of a need. NotFoundError, or CaseError when it has none."""
        stored = self._casebook.cards.latest(self._need(need_id).conversation_id)
        if stored is None:
            raise CaseError("这条需求还没有需求卡。")
        return RequirementCard.model_validate(stored.card)

    def form(self, card: RequirementCard) -> dict[str, Any]:
        """A card as a form shows it; see ``form_of``."""
        return form_of(card)

    def edit(self, officer: Officer, need_id: str, based_on: int, form: Mapping[str, Any]) -> RequirementCard:
        """Store what a form (see ``form_of``) says differently as a new version and match again.

        Raises CardError for a wrong value and CaseError when somebody saved a version after ``based_on``.
        """
        need, card = self._need(need_id), self.present(need_id)
        if card.version != based_on:
            raise CaseError(f"需求卡已有新版本（第 {card.version} 版），您看到的是第 {based_on} 版。请刷新后再改。")
        shown = form_of(card)
        changed = {name: _read(card, name, value) for name, value in form.items() if value != shown[name]}
        changed = {name: value for name, value in changed.items() if value != _dumped(card, name)}
        if not changed:
            raise CaseError("没有改动，未另存版本。")
        named = {LABELS.get(name, name): value for name, value in changed.items()}

        def also() -> None:
            self._casebook.drafts.drop(need_id, "card", officer.username)
            self._audit(officer, "修改需求卡", need_id, "、".join(named))

        last = list(self._agent.correct(need.conversation_id, named, officer.username, also, based_on))[-1]
        if last.problem is not None:
            raise CaseError(f"{last.problem.message}{last.problem.advice}")
        return self.present(need_id)

    def steps(self, need_id: str) -> list[CardStep]:
        """Every version, the latest first."""
        versions = self._casebook.cards.versions(self._need(need_id).conversation_id)
        return [_step(one, before) for one, before in zip(versions, [None, *versions], strict=False)][::-1]


def form_of(card: RequirementCard) -> dict[str, Any]:
    """Every editable field as a form shows it: texts, words joined by 、, choices, and tables as rows of cells."""
    form: dict[str, Any] = {name: getattr(card, name) for name in PLAIN}
    form |= {name: "、".join(getattr(card, name)) for name in WORDS}
    form |= {name: indicator_rows(getattr(card, name)) for name in ("indicators", "baselines")}
    return form | {
        "field": card.field.value if card.field else NO_FIELD,
        "field_alt": [field.value for field in card.field_alt],
        "cooperation": list(card.cooperation),
        "budget_cny": show_money(card.budget_cny) if card.budget_cny else "",
        "sub_requirements": sub_requirement_rows(card.sub_requirements),
    }


def indicator_rows(indicators: list[Indicator]) -> list[list[str]]:
    """Indicators as table rows: name, sign, value, upper value, unit, the user's words."""
    return [
        [one.name, cell_sign(one.op), show_number(one.value), _number(one.value_max), one.unit, one.quote]
        for one in indicators
    ]


def read_indicator_rows(rows: list[list[Any]], label: str, old: list[Indicator]) -> list[Indicator]:
    """Table rows back to indicators; a row that was not touched stays what it was. CaseError names a bad row."""
    kept = {tuple(row): one for row, one in zip(indicator_rows(old), old, strict=True)}
    read: list[Indicator] = []
    for number, row in enumerate(rows, 1):
        cells = tuple(str(cell if cell is not None else "").strip() for cell in row)
        if any(cells):
            read.append(kept.get(cells) or _indicator(cells, f"“{label}”第 {number} 行"))
    return read


def sub_requirement_rows(items: list[SubRequirement]) -> list[list[str]]:
    """Sub-requirements as table rows: text, the user's words, and whether it is a suggestion."""
    return [[one.text, one.quote, "建议" if one.suggestion else ""] for one in items]


def read_sub_requirement_rows(rows: list[list[Any]], old: list[SubRequirement]) -> list[SubRequirement]:
    """Table rows back to sub-requirements; what the officer wrote or confirmed is no suggestion any more."""
    known = {one.text: one for one in old}
    read: list[SubRequirement] = []
    for row in rows:
        text, quote, mark = (str(cell if cell is not None else "").strip() for cell in row)
        if not text:
            continue
        one = known.get(text, SubRequirement(id="", text=text, origin="user"))
        suggestion = mark == "建议"
        read.append(one.model_copy(update={"id": f"S{len(read) + 1}", "quote": quote, "suggestion": suggestion}))
    return read


def value_text(value: Any, name: str = "") -> str:
    """A card value as one readable line; ``name`` is its field, since the budget is money."""
    if isinstance(value, list):
        return "；".join(filter(None, map(value_text, value))) or "空"
    if isinstance(value, dict):
        if "op" in value:
            return Indicator.model_validate(value).text()
        return str(value.get("text", ""))
    if isinstance(value, float | int) and not isinstance(value, bool):
        return show_money(value) if name == "budget_cny" else show_number(value)
    return str(value) if value not in (None, "") else "空"


def _read(card: RequirementCard, name: str, value: Any) -> Any:
    if name == "sub_requirements":
        return [one.model_dump(mode="json") for one in read_sub_requirement_rows(value, card.sub_requirements)]
    if name in TABLES:
        return [one.model_dump(mode="json") for one in read_indicator_rows(value, LABELS[name], getattr(card, name))]
    return "" if value in (None, NO_FIELD) else value


def _dumped(card: RequirementCard, name: str) -> Any:
    return card.model_dump(mode="json", include={name})[name]


def _indicator(cells: tuple[str, ...], where: str) -> Indicator:
    name, sign, value, upper, unit, quote = cells
    op = read_sign(sign)
    if not name or op is None:
        raise CaseError(f"{where}：要有名称，关系请用 {' '.join(map(cell_sign, SIGNS))} 之一。")
    low, high = _read_number(value), _read_number(upper) if upper else None
    if low is None or (upper and high is None):
        raise CaseError(f"{where}：数值“{value}{' ' + upper if upper else ''}”不是数字。")
    if (op == "range") != (high is not None):
        raise CaseError(f"{where}：关系为“区间”时要填上限，其他关系不填上限。")
    said = numbers(quote)
    words = quote if {low, high} - {None} <= said else f"{name}{sign}{value}{'–' + upper if upper else ''}{unit}"
    return Indicator.model_validate(
        {"name": name, "op": op, "value": low, "value_max": high, "unit": unit, "quote": words, "origin": "user"}
    )


def _number(value: float | None) -> str:
    return "" if value is None else show_number(value)


def _read_number(cell: str) -> float | None:
    """The number that a cell holds in figures and nothing else: -20, 1,200, 3 万, 1×10^-9."""
    amount = next(iter(find_quantities(cell)), None)
    if amount is None or amount.han or amount.unit or amount.op or (amount.start, amount.end) != (0, len(cell)):
        return None
    return amount.value


def _said(value: Any) -> Any:
    """A card's value without suggestions, which are found anew at each version and are nobody's change."""
    if not isinstance(value, list):
        return value
    return [one for one in value if not (isinstance(one, dict) and one.get("suggestion"))]


def _step(one: CardVersion, before: CardVersion | None) -> CardStep:
    changes = []
    for name, label in LABELS.items():
        new = value_text(_said(one.card.get(name)), name)
        old = value_text(_said(before.card.get(name)), name) if before else new
        if old != new:
            changes.append(CardChange(label=label, before=old, after=new))
    return CardStep(version=one.version, author=AUTHORS.get(one.author, one.author), at=one.at, changes=changes)
