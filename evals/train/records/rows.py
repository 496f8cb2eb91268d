"""What the weights of the evidence are learned from: graded records with their evidence, by kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent import Agent, Candidate
from agent.match.around import experts, resources
from agent.match.around.resources import card_fields, stage_gap
from agent.match.cover import coverage
from agent.match.rank.blend import EVIDENCE
from agent.match.rank.criteria import CRITERIA
from agent.match.rank.scoring import evidence, score_achievements
from agent.match.rank.terms import want
from agent.match.retrieved import Retrieved
from agent.read import understand
from agent.schema import RequirementCard
from agent.turn.retrieval import retrieve
from evals.dataset import Case
from evals.train.pairs.reading import read_decisions
from knowledge import Achievement, Expert, Resource

Features = Mapping[str, float]
Table = dict[str, dict[str, dict[str, float]]]
"""Kind of record -> record id -> features."""


@dataclass(frozen=True)
class Row:
    """One graded record (0 to 3) for one need. ``weight`` says how much it counts, ``told`` whether it is measured."""

    need: str
    record: str
    grade: int
    features: Features
    weight: float = 1.0
    told: bool = True


@dataclass(frozen=True)
class Contrast:
    """Two achievements of which the first must come before the other, because of a wish of the need."""

    first: Features
    over: Features


@dataclass
class Learned:
    """Everything that is learned from."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in EVIDENCE})
    contrasts: list[Contrast] = field(default_factory=list)


def table(agent: Agent, message: str) -> Table:
    """The evidence of every record that is found for a message, as the matcher sees it."""
    card = understand(message)
    retrieved, records = retrieve(agent.services, card)
    every = [records[one] for one in retrieved.ids()]
    pool = [one for one in every if isinstance(one, Achievement)]
    found, _, _ = evidence(card, pool, retrieved)
    people = [one for one in every if isinstance(one, Expert)]
    return {
        "achievement": found,
        "expert": experts.evidence(
            card, people, retrieved, _covered(card, retrieved, people), _made(card, pool, retrieved)
        ),
        "resource": _resources(card, retrieved),
    }


def _covered(
    card: RequirementCard, retrieved: Retrieved, people: Sequence[Expert]
) -> Mapping[str, Mapping[str, coverage.Evidence]]:
    return coverage.assess(card, retrieved, [one.id for one in people])


def _made(card: RequirementCard, pool: Sequence[Achievement], retrieved: Retrieved) -> list[Candidate]:
    scored = score_achievements(card, pool, retrieved)
    return [
        Candidate(
            record_id=key, kind="achievement", title=key, level=one.level, probability=one.probability, score=one.score
        )
        for key, one in scored.items()
    ]


def _resources(card: RequirementCard, retrieved: Retrieved) -> dict[str, dict[str, float]]:
    offered = [one for one in retrieved.records.values() if isinstance(one, Resource)]
    about = want(resources.about(card), retrieved.texts, unseen_is_rare=False)
    return resources.evidence(card, offered, retrieved, stage_gap(card, None), card_fields(card), about)


def graded(
    agent: Agent, messages: Mapping[str, str], grades: Mapping[str, Mapping[str, int]], *, weight: float = 1.0
) -> dict[str, list[Row]]:
    """The graded records of the needs that the search finds, by kind."""
    found: dict[str, list[Row]] = {kind: [] for kind in EVIDENCE}
    for need, own in grades.items():
        held = table(agent, messages[need])
        for kind in EVIDENCE:
            rows = held[kind]
            found[kind] += [Row(need, one, grade, rows[one], weight) for one, grade in own.items() if one in rows]
    return found


def questions(agent: Agent, cases: Iterable[Case], *, weight: float) -> Learned:
    """The committed questions: what they call fitting has its grade, every other record that is found has 0."""
    learned = Learned()
    for case in cases:
        held = table(agent, case.message)
        own = held["achievement"]
        if "first" in case.expected:
            first, over = own.get(case.expected["first"]), own.get(case.expected["over"])
            learned.contrasts += [Contrast(first, over)] if first and over else []
            continue
        for kind, name in (("achievement", "achievements"), ("expert", "experts")):
            known = case.expected.get(name, {})
            learned.rows[kind] += [
                Row(case.id, one, known.get(one, 0), features, weight, told=False)
                for one, features in held[kind].items()
            ]
    return learned


def decisions(path: Path) -> list[Row]:
    """Officers' decisions on achievements that carry the evidence. Raises EvalError."""
    judged = read_decisions(path)
    found = []
    for pair in judged.pairs:
        features = judged.features.get((pair.rid, pair.aid), {})
        if "standing" in features:
            known = {name: features[name] for name in (*EVIDENCE["achievement"], *CRITERIA) if name in features}
            found.append(Row(pair.rid, pair.aid, pair.level - 1, known, told=False))
    return found
