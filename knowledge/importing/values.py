"""Cells to values: maturity, yes and no, dates, lists, fields, modes, rights; each says what it wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from knowledge.quantities import find_quantities
from knowledge.records import IntellectualProperty, TechnicalField, TransferMode

_E = TypeVar("_E", bound=StrEnum)


class CellError(ValueError):
    """The cell cannot be read; the message is the second half of a Chinese sentence: what to write instead."""


_STAGES = {
    **dict.fromkeys(("基础研究", "原理", "原理验证", "理论研究"), 2),
    **dict.fromkeys(("实验室", "概念", "概念验证", "实验室验证", "研发", "研制", "初期"), 3),
    **dict.fromkeys(("小试", "小试成功"), 4),
    **dict.fromkeys(("样机", "样品", "原型"), 5),
    **dict.fromkeys(("中试", "中试成功"), 6),
    **dict.fromkeys(("试生产", "示范", "示范应用", "工程化", "小批量", "小批量生产", "应用示范"), 7),
    **dict.fromkeys(("产业化", "可产业化", "成熟应用", "推广应用"), 8),
    **dict.fromkeys(("量产", "批量生产", "规模化", "规模化生产", "已产业化", "大规模应用"), 9),
}
_LEVEL = re.compile(r"trl[-\s:：]*|第|级", re.IGNORECASE)
_YES = frozenset(["是", "有", "可", "可以", "支持", "同意", "true", "yes", "y", "1", "√", "✓", "✔"])
_NO = frozenset(
    ["否", "无", "不", "不可", "不可以", "不支持", "不同意", "false", "no", "n", "0", "×", "x", "✕", "没有", "暂不"]
)
_DATE = re.compile(r"(\d{4})(?:[-/.年]\s*(\d{1,2})(?:[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|年)?(?:[ T].*)?")
_LIST = re.compile(r"[；;、，,|\n]+")
_FIELD_WORDS: dict[TechnicalField, str] = {
    TechnicalField.ELECTRONICS: "电子 信息技术 电子信息技术 人工智能 软件 集成电路 新一代信息技术",
    TechnicalField.AEROSPACE: "航空 航天 航空航天技术",
    TechnicalField.MANUFACTURING: "先进制造技术 制造 机械 装备制造 高端装备 智能制造 先进制造与自动化",
    TechnicalField.BIOMEDICINE: "生物医药 医药 医疗器械 生物 生物、医药和医疗器械技术 生物医药和医疗器械技术 "
    "生物与新医药",
    TechnicalField.MATERIALS: "新材料 材料 新材料技术",
    TechnicalField.ENERGY: "新能源 能源 节能 新能源与节能 新能源与高效节能技术",
    TechnicalField.ENVIRONMENT: "环保 环境保护 节能环保 资源综合利用 资源与环境 环境保护与资源综合利用技术",
    TechnicalField.NUCLEAR: "核技术 核应用技术",
    TechnicalField.AGRICULTURE: "现代农业 农业技术 农林牧渔 食品",
    TechnicalField.TRANSPORT: "交通 交通运输 轨道交通 现代交通技术",
    TechnicalField.URBAN: "城市建设 建筑 社会发展 城市建设与社会发展技术 土木建筑",
}
_FIELD_ALIASES = {word: field for field, words in _FIELD_WORDS.items() for word in words.split()}
_MODE_ALIASES = {
    **dict.fromkeys(("转让", "专利转让", "所有权转让", "出让"), TransferMode.TRANSFER),
    **dict.fromkeys(
        ("许可", "专利许可", "普通许可", "独占许可", "排他许可", "开放许可", "授权使用"), TransferMode.LICENSE
    ),
    **dict.fromkeys(("开发", "合作开发"), TransferMode.DEVELOPMENT),
    **dict.fromkeys(("咨询",), TransferMode.CONSULTING),
    **dict.fromkeys(("服务",), TransferMode.SERVICE),
    **dict.fromkeys(("入股", "技术入股", "股权合作", "作价投资"), TransferMode.EQUITY),
    **dict.fromkeys(("共建", "共建实验室", "共建研发平台"), TransferMode.JOINT_LAB),
    **dict.fromkeys(("联合攻关", "合作研发", "合作研究", "产学研合作"), TransferMode.JOINT_RESEARCH),
    **dict.fromkeys(("委托研发",), TransferMode.COMMISSIONED),
    **dict.fromkeys(("人才合作", "人才"), TransferMode.TALENT),
}
_RIGHT = re.compile(
    r"(?P<kind>发明专利|实用新型(?:专利)?|外观设计(?:专利)?|软件著作权|植物新品种权?|集成电路布图设计|新药证书|专利|软著|专有技术)?"
    r"[\s:：]*(?P<number>(?:ZL|CN|PCT)?[\s./]?[A-Z]{0,4}\d{6,14}(?:\.[\dXx])?[A-Z]?)?"
    r"[\s，,]*[（(]?(?P<status>已授权|授权|申请中|实审|已受理|受理|公开|失效|有效)?[）)]?"
)


def maturity(text: str) -> int:
    """A TRL of 1–9 from a number (the lower one of two) or from a stage's name."""
    if (level := _level(text)) is not None:
        return level
    word = re.sub(r"(?:阶段|期)$", "", text)
    if word not in _STAGES:
        raise CellError("请改为 1–9 的数字，或 小试/中试/产业化")
    return _STAGES[word]


