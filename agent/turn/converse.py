"""The step that answers a follow-up or a question without a new match."""

from __future__ import annotations

from agent.draft.answers import knowledge as ask_knowledge
from agent.draft.answers import record as ask_record
from agent.draft.answers import smalltalk
from agent.match.tell.explain import compare, why, why_not
from agent.read.acts.intents import Intent
from agent.read.acts.references import NOBODY
from agent.schema import ReplyKind, Statement
from agent.turn.services import REFERENCE_TYPES, Services
from agent.turn.state import Turn
from agent.turn.steps import Step, announce
from knowledge import Filters
from knowledge.records import AnyRecord

ASKED_HITS = 4
LISTED = 6
UNKNOWN = "库里没有找到能回答这个问题的记录。您可以换个说法，或告诉我具体的政策、平台、成果名称。"
NOT_NAMED = "请告诉我是哪一条：可以说“第一个”，或写出编号、名称。"


def converse_step(services: Services) -> Step:
    """Explain, compare, describe a record, answer about a programme, or reply to small talk."""
    answers = {
        Intent.WHY: _why,
        Intent.WHY_NOT: _why_not,
        Intent.COMPARE: _compare,
        Intent.RECORD: _record,
        Intent.KNOWLEDGE: _knowledge,
    }

    def step(turn: Turn) -> Turn:
        intent = turn["route"].intent
        answer = answers.get(intent)
        if answer is None:
            statements, examples = smalltalk.answer(intent)
            return {"statements": statements, "kind": "smalltalk", "suggestions": examples, "records": {}}
        announce("正在查找记录…")
        return answer(services, turn)

    return step


def _result(kind: ReplyKind, statements: list[Statement], records: dict[str, AnyRecord]) -> Turn:
    return {"kind": kind, "statements": statements, "records": records}


def _named(services: Services, turn: Turn) -> dict[str, AnyRecord]:
    return services.knowledge.catalogue.get_many(turn["route"].ids)


def _clarify(text: str) -> Turn:
    return _result("clarify", [Statement(section="note", text=text, computed=[text])], {})


def _why(services: Services, turn: Turn) -> Turn:
    records, found = _named(services, turn), turn["memory"].recommendation
    if not records or found is None:
        return _clarify(NOT_NAMED)
    statements = [line for record in records.values() for line in why(record, found)]
    return _result("explanation", statements, records)


def _why_not(services: Services, turn: Turn) -> Turn:
    records, memory = _named(services, turn), turn["memory"]
    if not records:
        records = _by_title(services, turn["message"])
    if not records or memory.card is None or memory.recommendation is None:
        return _clarify("库里没有找到您说的这条记录，所以没有推荐。请核对名称或编号；也可以请专员把它录入后再比对。")
    statements = [line for record in records.values() for line in why_not(memory.card, record, memory.recommendation)]
    return _result("explanation", statements, records)


def _by_title(services: Services, message: str) -> dict[str, AnyRecord]:
    hits = services.knowledge.retriever.search(message, k=1, types=["achievement", "expert"], dense=False)
    return services.knowledge.catalogue.get_many(hit.record_id for hit in hits)


def _compare(services: Services, turn: Turn) -> Turn:
    records, card = _named(services, turn), turn["memory"].card
    if len(records) < 2 or card is None:
        return _clarify("请告诉我对比哪两条，例如“对比第一个和第二个”，或写出两个编号。")
    return _result("comparison", compare(card, list(records.values())), records)


def _record(services: Services, turn: Turn) -> Turn:
    records = _named(services, turn)
    if not records and NOBODY in turn["route"].ids:
        return _clarify("上次的回答里没有这一位，请核对序号，或写出编号、名称。")
    if not records:
        return _clarify(f"库里没有编号为 {'、'.join(turn['route'].ids)} 的记录，请核对编号。")
    return _result("answer", ask_record.describe(list(records.values()), turn["message"]), records)


def _listing(services: Services, message: str) -> Turn | None:
    kind = ask_knowledge.listed_kind(message)
    if kind is None:
        return None
    wanted = Filters(types=["resource"], resource_kinds=[kind])
    hits = services.knowledge.retriever.search(message, k=LISTED, filters=wanted, dense=False)
    records = services.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    statements = ask_knowledge.listing(list(records.values()))
    return _result("answer", statements, records) if statements else None


def _knowledge(services: Services, turn: Turn) -> Turn:
    listed = _listing(services, turn["message"])
    if listed:
        return listed
    records = _named(services, turn)
    if not records:
        hits = services.knowledge.retriever.search(turn["message"], k=ASKED_HITS, types=REFERENCE_TYPES)
        records = services.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    statements = ask_knowledge.answer(turn["message"], list(records.values()))
    if not statements:
        return _clarify(UNKNOWN)
    return _result("answer", statements, records)
