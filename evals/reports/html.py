"""The Report as one self-contained HTML page: tables and inline SVG bars, light and dark, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from evals.measure import Measure
from evals.reports.markdown import DATASETS, ENGINES, RECORDS, WORDS, counted, number, row_title
from evals.reports.report import SLICES, Difference, Report, Row, Slice

WIDTH, BAR, LABEL = 640, 24, 170
CSS = "report.css"


def to_html(report: Report) -> str:
    """The whole page."""
    style = files("evals.reports").joinpath(CSS).read_text("utf-8")
    body = "\n".join([*_head(report), *(part for row in report.rows for part in _row(row)), *_differences(report)])
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>鹊桥评测报告</title>'
        f"<style>{style}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def _head(report: Report) -> list[str]:
    cases, records = escape(counted(report.datasets, DATASETS)), escape(counted(report.catalogue, RECORDS))
    return [
        "<h1>鹊桥评测报告</h1>",
        f"<p>{escape(report.date)}。用例：{cases}。示例库：{records}。误差线为 95% 自助法区间。</p>",
    ]


def _row(row: Row) -> Iterable[str]:
    yield f"<h2>{escape(row_title(row))}</h2>"
    shares = [one for one in row.measures if one.low is not None and 0 <= one.value <= 1]
    yield bars(
        [(one.label, one.value, one.low or 0.0, one.high or 0.0) for one in shares], f"{ENGINES[row.engine]}：主要指标"
    )
    yield _table(["指标", "用例", "值 [95% 区间]"], [[one.label, str(one.n), number(one)] for one in row.measures])
    for by, title in SLICES.items():
        yield from _sliced(row, by, title)
    yield from _notes(row.measures)


def _sliced(row: Row, by: str, title: str) -> Iterable[str]:
    found = [one for one in row.slices if one.by == by]
    for key in dict.fromkeys(one.key for one in found):
        measure = row.get(key)
        label = f"{measure.label if measure else key}，按{title}"
        yield f"<h3>{escape(label)}</h3>"
        yield bars([_bar(one) for one in found if one.key == key], label)


def _bar(one: Slice) -> tuple[str, float, float, float]:
    return f"{WORDS.get(one.group, one.group)}（{one.n}）", one.value, one.low, one.high


def bars(rows: list[tuple[str, float, float, float]], title: str) -> str:
    """Horizontal bars of (label, value, low, high) on the scale 0 to 1 with their intervals, as SVG."""
    height, span = BAR * len(rows) + 8, WIDTH - LABEL - 60
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">']
    for number_, (label, value, low, high) in enumerate(rows):
        y = number_ * BAR + 4
        middle = y + BAR / 2
        parts += [
            f'<text x="{LABEL - 8}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="ground" x="{LABEL}" y="{y + 5}" width="{span}" height="{BAR - 10}"/>',
            f'<rect class="bar" x="{LABEL}" y="{y + 5}" width="{span * value:.1f}" height="{BAR - 10}"/>',
            f'<line x1="{LABEL + span * low:.1f}" x2="{LABEL + span * high:.1f}" y1="{middle}" y2="{middle}"/>',
            f'<text x="{LABEL + span + 8}" y="{middle + 4}">{value:.3f}</text>',
        ]
    return "".join([*parts, "</svg>"])


def _table(header: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _notes(measures: Iterable[Measure]) -> Iterable[str]:
    for one in measures:
        if one.notes:
            items = "".join(f"<li>{escape(note)}</li>" for note in one.notes[:40])
            yield f"<details><summary>{escape(one.label)}：明细 {len(one.notes)} 条</summary><ul>{items}</ul></details>"


def _differences(report: Report) -> Iterable[str]:
    if not report.differences:
        return
    yield "<h2>与上次提交的报告相比</h2>"
    yield _table(
        ["指标", "上次", "本次", "p（配对置换检验）", "用例"],
        [[d.label, f"{d.before:.3f}", f"{d.after:.3f}", f"{d.p:.3f}", str(d.n)] for d in report.differences],
    )
    for one in report.differences:
        if one.changed:
            yield _changed(one, report)


def _changed(one: Difference, report: Report) -> str:
    rows = [[c, report.cases.get(c, "")[:60], f"{a:.2f}", f"{b:.2f}"] for c, (a, b) in one.changed.items()]
    table = _table(["用例", "问题", "上次", "本次"], rows)
    return f"<details><summary>{escape(one.label)}：{len(rows)} 例有变化</summary>{table}</details>"
