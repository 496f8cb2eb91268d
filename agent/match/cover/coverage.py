"""Coverage matrix: which sub-requirement and which indicator each candidate answers, each with its quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agent.match.rank.terms import Passage, Wanted, passages, record_text, want, words
from agent.match.retrieved import Retrieved, dense_standing
from agent.schema import (
    LEVELS,
    Candidate,
    Cell,
    Comparison,
    CoverageMatrix,
    CoverageRow,
    Level,
    RequirementCard,
    SubRequirement,
    Verdict,
)
from agent.verify.citing import cite
from knowledge.records import Expert, Record

COVERED = 0.5
PARTIAL = 0.28
_VAGUE = 0.45
_ON_TOPIC = 0.4
_TRUST = 0.1
_OUTRIGHT = 0.75
_TOUCHED, _HEAD = 0.12, 200
_TEXTS: dict[Verdict, str] = {"covered": "覆盖", "partial": "部分相关", "none": "未见相关内容"}


@dataclass(frozen=True)
class Evidence:
    """How well one record answers one sub-requirement: a strength from 0 to 1 and the passage that shows it."""

    strength: float
    passage: Passage | None = None

    @property
    def verdict(self) -> Verdict:
        """covered, partial or none."""
        if self.passage is None or self.strength < PARTIAL:
            return "none"
        return "covered" if self.strength >= COVERED else "partial"


def needs(card: RequirementCard) -> list[SubRequirement]:
    """The rows to cover: the card's sub-requirements, or its problem as ``S0``, then the suggested points."""
    suggested = [sub for sub in card.sub_requirements if sub.suggestion]
    return asked(card) + suggested


def asked(card: RequirementCard) -> list[SubRequirement]:
    """What the user asked for: sub-requirements that name something, not suggestions, else the problem as ``S0``."""
    own = [sub for sub in card.sub_requirements if not sub.suggestion and words(sub.text)]
    if own:
        return own
    problem = card.problem or card.title or card.text[:120]
    text = problem if card.object in problem else f"{card.object}{problem}"
    return [SubRequirement(id="S0", text=text, quote=problem)] if text.strip() else []


def evidence(wanted: Wanted, given: Sequence[Passage], everything: str, dense: float = 0.0) -> Evidence:
    """The passage that answers ``wanted`` best, and how well.

    Strength is the best passage's share of the wanted words, helped by the share of the whole record (a need may be
    answered in two passages) and by the record's dense standing for this need. One that says what the record is
    not for is no evidence; without one that shares a word there is none.
    """
    rated = [(wanted.share(one.text) * one.worth, -len(one.quote), one) for one in given if not one.disclaims]
    single, _, best = max(rated, key=lambda item: item[:2], default=(0.0, 0, None))
    if best is None or single == 0.0:
        return Evidence(0.0)
    whole = wanted.share(everything)
    strength = min(0.6 * single + 0.35 * whole + 0.15 * dense * min(single * 3, 1), 1.0)
    return Evidence(strength if wanted.is_specific else min(strength, _VAGUE), best)


def assess(
    card: RequirementCard,
    retrieved: Retrieved,
    ids: Sequence[str],
    *,
    weak: Collection[str] = (),
    strong: Collection[str] = (),
) -> dict[str, dict[str, Evidence]]:
    """Evidence of every record in ``ids`` for every need of the card: sub-requirement id -> record id -> evidence.

    A suggested point is a bare keyword, so it counts only as far as the record is about the card's object and problem.
    Records in ``weak`` matched the whole need weakly: shared words then show relatedness, not an answer. Those in
    ``strong`` matched it strongly, so that less has to stand in the one passage. An expert who does
    not answer a need outright must show this object and problem elsewhere: one shared word is not enough.
    """
    cut = {record_id: passages(retrieved.records[record_id]) for record_id in ids}
    whole = {record_id: record_text(retrieved.records[record_id]) for record_id in ids}
    texts = retrieved.texts
    topic = want(f"{card.object} {card.problem}", texts, unseen_is_rare=False)
    near = {record_id: min(topic.share(text) / _ON_TOPIC, 1.0) for record_id, text in whole.items()}
    table: dict[str, dict[str, Evidence]] = {}
    for sub in needs(card):
        dense = dense_standing(retrieved.hits_of(sub.id))
        wanted = want(sub.text, texts, unseen_is_rare=False)
        row = {one: evidence(wanted, cut[one], whole[one], dense.get(one, 0.0)) for one in ids}
        table[sub.id] = {
            one: _weighed(found, near[one]) if sub.suggestion or _needs_topic(retrieved.records[one], found) else found
            for one, found in row.items()
        }
        for one in weak:
            table[sub.id][one] = _held_back(table[sub.id][one])
        for one in () if sub.suggestion else strong:
            table[sub.id][one] = _trusted(table[sub.id][one])
    return table


