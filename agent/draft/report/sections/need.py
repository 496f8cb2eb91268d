"""What the enterprise asked for: conclusion, summary, indicators, and how the need divides and is covered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.draft.report.context import Context
from agent.draft.report.model import Block, Paragraph, Section, Table
from agent.draft.report.say import UNSTATED, bullets, name_of, paragraph, say, table
from agent.match.cover.coverage import needs
from agent.schema import Cell, Citation, Comparison, CoverageRow, Indicator, Statement
from agent.verify.citing import cite
from knowledge.quantities import show_money
from knowledge.text import shorten

QUOTE_CHARS = 240
MAYBE_PRESENT = "（待核实：可能是现状）"
MARKS = {
    "covered": "✓ 覆盖",
    "partial": "△ 部分相关",
    "none": "– 未见",
    "met": "✓ 达到",
    "not_met": "✕ 未达到",
    "not_stated": "– 未说明",
}
LEGEND = "✓ 有记录原文支持（没有编号的以题名为据）；△ 只有部分相关；✕ 记录的数值未达到；– 记录没有说明。"
_DERIVED = re.compile(r"(?:差 |（合 )[^，。；（）]+")


def conclusion(context: Context) -> Section:
    """The first lines an officer reads: what was found, which indicators it meets, what stays open."""
    return Section(heading="结论", blocks=[Paragraph(statements=[*verdict(context), *coverage_lines(context)])])


def verdict(context: Context) -> list[Statement]:
    """Whether something is good enough to recommend, in one or two sentences."""
    if context.best is not None:
        one, record = context.best
        count = len(context.good)
        text = f"成果库中有 {count} 项成果达到“较强”以上，首选{name_of(record)}，匹配级别“{one.level}”。"
        return [say(text, [cite(record, "title")], record=record, computed=[str(count)])]
    lines = [_nothing_good(context)]
    if context.good_experts:
        one, expert = context.good_experts[0]
        text = f"可先请{name_of(expert)}判断成因和路线，匹配级别“{one.level}”。"
        lines.append(say(text, [cite(expert, "title")], record=expert))
    return lines


def _nothing_good(context: Context) -> Statement:
    if not context.achievements:
        return say("这次没有检索到与这项需求相关的成果。")
    one, record = context.achievements[0]
    text = f"这次没有找到达到“较强”的成果，不勉强推荐；最接近的是{name_of(record)}，匹配级别“{one.level}”。"
    return say(text, [cite(record, "title")], record=record)


def coverage_lines(context: Context) -> list[Statement]:
    """How many indicators and sub-requirements the recommended records answer."""
    lines: list[Statement] = []
    if context.best is not None and context.card.indicators:
        lines.append(_indicator_line(context))
    own, still = context.own_needs, context.open_needs
    if context.found.coverage.rows and own:
        tail = (
            f"覆盖 {len(own) - len(still)} 项，还没有覆盖：{'；'.join(shorten(one, 30) for one in still)}。"
            if still
            else "都有推荐的记录回应。"
        )
        text = f"子需求 {len(own)} 项，{tail}"
        lines.append(say(text, computed=[str(len(own)), str(len(own) - len(still))]))
    return lines


def _indicator_line(context: Context) -> Statement:
    """How many indicators some recommended achievement meets, misses or leaves open, and the records that meet them."""
    best: dict[int, tuple[str, Comparison | None]] = {}
    for index in range(len(context.card.indicators)):
        judged = [each for one, _ in context.good for each in one.comparisons if each.indicator == index]
        found = next((each for word in ("met", "not_met") for each in judged if each.verdict == word), None)
        best[index] = (found.verdict if found else "not_stated", found)
    met = [(context.card.indicators[i].name, each) for i, (word, each) in best.items() if word == "met" and each]
    counts = [sum(word == kind for word, _ in best.values()) for kind in ("met", "not_met", "not_stated")]
    names = "；".join(f"{name}见 {each.citation.record_id}" for name, each in met if each.citation)
    parts = (
        f"有成果达到的 {counts[0]} 项（{names}）" if counts[0] else "",
        f"记录数值未达到的 {counts[1]} 项" if counts[1] else "",
        f"没有说明的 {counts[2]} 项" if counts[2] else "",
    )
    text = f"{len(best)} 项指标中，{'，'.join(part for part in parts if part)}。"
    citations = [each.citation for _, each in best.values() if each and each.citation]
    return say(text, citations, computed=[str(len(best)), *map(str, counts), *(name for name, _ in met)])


def compared(comparisons: Sequence[Comparison]) -> list[Citation]:
    """The citations behind a candidate's comparisons."""
    return [one.citation for one in comparisons if one.citation is not None]


