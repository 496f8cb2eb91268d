"""The recommendation as the officer has it: candidates taken out, others put in, everything computed anew."""

from __future__ import annotations

from collections.abc import Sequence

from agent.match import rematch
from agent.match.retrieved import HitLike, Retrieved
from agent.schema import Recommendation, RequirementCard
from agent.turn.retrieval import whole_query
from agent.turn.services import Services
from knowledge import Hit
from knowledge.records import Achievement, AnyRecord, Expert, RecordType

POOL: dict[RecordType, int] = {"achievement": 60, "expert": 30}


def choose(
    services: Services, card: RequirementCard, base: Recommendation, order: Sequence[str]
) -> tuple[Recommendation, dict[str, AnyRecord]]:
    """The recommendation over exactly the achievements and experts of ``order``, and all records it was made from.

    Candidates of ``base`` keep their level. Ids that the catalogue does not hold are left out.
    """
    retrieved, records = _retrieve(services, card, order)
    known = {one.record_id: one for one in (*base.achievements, *base.experts)}
    wanted = [one for one in order if isinstance(records.get(one), Achievement | Expert)]
    return rematch(card, retrieved, wanted, known), records


def _retrieve(services: Services, card: RequirementCard, ids: Sequence[str]) -> tuple[Retrieved, dict[str, AnyRecord]]:
    retriever, catalogue = services.knowledge.retriever, services.knowledge.catalogue
    query = whole_query(card)
    hits: list[HitLike] = [hit for kind, size in POOL.items() for hit in retriever.search(query, k=size, types=[kind])]
    records = services.references() | catalogue.get_many([*(hit.record_id for hit in hits), *ids])
    found = {hit.record_id for hit in hits}
    hits += [Hit(one, records[one].type, 0.0) for one in ids if one in records and one not in found]
    return Retrieved(whole=hits, records=records), records
