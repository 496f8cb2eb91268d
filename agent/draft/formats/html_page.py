"""A Markdown report as one self-contained HTML page: escaped, readable on a phone, clean on paper."""

from __future__ import annotations

from collections.abc import Sequence

from agent.draft.formats.blocks import Piece, plain, read_blocks, spans
from agent.draft.formats.outlet import html_text

_STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--ground:#fff;--line:#d0d7de;--soft:#5a626b;--accent:#1f4e8c;--fill:#eef2f7}
@media (prefers-color-scheme:dark){
  :root{--ink:#e6e9ed;--ground:#14171a;--line:#3a4149;--soft:#a3abb4;--accent:#8ab4f0;--fill:#1e242b}
}
body{margin:0;background:var(--ground);color:var(--ink);
  font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:860px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:26px;text-align:center;margin:8px 0}h2{font-size:19px;color:var(--accent);margin:28px 0 8px}
h3{font-size:16px;margin:20px 0 6px}
.subject{text-align:center;font-weight:600}
.meta{text-align:center;color:var(--soft);font-size:14px;border-bottom:1px solid var(--line);padding-bottom:12px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top}th{background:var(--fill)}
sup{color:var(--accent);font-size:11px;line-height:1}
blockquote{margin:0;padding:0 12px;border-left:3px solid var(--line);color:var(--soft)}
footer{margin-top:32px;border-top:1px solid var(--line);padding-top:8px;color:var(--soft);font-size:13px}
@media print{
  @page{size:A4;margin:20mm}body{font-size:11pt}main{max-width:none;padding:0}thead{display:table-header-group}
  tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}.wrap{overflow:visible}
}
"""


def markdown_html(markdown: str, *, label: str, language: str = "zh-CN") -> str:
    """The page; every piece of text is escaped, and no address outside the page is named."""
    title = next((plain(one.text) for one in read_blocks(markdown) if one.kind == "heading"), "对接推荐报告")
    return (
        f'<!doctype html>\n<html lang="{html_text(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="AIGC" content="{html_text(label)}">\n<title>{html_text(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body_html(markdown, label=label)}\n</main>\n</body>\n</html>\n"
    )


def body_html(markdown: str, *, label: str) -> str:
    """What stands on the page, without the page around it; the only tags are the ones written here, without attributes
    that a text could reach."""
    body = "\n".join(_piece(piece, place) for place, piece in enumerate(read_blocks(markdown)))
    return f"{body}\n<footer>{html_text(label)}</footer>"


def _piece(piece: Piece, place: int) -> str:
    if piece.kind == "heading":
        level = min(piece.level, 4)
        return f"<h{level}>{inline(piece.text)}</h{level}>"
    if piece.kind == "list":
        items = "".join(f"<li>{inline(text)}</li>" for _, text in piece.items)
        return f"<ul>{items}</ul>"
    if piece.kind == "table":
        return _table(piece.rows)
    if piece.kind == "note":
        return f"<blockquote><p>{inline(piece.text)}</p></blockquote>"
    kind = {1: ' class="subject"', 2: ' class="meta"'}.get(place, "")
    return f"<p{kind}>{inline(piece.text)}</p>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{inline(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f'<div class="wrap"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def inline(text: str) -> str:
    """One line as escaped HTML with bold text and raised citation marks."""
    tags = {"text": ("", ""), "bold": ("<strong>", "</strong>"), "mark": ("<sup>", "</sup>")}
    parts = ((tags[one.kind], html_text(one.text)) for one in spans(text))
    return "".join(f"{start}{words}{end}" for (start, end), words in parts)
