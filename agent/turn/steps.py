"""The steps of a turn that end in a recommendation: understand, retrieve, match, draft, verify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from langgraph.config import get_stream_writer

from agent.draft.answer import draft_answer
from agent.draft.answers.english import english_answer
from agent.draft.formats.markdown import to_markdown
from agent.draft.moved import moved
from agent.match import ModelJudge, match
from agent.match.tell.field import with_field
from agent.match.tell.suggest import add_suggestions
from agent.read import understand
from agent.read.acts.script import is_foreign
from agent.read.lexicon import says
from agent.read.reading import read, read_back
from agent.schema import Act, NeedAnswer, NeedLine, Recommendation, Reply, RequirementCard, Statement
from agent.turn.by_model.reading import led, with_proposed, with_proposed_part
from agent.turn.needs.remembered import subject
from agent.turn.needs.understanding import is_question, is_wish, preface, understood, ways_back
from agent.turn.retrieval import missing_leg, retrieve
from agent.turn.secrecy import marked
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.verify.absences import census
from agent.verify.statements import verify

Step = Callable[[Turn], Turn]
CARD_LINES = 2


def announce(text: str) -> None:
    """Tell the listener which step is being done."""
    get_stream_writer()({"step": text})


def read_step(services: Services) -> Step:
    """Read what the message says: its act, its records, and whether it opens a need."""

    def step(turn: Turn) -> Turn:
        memory = turn["memory"]
        reading = turn.get("reading")
        more: Turn = {}
        if reading is None:
            announce("正在读这条消息…")
            back = read_back(turn["message"], memory, services.act_vector, services.names())
            reading, memory = back or (read(turn["message"], services.scene(memory), services.act_vector), memory)
            if back is None and not is_foreign(turn["message"]):
                reading, more = led(turn, reading, services.scene(memory))
        return more | Turn(reading=reading, message=reading.message or turn["message"], memory=memory)

    return step


def understand_step(turn: Turn) -> Turn:
    """From the reading to the requirement card; a mere wish gets questions instead of a search."""
    announce("正在理解需求…")
    if turn.get("card") is not None:
        return {"card": turn["card"], "changes": turn.get("changes", [])}
    found = with_proposed(understood(turn["reading"], turn["memory"], turn.get("title", "")), turn)
    read: Turn = {
        "card": marked(found.card, turn),
        "changes": found.changes,
        "stays": found.stays,
        "further": found.further,
    }
    if is_wish(turn["reading"], found):
        return read | Turn(recommendation=Recommendation(abstained=True), records={})
    return read


def retrieve_step(services: Services) -> Step:
    """Search for the whole card and for each sub-requirement."""

    def step(turn: Turn) -> Turn:
        announce("正在检索成果、专家和配套资源…")
        retrieved, records = retrieve(services, turn["card"])
        told = missing_leg(services)
        found: Turn = {"retrieved": retrieved, "records": records}
        return found | Turn(degraded=turn.get("degraded") or told) if told else found

    return step


def match_step(services: Services) -> Step:
    """Rank, compare, cover, and suggest technical points where only a symptom is named."""

    def step(turn: Turn) -> Turn:
        card, retrieved, memory = turn["card"], turn["retrieved"], turn["memory"]
        count = len(card.indicators)
        announce(f"正在比对 {count} 项指标…" if count else "正在比对技术内容…")
        reading = turn["reading"]
        model = turn.get("model")
        judge = ModelJudge(model, turn["trace"].decisions.append) if model else None
        if judge:
            announce("模型正在评审候选…")
        exclude = set(memory.shown) if reading.act == "more" else set()
        found = match(card, retrieved, exclude=exclude, judge=judge)
        if reading.act == "more":
            found = wanted(reading.message, found)
        read = with_field(add_suggestions(card, retrieved, found), found, retrieved.records)
        return Turn(recommendation=found, card=read) | judged(turn, judge)

    return step


def judged(turn: Turn, judge: ModelJudge | None) -> Turn:
    """What the turn keeps of a model's judging: that it took part, or that it failed."""
    if judge is None or judge.fault is None:
        return Turn(by_model=True) if judge and judge.changed else {}
    return Turn(degraded=turn.get("degraded") or judge.fault.notice, model=None)


def wanted(message: str, found: Recommendation) -> Recommendation:
    """A further match without the kind of record that was not asked for: people alone, or none of them."""
    if says(message, "asking", "no_people"):
        return found.model_copy(update={"experts": []})
    if says(message, "asking", "people") and found.experts:
        return found.model_copy(update={"achievements": []})
    return found


def draft_step(turn: Turn) -> Turn:
    """Candidates to statements."""
    announce("正在撰写推荐…")
    answer = english_answer if turn["card"].language == "en" else draft_answer
    statements = answer(turn["card"], turn["recommendation"], turn["records"])
    if turn["reading"].act == "more":
        further = _more(statements, turn["recommendation"])
        return {"statements": [*preface(turn), *further], "kind": "recommendation"}
    before = turn["memory"].recommendation
    if turn.get("changes") and before is not None and turn["card"].language != "en":
        behind = [item.model_copy(update={"folded": True}) for item in statements if item.section != "verdict"]
        statements = [*moved(before, turn["recommendation"], turn["records"]), *behind]
    return {"statements": [*preface(turn), *statements], "kind": "recommendation", "suggestions": ways_back(turn)}


