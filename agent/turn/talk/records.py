"""Answers about single records: why they were recommended or not, side by side, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.draft.answers.detail import detail
from agent.draft.answers.sideby import side_by_side
from agent.match.tell.explain import compare, why, why_not
from agent.read.acts.references import NOBODY
from agent.read.lexicon import says
from agent.schema import Absence, Recommendation, Statement
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.talk.told import asked, note, told
from agent.verify.absences import absent, census, prove
from knowledge.records import AnyRecord

NOTHING_YET = "还没有推荐过成果。先说说您的产品和遇到的问题，我找到之后再看这一点。"
NOTHING_FOUND = "上一次没有找到可推荐的成果，列表是空的，这一点没有记录可查。补充产品、现状或指标后我再找一遍。"
COMPARED = 4


def nothing_answer(services: Services, turn: Turn) -> Turn:
    """There is no list to go on from: nothing was asked for yet, or nothing was found."""
    return asked(NOTHING_YET if turn["memory"].card is None else NOTHING_FOUND)


def why_answer(services: Services, turn: Turn) -> Turn:
    """Why a record stands in the list, or why another does not."""
    found = turn["memory"].recommendation
    if found is None or not turn["memory"].order:
        return nothing_answer(services, turn)
    if says(turn["reading"].message, "asking", "absence"):
        return _why_not(services, turn, found)
    records = _named(services, turn) or _records(services, turn["memory"].order[:1])
    return told("explanation", [line for record in records.values() for line in why(record, found)], records)


def _why_not(services: Services, turn: Turn, found: Recommendation) -> Turn:
    card, message = turn["memory"].card, turn["reading"].message
    records = _records(services, _said_ids(turn)) or _by_words(services, message)
    if card is None or not records:
        return asked("这次没有检索到您说的这一类记录，所以没有推荐。您可以写出编号或名称，或请专员录入后再比对。")
    lines = [line for record in records.values() for line in why_not(card, record, found)]
    return told("explanation", lines, records)


def _by_words(services: Services, message: str) -> dict[str, AnyRecord]:
    hits = services.knowledge.retriever.search(message, k=1, types=["achievement", "expert"], dense=False)
    return _records(services, [hit.record_id for hit in hits])


def compare_answer(services: Services, turn: Turn) -> Turn:
    """The named records side by side, or all that were listed where the question is which of them."""
    memory, card = turn["memory"], turn["memory"].card
    listed = [one.record_id for one in memory.recommendation.achievements] if memory.recommendation else []
    if card is None or not listed:
        return nothing_answer(services, turn)
    ids = [one for one in turn["reading"].refs if one != NOBODY]
    if len(ids) < 2:
        ids = list(dict.fromkeys([*ids, *memory.talked[:1], *listed]))[: 2 if ids else COMPARED]
    records = _records(services, ids)
    missing = [one for one in ids if one not in records]
    if len(records) < 2 and missing:
        return told("clarify", _unknown(services, missing, "请核对编号后再比。"))
    if len(records) < 2:
        return asked("请告诉我对比哪两条，例如“对比第一个和第二个”，或写出两个编号。")
    chosen = list(records.values())
    lines = side_by_side(turn["reading"].message, chosen) or compare(card, chosen)
    lines += _unknown(services, missing, "没有列入对比。")
    return told("comparison", lines, records)


def detail_answer(services: Services, turn: Turn) -> Turn:
    """What a record says of what was asked; the first of the list where none is named."""
    reading, memory = turn["reading"], turn["memory"]
    ids = [one for one in reading.refs if one != NOBODY]
    if not ids and NOBODY in reading.refs:
        return asked("上次的回答里没有这一位，请核对序号，或写出编号、名称。")
    if not ids and not memory.order:
        return nothing_answer(services, turn)
    if set(ids) <= set(memory.talked):
        ids = ids[:1]
    records = _records(services, ids or memory.order[:1])
    if not records:
        return told("clarify", _unknown(services, ids, "请核对编号。"))
    lines = detail(list(records.values()), reading.message)
    if not ids:
        lines.insert(0, note("您没有说是哪一项，下面是排在第一的；要看别的，可以说“第二个”。"))
    return told("answer", lines, records)


def _unknown(services: Services, ids: Sequence[str], then: str) -> list[Statement]:
    """That the catalogue holds none of these ids, proved; nothing where it holds one."""
    query = Absence(ids=list(ids))
    proof = prove(query, census(services.knowledge.catalogue)) if ids else None
    text = f"库里没有编号为 {'、'.join(ids)} 的记录，{then}"
    return [absent("note", text, proof, computed=[text])] if proof else []


def _named(services: Services, turn: Turn) -> dict[str, AnyRecord]:
    return _records(services, turn["reading"].refs)


def _said_ids(turn: Turn) -> list[str]:
    """The records that the message itself names, not those last talked about."""
    return [one for one in turn["reading"].refs if one not in turn["memory"].talked]


def _records(services: Services, ids: Iterable[str]) -> dict[str, AnyRecord]:
    return services.knowledge.catalogue.get_many(ids)
