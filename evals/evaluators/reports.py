"""Completeness of the drafted report: its sections are there, cited, and nothing was taken out by verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from agent import Recommendation, build_report, report_problems
from evals.measure import Measure, count, mean
from evals.outcomes import Outcome
from knowledge import AnyRecord

PARTS = {
    "结论": ("结论",),
    "需求": ("需求",),
    "指标": ("指标",),
    "覆盖": ("覆盖",),
    "成果": ("成果",),
    "专家": ("专家",),
    "转化路径": ("路径", "转化"),
    "政策": ("政策", "金融"),
    "风险": ("风险",),
    "下一步": ("下一步", "建议", "安排"),
    "引用": ("引用", "出处", "来源"),
}
"""Part of a full report -> words one of which its heading holds."""


TODAY = date(2026, 1, 1)
"""A fixed day, so that two runs draft the same report."""


def reports(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Share of expected parts in the full report of every answered matching case, and problems found in it."""
    complete: dict[str, float] = {}
    notes: list[str] = []
    for one in outcomes:
        card, found = one.reply.card, one.reply.recommendation
        if one.dataset != "matching" or found is None or card is None:
            continue
        own = {record_id: records[record_id] for record_id in used(found) if record_id in records}
        report = build_report(card, found, own, today=TODAY)
        headings = [section.heading for section in report.sections if section.blocks]
        missing = [part for part, words in PARTS.items() if not any(w in h for w in words for h in headings)]
        complete[one.case.id] = 1 - len(missing) / len(PARTS)
        notes += [f"{one.case.id} 缺 {'、'.join(missing)}"] if missing else []
        notes += [f"{one.case.id} {s.problem}" for s in report_problems(report, own, card.text)]
    problems = [note for note in notes if " 缺 " not in note]
    return [
        mean("report.complete", "报告各部分齐全", complete, notes=notes[:40]),
        count(
            "report.problems", "报告中未通过核对的语句", len(problems), len(complete), better="lower", notes=problems
        ),
    ]


def used(found: Recommendation) -> set[str]:
    """Ids of the records that a recommendation names or cites."""
    candidates = [*found.achievements, *found.experts, *found.resources]
    cited = [c for one in candidates for reason in one.reasons for c in reason.citations]
    cited += [c for path in found.paths for c in path.citations]
    cited += [cell.citation for row in found.coverage.rows for cell in row.cells.values() if cell.citation]
    return {one.record_id for one in candidates} | {c.record_id for c in cited} | {p.candidate for p in found.paths}