def further_step(services: Services) -> Step:
    """Answer the further needs of the message, one after the other, behind the first."""

    def step(turn: Turn) -> Turn:
        texts = turn.get("further", [])
        if not texts:
            return {}
        others: list[NeedAnswer] = []
        statements, records = list(turn["statements"]), dict(turn["records"])
        for number, text in enumerate(texts, turn["card"].need + 1):
            card = understand(text, today=date.today())
            card = marked(with_proposed_part(card, turn, number - turn["card"].need), turn)
            card = card.model_copy(update={"need": number, "version": turn["card"].version})
            retrieved, found_records = retrieve(services, card)
            found = match(card, retrieved)
            others.append(NeedAnswer(card=card, recommendation=found))
            head = f"第 {number} 个需求：{subject(card)}"
            statements.append(Statement(section="note", text=head, computed=[head]))
            statements += draft_answer(card, found, found_records)
            records |= found_records
        told = Turn(others=others, records=records, statements=statements)
        return told | Turn(suggestions=ways_back(turn | told))

    return step


def _more(statements: list[Statement], found: Recommendation) -> list[Statement]:
    """Only the further candidates; the rest of the answer stands in the turns before."""
    if found.experts and not found.achievements:
        return _opened([item for item in statements if item.section == "expert"])
    candidates = _opened([item for item in statements if item.section in ("achievement", "nearest", "expert")])
    note = "其余成果都没有达到“较强”，下面是最接近的，仅供参考。" if candidates else "没有更多相关的成果了。"
    return ([Statement(section="note", text=note)] if found.abstained or not candidates else []) + candidates


def _opened(statements: list[Statement]) -> list[Statement]:
    """The first two lines of each candidate to be seen; the reasons behind them stay folded."""
    lines: dict[str, int] = {}
    opened = []
    for item in statements:
        lines[item.record_id] = lines.get(item.record_id, 0) + 1
        opened.append(item.model_copy(update={"folded": lines[item.record_id] > CARD_LINES}))
    return opened


def _act(turn: Turn) -> Act:
    """What the reply does: what was asked, unless it only asks back."""
    if turn.get("act") is not None:
        return turn["act"]
    act = turn["reading"].act
    if turn["kind"] != "recommendation":
        return act
    return "ask" if is_question(turn["statements"]) else "recommend" if act == "ask" else act


def _found(turn: Turn) -> set[str]:
    """Ids that the searches of this turn returned, or that the question named."""
    retrieved = turn.get("retrieved")
    if retrieved is None:
        return set(turn.get("records", {}))
    return {hit.record_id for hits in (retrieved.whole, *retrieved.by_sub.values()) for hit in hits}


def _needs(turn: Turn, card: RequirementCard | None) -> list[NeedLine]:
    """The needs of the conversation after this turn; empty while there is but one."""
    lines = {one.number: one.subject for one in turn["memory"].needs}
    told = [one.card for one in turn.get("others", [])] + ([card] if card else [])
    lines |= {one.need: subject(one) or lines.get(one.need, "") for one in told}
    current = card.need if card else 0
    if len(lines) < 2:
        return []
    return [NeedLine(number=one, subject=lines[one], current=one == current) for one in sorted(lines)]


def verify_step(services: Services) -> Step:
    """Keep what the retrieved records and the catalogue support, and assemble the Reply."""

    def step(turn: Turn) -> Turn:
        announce("正在核对引用和数字…")
        return _verified(services, turn)

    return step


def _read_by_model(turn: Turn) -> bool:
    """Whether some of the reading is the model's own."""
    return any(note.taken == "model" for note in turn["trace"].reading)


def _verified(services: Services, turn: Turn) -> Turn:
    card = turn.get("card") or turn["memory"].card
    card = marked(card, turn) if card else None
    spoken = "\n".join([turn["message"], card.stated() if card else ""])
    verdict = verify(turn["statements"], turn.get("records", {}), spoken, census=census(services.knowledge.catalogue))
    reply = Reply(
        kind=turn["kind"],
        act=_act(turn),
        statements=verdict.kept,
        text=to_markdown(verdict.kept),
        card=card,
        recommendation=turn.get("recommendation"),
        others=turn.get("others", []),
        needs=_needs(turn, card),
        citations=verdict.citations,
        removed=[*turn["trace"].removed, *verdict.removed],
        engine="model" if turn.get("by_model") or _read_by_model(turn) else "rules",
        degraded=turn.get("degraded", ""),
        suggestions=turn.get("suggestions", []),
    )
    turn["trace"].removed.extend(verdict.removed)
    turn["trace"].notes = {
        "act": reply.act or "",
        "confidence": round(turn["reading"].confidence, 3),
        "retrieved": sorted(_found(turn) | {citation.record_id for citation in reply.citations}),
        "removed": len(turn["trace"].removed),
        "engine": reply.engine,
        "degraded": reply.degraded,
    }
    return {"reply": reply}
