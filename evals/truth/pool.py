"""What judges are shown: the records that several searches put first, in an order that says nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent import Agent, Reply
from evals.truth.cases import Need
from evals.truth.rivals import Bm25, Vectors, fused
from knowledge import AnyRecord

KINDS = ("achievement", "expert", "resource")
DEPTH = {"achievement": 6, "expert": 3, "resource": 4}
"""How many of each search are shown, by kind of record."""

Run = Mapping[str, float]
"""Record id -> score; higher is better."""


@dataclass(frozen=True)
class Searches:
    """The rivals over each kind of record of one catalogue."""

    records: Mapping[str, AnyRecord]
    words: Mapping[str, Bm25] = field(repr=False)
    vectors: Mapping[str, Vectors] = field(repr=False)

    @classmethod
    def over(cls, agent: Agent) -> Searches:
        """The rivals over the agent's catalogue, with its own encoder. Raises EmbeddingError."""
        records = {record.id: record for record in agent.knowledge.catalogue.iter()}
        kinds = {kind: [each for each in records.values() if each.type == kind] for kind in KINDS}
        embedder = agent.knowledge.embedder
        vectors = {kind: Vectors(each, embedder) for kind, each in kinds.items()} if embedder else {}
        return cls(records, {kind: Bm25(each) for kind, each in kinds.items()}, vectors)

    def bm25(self, query: str, kind: str) -> Run:
        """Pairs of characters alone."""
        return self.words[kind].scores(query)

    def both(self, query: str, kind: str) -> Run:
        """Pairs of characters fused with vectors."""
        return fused(self.words[kind].scores(query), self.vectors[kind].scores(query))


def shown(reply: Reply, kind: str) -> Run:
    """The records of a reply, in its order."""
    found = reply.recommendation
    ids = [one.record_id for one in getattr(found, f"{kind}s")] if found else []
    return {record: -float(place) for place, record in enumerate(ids)}


def pool(need: Need, reply: Reply, searches: Searches) -> list[str]:
    """The records to be judged for a need, in an order given by their hash."""
    found = {record for kind in KINDS for record in _first(need.message, reply, searches, kind)}
    return sorted(found, key=lambda record: hashlib.sha256(f"{need.id} {record}".encode()).hexdigest())


def _first(message: str, reply: Reply, searches: Searches, kind: str) -> Iterable[str]:
    runs: Sequence[Run] = (shown(reply, kind), searches.bm25(message, kind), searches.both(message, kind))
    for run in runs:
        yield from sorted(run, key=lambda record: (-run[record], record))[: DEPTH[kind]]
