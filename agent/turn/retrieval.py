"""Search for a card: for the whole of it, for each sub-requirement, and for the experts behind what leads."""

from __future__ import annotations

from agent.match.retrieved import HitLike, NeedVectors, Retrieved
from agent.read.acts.classifier import EMBEDDER
from agent.schema import RequirementCard
from agent.turn.services import Services
from agent.verify.absences import census
from agent.verify.words import without_contacts
from knowledge.embedding import EmbeddingError
from knowledge.records import Achievement, AnyRecord, Expert, RecordType

WHOLE_HITS: dict[RecordType, int] = {"achievement": 60, "expert": 30, "resource": 40}
SUB_HITS: dict[RecordType, int] = {"achievement": 20, "expert": 10}
LEADING, MAKERS = 5, 2
QUERY_CHARS = 160
WORDS_ALONE = "按语义的检索这次没有成功，下面只按关键词查找。"


def retrieve(services: Services, card: RequirementCard) -> tuple[Retrieved, dict[str, AnyRecord]]:
    """What the matcher needs for a card, and its records; words are searched while the query is being embedded."""
    outside = services.embeds_outside
    query = without_contacts(whole_query(card)) if outside else whole_query(card)
    dense = not (card.secrecy and outside)  # what is to be kept secret is embedded by nobody else
    embedded = services.knowledge.embed_ahead(query) if dense else lambda: None
    asked = [item for item in card.sub_requirements if not item.suggestion]
    by_sub = (
        {item.id: _search_all(services, item.text, SUB_HITS, dense=False) for item in asked} if len(asked) > 1 else {}
    )
    embedded()
    hits = _search_all(services, query, WHOLE_HITS, dense=dense)
    ids = {hit.record_id for hits_ in (hits, *by_sub.values()) for hit in hits_}
    records: dict[str, AnyRecord] = services.references() | services.knowledge.catalogue.get_many(ids)
    makers, people = _makers(services, hits, records)
    hits, records = hits + makers, records | people
    vectors = _vectors(services, query, records) if dense else None
    counted = census(services.knowledge.catalogue)
    return Retrieved(whole=hits, by_sub=by_sub, records=records, vectors=vectors, census=counted), records


def missing_leg(services: Services) -> str:
    """That the search by meaning failed and words alone were searched; "" when it did not fail or is not set up."""
    knowledge = services.knowledge
    return WORDS_ALONE if knowledge.mode == "hybrid" and knowledge.retriever.reason else ""


def _makers(
    services: Services, hits: list[HitLike], records: dict[str, AnyRecord]
) -> tuple[list[HitLike], dict[str, AnyRecord]]:
    """The experts whose evidence names one of the achievements found first, as far as the search missed them."""
    leading = [hit.record_id for hit in hits if isinstance(records.get(hit.record_id), Achievement)][:LEADING]
    search = services.knowledge.retriever.search
    near = [hit for one in leading for hit in search(records[one].title, k=MAKERS, types=["expert"], dense=False)]
    found = services.knowledge.catalogue.get_many({hit.record_id for hit in near} - records.keys())
    people = {
        one: expert
        for one, expert in found.items()
        if isinstance(expert, Expert) and any(item.ref in leading for item in expert.evidence)
    }
    first = {hit.record_id: hit for hit in reversed(near)}
    return [first[one] for one in people], dict(people)


def whole_query(card: RequirementCard) -> str:
    """The card as one search query: a short need in its own words, a long one by title, object, problem and tasks."""
    if card.text and len(card.title) + len(card.text) <= QUERY_CHARS:
        return f"{card.title}\n{card.text}".strip()
    parts = [
        card.title,
        card.object,
        card.problem,
        *(item.text for item in card.sub_requirements if not item.suggestion),
    ]
    parts += card.keywords
    text = " ".join(dict.fromkeys(part for part in parts if part)) or card.text
    return text[:QUERY_CHARS]


def _vectors(services: Services, query: str, records: dict[str, AnyRecord]) -> NeedVectors | None:
    """Vectors for the ranker, which was trained on the packaged embedder; another's only order the search."""
    embedder = services.knowledge.embedder
    if embedder is None or not embedder.name.startswith(EMBEDDER):
        return None
    achievements = [record for record in records.values() if isinstance(record, Achievement)]
    try:
        found = services.knowledge.vectors(query, achievements)
    except EmbeddingError:
        return None
    return NeedVectors(title=found[0], docs=found[1]) if found else None


def _search_all(services: Services, query: str, sizes: dict[RecordType, int], *, dense: bool) -> list[HitLike]:
    retriever = services.knowledge.retriever
    return [hit for kind, size in sizes.items() for hit in retriever.search(query, k=size, types=[kind], dense=dense)]
