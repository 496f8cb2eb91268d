"""One row of a file to one record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.importing import values
from knowledge.importing.headers import IGNORED, ImportType, field_of, guess_type
from knowledge.importing.hostile import ID
from knowledge.importing.limits import MAX_CELL_CHARS, bounded, shortened
from knowledge.importing.parameters import parse_parameters
from knowledge.importing.values import CellError
from knowledge.importing.workbook import Uncalculated
from knowledge.records import AnyRecord, ResourceKind, ResourceStatus, Source
from knowledge.text import READ_CHARS

_RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
_T = TypeVar("_T")
_TYPES: dict[str, ImportType] = {
    **dict.fromkeys(("achievement", "成果", "科技成果"), "achievement"),
    **dict.fromkeys(("expert", "专家", "人才"), "expert"),
    **dict.fromkeys(("resource", "资源", "转化资源"), "resource"),
}
_PREFIX: dict[ImportType, str] = {"achievement": "A", "expert": "E", "resource": "R"}
_LISTS = frozenset(["keywords", "applications", "directions", "roles", "conflicts", "aliases", "tiers", "capabilities"])


class RowError(ValueError):
    """The row cannot become a record: pairs of column and message."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("；".join(f"{column}{message}" for column, message in problems))
        self.problems = problems


@dataclass
class Row:
    """A row on its way to a record: ``found`` maps record fields to values, ``columns`` to their headers."""

    type: ImportType
    columns: dict[str, str] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def read(self, name: str, parse: Callable[[str], _T]) -> _T | None:
        """Take the field's text and parse it; a CellError is kept with the column and what was written."""
        text = self.found.get(name)
        if not isinstance(text, str):
            return None
        del self.found[name]
        text = shortened(text, READ_CHARS, self.columns[name], self.notices, done="只读")
        try:
            return parse(text)
        except CellError as error:
            self.errors.append((self.columns[name], f"写了“{text[:30]}”，{error}。"))
            return None

    def more(self, name: str, words: list[str]) -> None:
        """Add words to a list field."""
        self.found[name] = list(dict.fromkeys([*self.found.get(name, []), *words]))


def build(
    cells: Mapping[str, Any], type_hint: ImportType | None, headers: list[str], sheet: str, source: str
) -> tuple[AnyRecord, Row]:
    """The record of a row and what is to be said about it; RowError when it cannot be one.

    A JSON object that is a record already is taken as it is. ``source`` names the file and stands in for
    a missing source. A missing id is made from type, title and institution, so that it stays the same. What is too
    long is cut, which is among what is to be said.
    """
    cells, cuts = bounded(cells)
    ready = _as_is(cells)
    if ready is not None:
        _check_id(ready.id, "id")
        return ready, Row("achievement", notices=cuts)
    row = _sort(cells, type_hint, headers, sheet)
    row.notices[:0] = cuts
    _convert(row)
    _complete(row, source)
    if row.errors:
        raise RowError(row.errors)
    _check_id(str(row.found["id"]), row.columns.get("id", ""))
    try:
        return _RECORD.validate_python(row.found), row
    except ValidationError as error:
        raise RowError(_explain(error, row)) from error


def _check_id(id: str, column: str) -> None:
    if not ID.fullmatch(id):
        raise RowError([(column, f"编号“{id[:20]}”不能用，只能有字母、数字、汉字和 . _ -，最多 64 个字。")])


def _as_is(cells: Mapping[str, Any]) -> AnyRecord | None:
    if "type" not in cells or "id" not in cells:
        return None
    try:
        return _RECORD.validate_json(json.dumps(cells, ensure_ascii=False))
    except ValidationError as error:
        if cells["type"] in ("figure", "vocabulary"):
            raise RowError([("", f"不是完整的记录：{_places(error)}。")]) from error
        return None


def _sort(cells: Mapping[str, Any], type_hint: ImportType | None, headers: list[str], sheet: str) -> Row:
    stated = values.plain(cells.get("类型") or cells.get("type") or cells.get("记录类型") or "")
    of_kind: ImportType | None = "resource" if stated in list(ResourceKind) else None
    row = Row(_TYPES.get(stated) or of_kind or type_hint or guess_type(headers or cells, sheet))
    for header, value in cells.items():
        name = field_of(header, row.type)
        if name == IGNORED or value is None or value == "":
            continue
        if name == "type":
            name = "kind" if of_kind else None if stated not in _TYPES else ""
        if name is None:
            row.unknown.append(header)
        elif name:
            _put(row, name, header, value)
    return row


def _put(row: Row, name: str, header: str, value: Any) -> None:
    if isinstance(value, Uncalculated):
        row.errors.append((header, "是没有计算结果的公式，请在 Excel 中保存一次，或改为数值。"))
        return
    if not isinstance(value, list | dict | bool):
        value = values.plain(value)
    if "\ufffd" in str(value):
        row.notices.append((header, "有无法识别的字符（显示为 \ufffd），请对照原文改正。"))
    old = row.found.get(name)
    if isinstance(old, str) and isinstance(value, str) and old != value:
        value = shortened(f"{old}；{value}", MAX_CELL_CHARS, header, row.notices)
    row.columns.setdefault(name, header)
    row.found[name] = value


