"""Load what the first turn would otherwise wait for: dictionaries, the ranker, units and the embedding model."""

from __future__ import annotations

from agent.draft.answers.smalltalk import EXAMPLES
from agent.match import Retrieved, match
from agent.read import understand
from agent.turn.services import Services


def warm_up(services: Services) -> None:
    """Match one example by rules, without a model, and keep nothing."""
    card = understand(EXAMPLES[0])
    services.names()
    hits = services.knowledge.retriever.search(card.text, k=20, types=["achievement"])
    records = services.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    match(card, Retrieved(whole=hits, records=records))
