"""The read-only tools of a turn: the catalogue, what was recommended, what a record covers, what nobody holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.match.cover.comparison import compare_all
from agent.match.cover.coverage import asked, evidence
from agent.match.rank.terms import passages, record_text, want
from agent.schema import Absence, RequirementCard
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.verify.absences import census
from knowledge.records import Achievement, AnyRecord, Expert
from tools import Context, ToolBox

SHOWN = {"covered": "覆盖", "partial": "部分相关", "none": "没有说明"}


def toolbox(services: Services, turn: Turn) -> ToolBox:
    """The tools, over the conversation as it stands in this turn."""
    found = turn["memory"].recommendation
    groups = (found.achievements, found.experts, found.resources) if found else ()
    matches = {item.record_id: [reason.text for reason in item.reasons] for candidates in groups for item in candidates}
    knowledge, card = services.knowledge, turn["memory"].card
    count = census(knowledge.catalogue)
    return ToolBox(
        Context(
            knowledge.catalogue,
            knowledge.retriever,
            matches,
            dense=not (turn.get("secret") and services.embeds_outside),
            cover=lambda record: coverage(card, record) if card else (),
            holding=lambda query: count(absence_of(query)),
        )
    )


def coverage(card: RequirementCard, record: AnyRecord) -> Sequence[str]:
    """A line for every point and indicator of the card: whether the record answers it, in which words."""
    if not isinstance(record, Achievement | Expert):
        return ()
    cut, whole = passages(record), record_text(record)
    lines = []
    for point in asked(card):
        held = evidence(want(point.text), cut, whole)
        quote = f"：{held.passage.quote}" if held.passage and held.verdict != "none" else ""
        lines.append(f"{point.text}　{SHOWN[held.verdict]}{quote}")
    compared = compare_all(card, record) if isinstance(record, Achievement) else []
    return [*lines, *(one.text for one in compared)]


def absence_of(query: Mapping[str, Any]) -> Absence:
    """The query of a tool as one over the whole catalogue."""
    return Absence(
        type=query["type"],
        kinds=[query["kind"]] if query.get("kind") else [],
        fields=[query["field"]] if query.get("field") else [],
        trl=query.get("trl"),
        words=list(query["words"]),
    )