def _needs_topic(record: Record, found: Evidence) -> bool:
    return isinstance(record, Expert) and found.strength < _OUTRIGHT


def _weighed(found: Evidence, factor: float) -> Evidence:
    return Evidence(found.strength * factor, found.passage)


def _trusted(found: Evidence) -> Evidence:
    return Evidence(min(found.strength + _TRUST, 1.0), found.passage) if found.strength >= PARTIAL else found


def _held_back(found: Evidence) -> Evidence:
    return Evidence(min(found.strength, _VAGUE), found.passage)


def covers(card: RequirementCard, table: Mapping[str, Mapping[str, Evidence]], record_id: str) -> list[str]:
    """Ids of the sub-requirements that the record covers; suggested points were not asked for and do not count."""
    own = (sub.id for sub in asked(card))
    return [sub for sub in own if record_id in table.get(sub, {}) and table[sub][record_id].verdict == "covered"]


def ceiling(
    card: RequirementCard,
    table: Mapping[str, Mapping[str, Evidence]],
    record: Record,
    comparisons: Sequence[Comparison],
) -> Level:
    """The highest level that the coverage carries: 强 covers something that was asked for, or meets an indicator and
    touches the need; 较强 touches it, meets an indicator, or speaks of the need as a whole.
    """
    record_id = record.id
    found = {table[sub.id][record_id].verdict for sub in asked(card) if record_id in table.get(sub.id, {})}
    met = any(one.verdict == "met" for one in comparisons)
    if "covered" in found or (met and "partial" in found):
        return LEVELS[3]
    touched = met or "partial" in found or _speaks_of(card, record)
    return LEVELS[2] if touched else LEVELS[1]


def _speaks_of(card: RequirementCard, record: Record) -> bool:
    """Whether one passage of the record holds a fair share of what the need says as a whole."""
    whole = want(f"{card.object} {card.problem} {card.title} {card.text[:_HEAD]}")
    return any(whole.share(one.text) >= _TOUCHED for one in passages(record) if not one.disclaims)


def matrix(
    card: RequirementCard,
    candidates: Sequence[Candidate],
    table: Mapping[str, Mapping[str, Evidence]],
    records: Mapping[str, Record],
) -> CoverageMatrix:
    """The matrix over ``candidates``; ``uncovered`` lists the rows that no candidate covers or meets."""
    rows = [
        CoverageRow(
            id=sub.id,
            kind="sub_requirement",
            text=sub.text,
            cells={one.record_id: _cell(table[sub.id][one.record_id], records[one.record_id]) for one in candidates},
        )
        for sub in needs(card)
    ]
    rows += [_indicator_row(card, index, candidates) for index in range(len(card.indicators))]
    uncovered = [row.id for row in rows if not any(cell.verdict in {"covered", "met"} for cell in row.cells.values())]
    return CoverageMatrix(columns=[one.record_id for one in candidates], rows=rows, uncovered=uncovered)


def _cell(found: Evidence, record: Record) -> Cell:
    if found.verdict == "none" or found.passage is None:
        return Cell(verdict="none", text=_TEXTS["none"])
    return Cell(
        verdict=found.verdict,
        text=_TEXTS[found.verdict],
        citation=cite(record, found.passage.field, found.passage.quote),
    )


def _indicator_row(card: RequirementCard, index: int, candidates: Sequence[Candidate]) -> CoverageRow:
    cells = {
        one.record_id: Cell(verdict=found.verdict, text=found.text, citation=found.citation)
        for one in candidates
        for found in one.comparisons
        if found.indicator == index
    }
    return CoverageRow(
        id=f"I{index + 1}",
        kind="indicator",
        text=card.indicators[index].text(),
        cells=cells,
    )
