"""Requirements out of a file, for answering many at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from knowledge.importing import values
from knowledge.importing.encoding import decode
from knowledge.importing.headers import known_need_headers, need_field_of
from knowledge.importing.limits import ImportProblem, Notices, shortened
from knowledge.importing.report import ImportIssue
from knowledge.importing.sheets import BROKEN, read_sheets
from knowledge.text import READ_CHARS, clean


class NeedRow(BaseModel):
    """One requirement; ``text`` is never empty, ``line`` is where it stands in the file."""

    id: str
    title: str = ""
    text: str
    line: int = 0


class NeedRows(list[NeedRow]):
    """The requirements of a file; ``errors`` are the lines that hold none or cannot be taken, ``notices`` long ones.

    A text is cut at READ_CHARS.
    """

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[ImportIssue] = []
        self.notices: list[ImportIssue] = []
        self._ids: set[str] = set()

    def take(self, sheet: str, line: int, row: dict[str, str]) -> None:
        """Take a row with the keys id, title and text, or report what is wrong with it."""
        text = row.get("text") or row.get("title") or ""
        id = row.get("id") or f"N{len(self) + len(self.errors) + 1:04d}"
        message = ""
        if not text:
            message = "没有需求内容，请补上。"
        elif id in self._ids:
            message = f"编号 {id} 与前面重复，保留先出现的一行。"
        if message:
            self.errors.append(ImportIssue(sheet=sheet, line=line, message=message))
            return
        self._ids.add(id)
        cuts: Notices = []
        text = shortened(text, READ_CHARS, "", cuts, done="只读")
        self.notices += [ImportIssue(sheet=sheet, line=line, message=message) for _, message in cuts]
        self.append(NeedRow(id=id, title=row.get("title", ""), text=text, line=line))


def read_needs(path: str | Path) -> NeedRows:
    """The requirements of a .csv, .tsv, .jsonl, .xlsx or .txt file (text: paragraphs parted by empty lines).

    A written-out ``\\n`` becomes a line break. A row without content takes its title as the text. ImportProblem
    with a Chinese message when the file cannot be read at all.
    """
    path = Path(path)
    if path.suffix.lower() == ".txt" and path.is_file() and path.stat().st_size:
        found = _from_text(decode(path.read_bytes()))
    else:
        found = _from_table(path)
    if not found and not found.errors:
        raise ImportProblem("文件里没有需求。请每行写一条，列名用「标题」和「需求内容」。")
    return found


def _from_text(text: str) -> NeedRows:
    found = NeedRows()
    start, lines = 1, clean(text).split("\n")
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            continue
        block = "\n".join(lines[start - 1 : number - 1]).strip()
        if block:
            found.take("", start, {"text": block})
        start = number + 1
    return found


def _from_table(path: Path) -> NeedRows:
    found = NeedRows()
    for sheet in read_sheets(path, known_need_headers):
        for line, cells in sheet.rows:
            if BROKEN in cells:
                message = f"不是完整的 JSON 对象（“{cells[BROKEN]}”），请检查引号、逗号和括号。"
                found.errors.append(ImportIssue(sheet=sheet.name, line=line, message=message))
                continue
            row: dict[str, str] = {}
            for header, value in cells.items():
                if (name := need_field_of(header)) and value is not None:
                    row.setdefault(name, values.plain(value).replace("\\n", "\n").strip())
            found.take(sheet.name, line, row)
    return found
