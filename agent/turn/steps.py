"""The steps of a turn that end in a recommendation: understand, retrieve, match, draft, verify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from langgraph.config import get_stream_writer

from agent.draft.answer import draft_answer
from agent.draft.formats.markdown import to_markdown
from agent.match import match
from agent.match.tell.field import with_field
from agent.match.tell.suggest import add_suggestions
from agent.read import apply_words, merge_answer, understand
from agent.read.acts.intents import ACTS, Intent, Route
from agent.read.acts.intents import route as route_message
from agent.schema import Recommendation, Reply, RequirementCard, Statement
from agent.turn.retrieval import retrieve
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.verify.statements import verify

Step = Callable[[Turn], Turn]


def announce(text: str) -> None:
    """Tell the listener which step is being done."""
    get_stream_writer()({"step": text})


def route_step(services: Services) -> Step:
    """Decide what the message wants."""

    def step(turn: Turn) -> Turn:
        return {"route": turn.get("route") or route_message(turn["message"], turn["memory"], services.names())}

    return step


def understand_step(turn: Turn) -> Turn:
    """Free text, an answer or a change to the requirement card."""
    announce("正在理解需求…")
    message, memory, intent = turn["message"], turn["memory"], turn["route"].intent
    card = memory.card
    changes: list[str] = []
    if turn.get("card") is not None:
        return {"card": turn["card"], "changes": turn.get("changes", [])}
    if intent is Intent.CHANGE and card is not None:
        card, changes = apply_words(card, message)
        if not changes:
            return {"route": Route(Intent.KNOWLEDGE, turn["route"].ids), "card": card}
    elif intent is Intent.ANSWER and card is not None:
        card = _answered(card, message, [question.slot for question in memory.asked])
    elif intent is Intent.ADDITION and card is not None:
        version = card.version + 1
        card = understand(f"{card.text}\n{message}", title=card.title).model_copy(update={"version": version})
    elif intent is not Intent.MORE or card is None:
        card = understand(message, title=turn.get("title", ""), today=date.today())
    return {"card": card, "changes": changes}


def _answered(card: RequirementCard, message: str, slots: list[str]) -> RequirementCard:
    changed, changes = apply_words(card, message)
    return changed if changes else merge_answer(card, message, slots)


def retrieve_step(services: Services) -> Step:
    """Search for the whole card and for each sub-requirement."""

    def step(turn: Turn) -> Turn:
        announce("正在检索成果、专家和配套资源…")
        retrieved, records = retrieve(services, turn["card"])
        return {"retrieved": retrieved, "records": records}

    return step


def match_step(services: Services) -> Step:
    """Rank, compare, cover, and suggest technical points where only a symptom is named."""

    def step(turn: Turn) -> Turn:
        card, retrieved, memory = turn["card"], turn["retrieved"], turn["memory"]
        count = len(card.indicators)
        announce(f"正在比对 {count} 项指标…" if count else "正在比对技术内容…")
        seen = set(memory.shown) if turn["route"].intent is Intent.MORE else set()
        found = match(card, retrieved, exclude=seen)
        read = with_field(add_suggestions(card, retrieved, found), found, retrieved.records)
        return {"recommendation": found, "card": read}

    return step


def draft_step(turn: Turn) -> Turn:
    """Candidates to statements."""
    announce("正在撰写推荐…")
    statements = draft_answer(turn["card"], turn["recommendation"], turn["records"])
    if turn["route"].intent is Intent.MORE:
        return {"statements": _more(statements, turn["recommendation"]), "kind": "recommendation"}
    changes = [
        Statement(section="note", text=f"已按您的话修改：{'；'.join(turn['changes'])}。", computed=turn["changes"])
    ]
    return {"statements": (changes if turn.get("changes") else []) + statements, "kind": "recommendation"}


def _more(statements: list[Statement], found: Recommendation) -> list[Statement]:
    """Only the further candidates; the rest of the answer stands in the turns before."""
    candidates = [item for item in statements if item.section in ("achievement", "expert")]
    note = "其余成果都没有达到“较强”，下面是最接近的，仅供参考。" if candidates else "没有更多相关的成果了。"
    return ([Statement(section="note", text=note)] if found.abstained or not candidates else []) + candidates


def _found(turn: Turn) -> set[str]:
    """Ids that the searches of this turn returned, or that the question named."""
    retrieved = turn.get("retrieved")
    if retrieved is None:
        return set(turn.get("records", {}))
    return {hit.record_id for hits in (retrieved.whole, *retrieved.by_sub.values()) for hit in hits}


def verify_step(turn: Turn) -> Turn:
    """Keep what the retrieved records support, and assemble the Reply."""
    announce("正在核对引用和数字…")
    card = turn.get("card") or turn["memory"].card
    spoken = "\n".join([turn["message"], card.stated() if card else ""])
    verdict = verify(turn["statements"], turn.get("records", {}), spoken)
    reply = Reply(
        kind=turn["kind"],
        act="ask" if turn["kind"] == "clarify" else ACTS[turn["route"].intent],
        statements=verdict.kept,
        text=to_markdown(verdict.kept),
        card=card,
        recommendation=turn.get("recommendation"),
        citations=verdict.citations,
        removed=[*turn["trace"].removed, *verdict.removed],
        engine="model" if turn.get("by_model") else "rules",
        degraded=turn.get("degraded", ""),
        suggestions=turn.get("suggestions", []),
    )
    turn["trace"].removed.extend(verdict.removed)
    turn["trace"].notes = {
        "intent": turn["route"].intent.value,
        "retrieved": sorted(_found(turn) | {citation.record_id for citation in reply.citations}),
        "removed": len(turn["trace"].removed),
        "engine": reply.engine,
        "degraded": reply.degraded,
    }
    return {"reply": reply}
