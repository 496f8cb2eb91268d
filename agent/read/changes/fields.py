"""Change a card field by field: every field that a user states can be corrected, and the version goes up."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import ValidationError

from agent.read.card import refresh
from agent.read.indicators.extract import extract_indicators
from agent.read.terms.budget import extract_budget
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.region import plain_region
from agent.schema import Indicator, RequirementCard, Service, SubRequirement
from knowledge.records import TechnicalField, TransferMode

LABELS: dict[str, str] = {
    "title": "标题",
    "object": "对象",
    "problem": "问题",
    "field": "领域",
    "field_alt": "其次领域",
    "sub_requirements": "技术点",
    "indicators": "指标",
    "baselines": "现状",
    "budget_cny": "预算",
    "budget_quote": "预算原文",
    "deadline": "期限",
    "deadline_months": "期限月数",
    "cooperation": "合作方式",
    "regions": "地域",
    "institution_types": "合作对象",
    "tier": "企业类型",
    "stage": "成熟度要求",
    "secrecy": "保密要求",
    "enterprise": "企业名称",
    "keywords": "检索词",
    "exclude": "排除项",
    "exclude_regions": "不要的地域",
    "exclude_institutions": "不要的单位",
    "constraints": "不能动的",
    "exclusions": "不要的",
    "service": "要找的",
    "guesses": "可能写错的字",
    "unread": "没读懂的",
}
"""The fields that a user may change, with their Chinese names; the rest of a card is derived from them."""

SERVICE_LABELS: dict[Service, str] = {
    "technology": "技术",
    "expert": "专家",
    "site": "场地",
    "equipment": "设备",
    "supplier": "供应商",
    "service": "检测或服务",
    "money": "资金",
    "policy": "政策",
    "talent": "人才",
    "sells": "转让自有技术",
    "none": "未说明",
}
"""How a page names each service."""

_FIELD_OF = {label: name for name, label in LABELS.items()}
_LISTS = (
    *("cooperation", "regions", "institution_types", "keywords", "exclude", "field_alt"),
    *("exclude_regions", "exclude_institutions", "constraints", "exclusions"),
)
_PLACES = ("regions", "exclude_regions")
_ROWS = ("guesses", "unread")
_ITEMS_MAX = 40
_TEXT_MAX = 300
MODES = (*(mode.value for mode in TransferMode), "先用后付", "未说明")


class CardError(ValueError):
    """A change that a card cannot take; the message says in Chinese what is wrong and what to do."""


class UnknownCardField(CardError):
    """The change names a field that a card does not have or that is derived."""


class BadCardValue(CardError):
    """The value does not fit the field."""


def _field_name(key: str) -> str:
    name = _FIELD_OF.get(key, key)
    if name not in LABELS:
        raise UnknownCardField(f"需求卡没有可修改的字段“{key[:40]}”。可以修改：{'、'.join(LABELS.values())}。")
    return name


def _bad(name: str, value: object, advice: str) -> BadCardValue:
    return BadCardValue(f"“{LABELS[name]}”不能是“{str(value)[:40]}”，{advice}")


def _words(name: str, value: object) -> list[str]:
    if isinstance(value, str):
        value = [part.strip() for part in value.replace("，", "、").replace(",", "、").split("、")]
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise _bad(name, value, "请给出一个或几个词，用顿号隔开。")
    if len(value) > _ITEMS_MAX or any(len(part) > _TEXT_MAX for part in value):
        raise _bad(name, value, f"最多 {_ITEMS_MAX} 项，每项不超过 {_TEXT_MAX} 字。")
    return list(dict.fromkeys(part for part in value if part))


def _budget(value: object) -> dict[str, Any]:
    if value in (None, "", "不限"):
        return {"budget_cny": None, "budget_quote": ""}
    amount, quote = value, ""
    if isinstance(value, str):
        amount, quote = extract_budget(f"预算{value.removeprefix('预算')}")
    if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0 < amount < 1e12:
        raise _bad("budget_cny", value, "请写成金额，例如 80万元。")
    return {"budget_cny": float(amount), "budget_quote": quote.removeprefix("预算")}


def _deadline(value: object, today: date) -> dict[str, Any]:
    if value in (None, "", "不限"):
        return {"deadline": "", "deadline_months": None}
    if not isinstance(value, str) or len(value) > _TEXT_MAX:
        raise _bad("deadline", value, "请写成时间，例如 一年内 或 2027年6月前。")
    quote, months = extract_deadline(value, today)
    if not quote:
        quote, months = extract_deadline(f"期限{value}", today)
    if not quote:
        raise _bad("deadline", value, "请写成时间，例如 一年内 或 2027年6月前。")
    return {"deadline": value, "deadline_months": months}


def read_indicators(name: str, value: object) -> list[dict[str, Any]]:
    """Indicators from a list of indicator objects or sentences; BadCardValue when one cannot be read."""
    parts = [value] if isinstance(value, str | dict) else value
    if not isinstance(parts, list) or len(parts) > _ITEMS_MAX:
        raise _bad(name, value, "请写成名称、数值和单位，例如 良率≥98%。")
    read: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, str):
            found = [i.model_dump() for i in sum(extract_indicators(part), [])]
            if not found:
                raise _bad(name, part, "没有读到数值，请写成名称、数值和单位，例如 良率≥98%。")
            read += [{**i, "origin": "user", "suggestion": False} for i in found]
        elif isinstance(part, Indicator):
            read.append(part.model_dump())
        else:
            read.append(part)
    return read


def _sub_requirements(value: object) -> list[dict[str, Any]]:
    parts = [value] if isinstance(value, str | dict) else value
    if not isinstance(parts, list) or len(parts) > _ITEMS_MAX:
        raise _bad("sub_requirements", value, "请给出一条或几条技术点。")
    read: list[dict[str, Any]] = []
    for number, part in enumerate(parts, 1):
        if isinstance(part, SubRequirement):
            part = part.model_dump()
        if isinstance(part, str) and part.strip():
            part = {"text": part.strip()[:_TEXT_MAX], "origin": "user"}
        if not isinstance(part, dict):
            raise _bad("sub_requirements", part, "请写出要解决的技术点。")
        read.append({"origin": "user", **part, "id": f"S{number}"})
    return read


def _cooperation(value: object) -> dict[str, Any]:
    modes = _words("cooperation", value)
    if wrong := [mode for mode in modes if mode not in MODES]:
        raise _bad("cooperation", wrong[0], f"可以选：{'、'.join(MODES)}。")
    return {"cooperation": [m for m in modes if m != "未说明"] or ["未说明"]}


def _field(value: object) -> dict[str, Any]:
    if value in (None, ""):
        return {"field": None}
    try:
        return {"field": TechnicalField(str(value))}
    except ValueError as error:
        raise _bad("field", value, f"可以选：{'、'.join(f.value for f in TechnicalField)}。") from error


def _service(value: object) -> Service:
    if value in (None, ""):
        return "technology"
    found = next((name for name, label in SERVICE_LABELS.items() if value in (name, label)), None)
    if found is None:
        raise _bad("service", value, f"可以选：{'、'.join(SERVICE_LABELS.values())}。")
    return found


def _rows(name: str, value: object) -> list[Any]:
    """The rows that are kept of those on the card: a change takes some off, it adds none."""
    if not isinstance(value, list) or len(value) > _ITEMS_MAX:
        raise _bad(name, value, "只能删去其中几条。")
    return value


def _read(name: str, value: object, today: date) -> dict[str, Any]:
    """The card values that a change of ``name`` to ``value`` sets."""
    if name == "budget_cny":
        return _budget(value)
    if name == "deadline":
        return _deadline(value, today)
    if name in {"indicators", "baselines"}:
        return {name: read_indicators(name, value or [])}
    if name == "sub_requirements":
        return {name: _sub_requirements(value or [])}
    if name == "cooperation":
        return _cooperation(value or [])
    if name == "field":
        return _field(value)
    if name in _LISTS:
        words = _words(name, value or [])
        return {name: [plain_region(word) for word in words] if name in _PLACES else words}
    if name == "service":
        return {name: _service(value)}
    if name in _ROWS:
        return {name: _rows(name, value)}
    if name != "deadline_months" and (not isinstance(value, str) or len(value) > _TEXT_MAX):
        raise _bad(name, value, f"请写成不超过 {_TEXT_MAX} 字的文字。")
    return {name: value.strip() if isinstance(value, str) else value}


def _with_regions(exclude: list[str], before: list[str], now: list[str]) -> list[str]:
    """What is excluded, with the regions that are: records are filtered by one list."""
    kept = [word for word in exclude if word not in before or word in now]
    return list(dict.fromkeys([*kept, *now]))


def apply_changes(card: RequirementCard, changes: dict[str, Any], *, today: date | None = None) -> RequirementCard:
    """A new version of ``card`` with ``changes`` (field name or Chinese label to value) applied.

    Amounts, times and indicators may be given in words (``80万``, ``一年``, ``良率≥99%``). What is derived (missing
    parts, quality, questions) is computed anew. Raises UnknownCardField or BadCardValue with a Chinese message; the
    given card is left as it was.
    """
    data = card.model_dump()
    for key, value in changes.items():
        data |= _read(_field_name(key), value, today or date.today())
    data["version"] = card.version + 1
    data["exclude"] = _with_regions(data["exclude"], card.exclude_regions, data["exclude_regions"])
    try:
        return refresh(RequirementCard.model_validate(data))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        where = ".".join(str(part) for part in first["loc"][1:])
        raise BadCardValue(
            f"“{LABELS.get(name, name)}”的内容不完整或类型不对（{where or '值'}），请按原来的格式填写。"
        ) from error