def _level(text: str) -> int | None:
    """The whole number from 1 to 9 that ``text`` says and nothing else: 6, TRL 6-7, 第五级."""
    bare = _LEVEL.sub("", text).strip().replace("/", "~")
    amount = next(iter(find_quantities(bare)), None)
    if (
        amount is None
        or amount.unit
        or amount.op not in (None, "range")
        or (amount.start, amount.end) != (0, len(bare))
    ):
        return None
    return int(amount.value) if amount.value in range(1, 10) else None


def yes_no(text: str) -> bool:
    """True for 是, 可, 支持 …, False for 否 …"""
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise CellError("请改为 是 或 否")
    return word in _YES


def day(text: str, last: bool = False) -> date:
    """A date such as 2024-05-03, 2024年5月 or 2024; what is left out is the first (``last``: last) there is."""
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, number = (int(part) if part else None for part in match.groups())
        assert year is not None
        if number is not None or not last:
            return date(year, month or 1, number or 1)
        end = (year + 1, 1) if (month or 12) == 12 else (year, (month or 12) + 1)
        return date.fromordinal(date(*end, 1).toordinal() - 1)
    except ValueError as error:
        raise CellError("请改为日期，如 2025-06-30") from error


def items(text: str) -> list[str]:
    """The parts of a list written with ；、，or line breaks, without repeats."""
    return list(dict.fromkeys(part for piece in _LIST.split(text) if (part := piece.strip())))


def technical_fields(text: str) -> tuple[list[TechnicalField], list[str]]:
    """The technical fields named, and the words that name none of the eleven."""
    whole = _member(text.strip(), TechnicalField, _FIELD_ALIASES)
    return ([whole], []) if whole else _members(text, TechnicalField, _FIELD_ALIASES)


def transfer_modes(text: str) -> tuple[list[TransferMode], list[str]]:
    """The modes named, and the words that name none."""
    return _members(text.replace("/", "、"), TransferMode, _MODE_ALIASES)


def rights(text: str) -> list[IntellectualProperty]:
    """One right a piece; a piece of unknown shape is kept whole as the kind."""
    found = []
    for piece in (part.strip() for part in re.split(r"[；;、\n]+", text)):
        match = _RIGHT.fullmatch(piece)
        if not piece:
            continue
        if match is None or not (match["kind"] or match["number"]):
            found.append(IntellectualProperty(kind=piece))
        else:
            kind, number, status = (match[name] or "" for name in ("kind", "number", "status"))
            found.append(IntellectualProperty(kind=kind or "专利", number=number.strip(), status=status))
    return found


def choice(text: str, kind: type[_E]) -> _E:
    """A member of a closed vocabulary, exactly as it is written there."""
    if (member := _member(text, kind, {})) is None:
        raise CellError(f"请改为 {'/'.join(kind)} 之一")
    return member


def plain(value: object) -> str:
    """A cell as text: dates as 2025-06-30, whole floats without ``.0``."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _member(text: str, kind: type[_E], aliases: Mapping[str, _E]) -> _E | None:
    return next((member for member in kind if member.value == text), aliases.get(text))


def _members(text: str, kind: type[_E], aliases: Mapping[str, _E]) -> tuple[list[_E], list[str]]:
    found: list[_E] = []
    other: list[str] = []
    for word in items(text):
        member = _member(word, kind, aliases)
        if member is None:
            other.append(word)
        elif member not in found:
            found.append(member)
    return found, other
