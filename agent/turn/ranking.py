"""The order in which a message ranks the whole catalogue, for evaluation: an answer shows only its beginning."""

from __future__ import annotations

from agent.match.matcher import ranking as rank
from agent.read import understand
from agent.schema import RecordKind
from agent.turn.retrieval import retrieve
from agent.turn.services import Services


def ranking(services: Services, message: str) -> dict[RecordKind, list[str]]:
    """Ids of the records found for a message by kind, best first. Raises MessageError for an unreadable one."""
    card = understand(message)
    retrieved, _ = retrieve(services, card)
    return rank(card, retrieved)
