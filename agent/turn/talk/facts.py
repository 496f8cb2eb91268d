"""Answers from the fact store and from what the product knows of itself: never below the floor of relevance."""

from __future__ import annotations

from agent.draft.answers import knowledge as facts
from agent.draft.answers.own import Topic, term_of, topic_of
from agent.draft.answers.smalltalk import EXAMPLES
from agent.read.lexicon import says
from agent.read.terms.region import find_places
from agent.schema import Statement
from agent.turn.services import REFERENCE_TYPES, Services
from agent.turn.state import Turn
from agent.turn.talk.relevance import relevant
from agent.turn.talk.told import asked, note, told
from agent.verify.citing import cite
from knowledge import Filters
from knowledge.records import AnyRecord, ResourceKind

LISTED, RELATED = 6, 3
QUOTED = 48
NOTHING = "这次没有检索到能回答这个问题的记录，不勉强回答。"
ASK_OF = (
    "库里有政策、金融工具、中试平台、概念验证中心、活动和统计数字，可以写出名称来问；"
    "当地政策请问所在地的科技或工信部门。"
)
WE_CAN = ["有哪些政策", "有哪些金融工具", "有哪些中试平台"]
UNKNOWN_TERM = (
    "“{term}”：我的词表里没有它的解释，这次也没有检索到，不敢乱说。"
    "请查标准或问提出这个要求的客户；可以说“请专员联系我”。"
)
MODEL_NOTE = "本平台接入了大模型，您说的话会发给它处理；不想这样的内容请先不要写。"


def policy_answer(services: Services, turn: Turn) -> Turn:
    """A list of what was asked for, or what the relevant records say; else that there is none."""
    message = turn["reading"].message
    listed = _listing(services, message)
    if listed:
        return listed
    stored = _from_store(services, turn)
    if stored:
        return stored
    topic = topic_of(message)
    if topic:
        return _about(services, topic)
    return _related(services, message) or asked(NOTHING, ASK_OF, suggestions=WE_CAN)


def explain_answer(services: Services, turn: Turn) -> Turn:
    """How the product works, what a term means, what a named record is; else that it is not known."""
    message = turn["reading"].message
    listed = _listing(services, message) or (_from_store(services, turn) if facts.COUNT.search(message) else None)
    if listed:
        return listed
    topic, term = topic_of(message), term_of(message)
    if topic and (term is None or topic.called(message) > term.called(message)):
        return _about(services, topic)
    stored = _from_store(services, turn) if not term or turn["reading"].refs else None
    if term:
        return _term(term, stored)
    return stored or _mentioned(services, message) or _unknown(message)


def _about(services: Services, topic: Topic) -> Turn:
    lines = [note(line) for line in topic.text]
    if topic.name == "privacy" and services.settings.model_enabled:
        lines.append(note(MODEL_NOTE))
    return told("answer", lines, suggestions=EXAMPLES if topic.examples else [])


def _term(term: Topic, stored: Turn | None) -> Turn:
    """The meaning in our own words with its source; then what the catalogue says of the programme of that name."""
    meaning = f"**{term.name}** {term.text[0]}（{term.source}）"
    own = [Statement(section="note", text=meaning, computed=[meaning])]
    if stored is None:
        return told("answer", own)
    return told("answer", [*own, *stored["statements"][:3]], stored["records"])


def _from_store(services: Services, turn: Turn) -> Turn | None:
    """What the named records say, or the found ones that pass the floor."""
    message = turn["reading"].message
    records = services.knowledge.catalogue.get_many(turn["reading"].refs)
    records = {id: one for id, one in records.items() if one.type in REFERENCE_TYPES}
    if not records:
        records = relevant(services, message, secret=turn.get("secret", False))
    statements = facts.answer(message, list(records.values()))
    return told("answer", statements, records) if statements else None


def _listing(services: Services, message: str) -> Turn | None:
    kind = facts.listed_kind(message)
    if kind is None:
        return None
    lines, records = _lines(services, message, kind, LISTED)
    return told("answer", lines, records) if lines else None


def _related(services: Services, message: str) -> Turn | None:
    """Where nothing answers: that it is so, and what the store has of the kind that was asked for, with its region."""
    kind = facts.kind_of(message)
    if kind is None:
        return None
    lines, records = _lines(services, message, kind, RELATED)
    regions = "、".join(dict.fromkeys(record.region for record in records.values() if record.region))
    if not lines or not regions:
        return None
    elsewhere = [place for place in find_places(message) if place not in regions and len(place) > 1]
    about = f"没有{'、'.join(elsewhere)}的；" if elsewhere else ""
    head = f"这次没有检索到正好回答这个问题的记录。{about}库内{kind.value}类的记录限于{regions}，相近的有："
    return told("answer", [note(head), *lines], records)


def _lines(
    services: Services, message: str, kind: ResourceKind, count: int
) -> tuple[list[Statement], dict[str, AnyRecord]]:
    """One line for each record of a kind that is nearest to the question."""
    wanted = Filters(types=["resource"], resource_kinds=[kind])
    hits = services.knowledge.retriever.search(message, k=count, filters=wanted, dense=False)
    records = services.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    return facts.listing(list(records.values())), records


def _mentioned(services: Services, message: str) -> Turn | None:
    """Where no entry explains a term, a record that uses it, quoted: the reader may see it at work."""
    term = _asked_term(message)
    if len(term) < 2:
        return None
    hits = services.knowledge.retriever.search(term, k=3, types=["achievement"], dense=False)
    for record in services.knowledge.catalogue.get_many(hit.record_id for hit in hits).values():
        if quoted := _quote(record, term):
            lines = [note(f"我的词表里没有“{term}”的解释。库里有一条记录用到它："), quoted]
            return told("answer", lines, {record.id: record})
    return None


def _quote(record: AnyRecord, term: str) -> Statement | None:
    for name in ("summary", "approach", "problem"):
        text = record.citable_fields().get(name, "")
        if term.lower() in text.lower():
            return Statement(
                section="record",
                text=f"《{record.title}》〔{record.id}〕：{text}",
                record_id=record.id,
                citations=[cite(record, name)],
            )
    return None


def _unknown(message: str) -> Turn:
    term = _asked_term(message)
    if term:
        return asked(UNKNOWN_TERM.format(term=term), suggestions=["请专员联系我"])
    return asked(
        NOTHING, "想知道怎么用、谁看得到、收不收费、怎么导出和删除，都可以直接问。", suggestions=["你能做什么"]
    )


def _asked_term(message: str) -> str:
    """What a question for a meaning asks about; "" for another question."""
    if not says(message, "asking", "meaning"):
        return ""
    rest = message
    for word in facts.MEANING_WORDS:
        rest = rest.replace(word, " ")
    parts = [part.strip('，。？?、 “”"') for part in rest.split()]
    return next((part for part in parts if len(part) >= 2), "")[:QUOTED]