def summary(context: Context) -> Section:
    """需求摘要: the card as a table, then the enterprise's own words."""
    rows = [[say(label), say(text, computed=[text])] for label, text in summary_parts(context)]
    words = context.masked(" ".join(context.card.text.split()))
    shown = shorten(words, QUOTE_CHARS)
    blocks: list[Block] = [*table(["项目", "内容"], rows)]
    if shown:
        blocks.append(paragraph(say(f"企业原话：“{shown}”")))
    return Section(heading="需求摘要", blocks=blocks)


def summary_parts(context: Context) -> list[tuple[str, str]]:
    """The card as (label, text) rows; budget, deadline and mode are shown even when they are not stated."""
    card = context.card
    field = card.field.value if card.field else ""
    if field and card.field_alt:
        field += f"（其次 {'、'.join(other.value for other in card.field_alt)}）"
    modes = [mode for mode in card.cooperation if mode != UNSTATED]
    hidden = "未公开" if card.enterprise or card.secrecy else ""
    parts = [
        ("企业", card.enterprise if context.named else hidden),
        ("企业类型", card.tier),
        ("对象", card.object or UNSTATED),
        ("要解决的问题", card.problem or UNSTATED),
        ("预算", show_money(card.budget_cny) if card.budget_cny else UNSTATED),
        ("期限", card.deadline or UNSTATED),
        ("合作方式", "、".join(modes) or UNSTATED),
        ("希望的合作对象", "、".join([*card.regions, *card.institution_types])),
        ("成熟度要求", card.stage),
        ("技术领域", field),
        ("保密要求", card.secrecy),
    ]
    return [(label, context.masked(text)) for label, text in parts if text]


def indicators(context: Context) -> Section:
    """指标表: name, baseline, target, unit and the words it was read from."""
    rows = [[say(text, computed=[text]) for text in row] for row in indicator_rows(context)]
    if not rows:
        text = "企业没有给出可量化的指标。洽谈前请先约定要达到的数值、单位和测试条件。"
        return Section(heading="指标表", blocks=[paragraph(say(text))])
    return Section(heading="指标表", blocks=[*table(["指标", "现状", "目标", "单位", "原文"], rows)])


def indicator_rows(context: Context) -> list[list[str]]:
    """One row for each target, then for each baseline without a target."""
    card = context.card
    present = {one.name: one for one in card.baselines}
    rows = [
        [
            one.name + ("（建议）" if one.suggestion else ""),
            _bare(present[one.name]) if one.name in present else UNSTATED,
            _bare(one),
            one.unit or "—",
            (context.masked(one.quote) or "—") + (MAYBE_PRESENT if place in context.doubtful else ""),
        ]
        for place, one in enumerate(card.indicators)
    ]
    targets = {one.name for one in card.indicators}
    rows += [
        [one.name, _bare(one), "未提出", one.unit or "—", context.masked(one.quote) or "—"]
        for one in card.baselines
        if one.name not in targets
    ]
    return rows


def _bare(indicator: Indicator) -> str:
    return indicator.model_copy(update={"unit": ""}).amount()


def coverage(context: Context) -> Section:
    """解构与覆盖矩阵: sub-requirements and indicators against the records shown."""
    heading = "需求解构与覆盖矩阵"
    columns = context.columns
    rows = context.found.coverage.rows
    if not rows:
        return Section(heading=heading, blocks=[paragraph(say("需求还没有读出可拆分的子需求和指标，无法比对。"))])
    if not columns:
        own = [say(context.row_text(row), computed=[row.text]) for row in rows]
        return Section(heading=heading, blocks=[*bullets(own), paragraph(say("没有可比对的记录。"))])
    suggested = {one.id for one in needs(context.card) if one.suggestion}
    cells = [
        [_row_name(context, row, row.id in suggested), *(matrix_cell(row.cells.get(one)) for one in columns)]
        for row in rows
    ]
    names = [say(f"{name_of(context.records[one])}", [cite(context.records[one], "title")]) for one in columns]
    return Section(
        heading=heading,
        blocks=[Table(header=["子需求与指标", *columns], rows=cells), paragraph(say(LEGEND)), *bullets(names)],
    )


def _row_name(context: Context, row: CoverageRow, suggested: bool) -> Statement:
    text = context.row_text(row) + ("（建议）" if suggested else "")
    return say(text, computed=[text])


def matrix_cell(cell: Cell | None) -> Statement:
    """One cell in a few characters: the mark, and for a missed indicator the difference."""
    if cell is None:
        return say("– 未比对")
    text = MARKS[cell.verdict]
    gap = re.search(r"差 [^，。；（）]+", cell.text) if cell.verdict == "not_met" else None
    if gap:
        text += f"，{gap.group()}"
    return say(text, [cell.citation] if cell.citation else [], computed=derived(cell.text))


def derived(text: str) -> list[str]:
    """The parts of a comparison's wording that code computed: a difference, a converted value."""
    return [match.group() for match in _DERIVED.finditer(text)]
