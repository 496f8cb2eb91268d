"""Citations by code, independent of the turn's own verification: retrieved, quoted word for word, numbers supported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent import Reply, find_problem, numbers
from evals.measure import Measure, count, mean
from evals.outcomes import Outcome
from knowledge import AnyRecord

CARRIED = ("achievement", "nearest", "expert")
"""Sections whose statements speak of a record and so must cite."""


def citations(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Violations (must be 0), citations checked, and the share of statements on records that carry a citation."""
    notes, checked = [], 0
    cited: dict[str, float] = {}
    for one in outcomes:
        spoken = ""
        for message, reply in zip(one.case.messages, one.replies, strict=True):
            spoken += f"\n{message}"
            text = f"{spoken}\n{reply.card.text}" if reply.card else spoken
            checked += sum(len(statement.citations) for statement in reply.statements)
            notes += [f"{one.case.id} {problem}" for problem in violations(reply, records, text)]
        about = [s for reply in one.replies for s in reply.statements if s.section in CARRIED and s.record_id]
        if about:
            cited[one.case.id] = sum(bool(s.citations) for s in about) / len(about)
    return [
        count("citations.violations", "引用违规", len(notes), len(outcomes), better="lower", notes=notes),
        count("citations.checked", "已核对的引用条数", checked, len(outcomes), better="neither"),
        mean("citations.carried", "成果与专家语句带引用的比例", cited),
    ]


def violations(reply: Reply, records: Mapping[str, AnyRecord], spoken: str) -> Iterator[str]:
    """What is wrong with the citations and numbers of one reply, in Chinese; nothing when all stands."""
    retrieved = set(reply.trace.get("retrieved", []))
    allowed = {record_id: record for record_id, record in records.items() if record_id in retrieved}
    for statement in reply.statements:
        for citation in statement.citations:
            fields = records[citation.record_id].citable_fields() if citation.record_id in records else {}
            if citation.record_id not in retrieved:
                yield f"引用了未检索到的记录 {citation.record_id}"
            elif not citation.quote or citation.quote not in fields.get(citation.field, ""):
                yield f"引文不在 {citation.record_id} 的 {citation.field} 中：{citation.quote[:30]}"
        if problem := find_problem(statement, allowed, numbers(spoken), spoken):
            yield f"{problem}：{statement.text[:40]}"