def _convert(row: Row) -> None:
    for name in _LISTS & row.found.keys():
        row.found[name] = row.read(name, values.items) if isinstance(row.found[name], str) else row.found[name]
    for name in ("trl", "trl_min", "trl_max"):
        _set(row, name, row.read(name, values.maturity))
    for name in ("pay_later", "separate_management", "example"):
        _set(row, name, row.read(name, values.yes_no))
    _set(row, "as_of", row.read("as_of", values.day))
    _set(row, "expires", row.read("expires", lambda text: values.day(text, last=True)))
    _set(row, "ip", row.read("ip", values.rights))
    _set(row, "kind", row.read("kind", lambda text: values.choice(text, ResourceKind)))
    _set(row, "status", row.read("status", lambda text: values.choice(text, ResourceStatus)))
    _set(row, "source", row.read("source", lambda text: Source(title=text.strip("《》") or text)))
    _set(row, "clauses", row.read("clauses", lambda text: [{"text": part} for part in text.split("\n") if part]))
    _set(row, "evidence", row.read("evidence", _evidence))
    _convert_parameters(row)
    _convert_fields(row)
    _convert_modes(row)


def _set(row: Row, name: str, value: Any) -> None:
    if value is not None:
        row.found[name] = value


def _convert_parameters(row: Row) -> None:
    stated = row.read("parameters", parse_parameters)
    if stated is None:
        return
    row.found["parameters"], rest = stated
    if rest:
        row.found["approach"] = "\n".join(filter(None, [row.found.get("approach"), "技术指标：" + "；".join(rest)]))
        column = row.columns["parameters"]
        row.notices.append((column, f"有 {len(rest)} 项没有读成指标（如“{rest[0][:20]}”），已按文字保留。"))


def _convert_fields(row: Row) -> None:
    for name in ("field", "fields", "field_second"):
        stated = row.read(name, values.technical_fields)
        if stated is None:
            continue
        found, other = stated
        if name == "fields":
            row.found[name] = found
        elif found:
            row.found[name] = found[0]
            if row.type == "achievement" and name == "field" and len(found) > 1:
                row.found.setdefault("field_second", found[1])
        if other:
            target = {"achievement": "keywords", "expert": "directions", "resource": "capabilities"}[row.type]
            row.more(target, other)
            row.notices.append((row.columns[name], f"“{'、'.join(other)[:30]}”不是 11 个技术领域之一，已记为关键词。"))


def _convert_modes(row: Row) -> None:
    stated = row.read("transfer_modes", values.transfer_modes)
    if stated is None:
        return
    row.found["transfer_modes"], other = stated
    if "先用后付" in other:
        other.remove("先用后付")
        row.found.setdefault("pay_later", True)
    if other:
        column, words = row.columns["transfer_modes"], "、".join(other)
        row.found["internal"] = "\n".join(filter(None, [row.found.get("internal"), f"{column}：{words}"]))
        row.notices.append((column, f"“{words[:30]}”不是已知的转化方式，已记入内部备注。"))


def _evidence(text: str) -> list[dict[str, str]]:
    found = []
    for part in (piece.strip() for piece in text.replace("\n", "；").split("；")):
        kind, mark, title = part.partition("：")
        if part:
            known = mark and kind in ("成果", "论文", "项目")
            found.append({"kind": kind if known else "成果", "title": title if known else part})
    return found


def _complete(row: Row, source: str) -> None:
    found = row.found
    found["type"] = row.type
    found.setdefault("source", Source(title=source))
    name = "name" if row.type == "expert" else "title"
    if not found.get(name):
        if not any(column == row.columns.get(name) for column, _ in row.errors):
            row.errors.append(("", "缺少" + ("专家姓名" if name == "name" else "名称") + "，请补上后重新导入。"))
        return
    if row.type == "expert":
        found.setdefault("title", " ".join(filter(None, (found["name"], found.get("rank")))))
    if row.type == "resource" and not found.get("kind") and not row.errors:
        row.errors.append(("", f"缺少资源类型，请填 {'/'.join(ResourceKind)} 之一。"))
    if not found.get("id"):
        owner = found.get("institution") or found.get("operator") or ""
        key = "\x1f".join((row.type, str(found["title"]), str(owner)))
        found["id"] = f"{_PREFIX[row.type]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


_EXPLAINED = {
    "string_too_long": "太长，上限 {max_length} 字，请缩短。",
    "string_too_short": "是空的，请补上。",
    "missing": "缺少，请补上。",
    "extra_forbidden": "不是已知的字段，请删去或改名。",
    "less_than_equal": "不能大于 {le}。",
    "greater_than_equal": "不能小于 {ge}。",
    "int_parsing": "请改为整数。",
    "float_parsing": "请改为数字。",
}


def _explain(error: ValidationError, row: Row) -> list[tuple[str, str]]:
    problems = []
    for problem in error.errors():
        place = [str(part) for part in problem["loc"] if part != row.type]
        column = row.columns.get(place[0], place[0]) if place else ""
        known = _EXPLAINED.get(problem["type"], "的内容或格式不对，请对照模板修改。")
        problems.append((column, known.format(**problem.get("ctx", {}))))
    return problems


def _places(error: ValidationError) -> str:
    return "、".join(dict.fromkeys(".".join(map(str, problem["loc"][1:])) for problem in error.errors()))
