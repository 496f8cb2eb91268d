"""Where the model joins a turn: it opens the answer and follows up; its failure leaves the rules' result."""

from __future__ import annotations

from collections.abc import Sequence

from agent.model import ModelUnavailable
from agent.schema import Act, Statement
from agent.turn.by_model.additions import fitting, naming, unsaid
from agent.turn.by_model.followup import FollowUp
from agent.turn.by_model.tools import toolbox
from agent.turn.by_model.wording import Wording, insert
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.steps import Step, announce
from agent.verify.absences import census
from agent.verify.statements import verify

ASKED: frozenset[Act] = frozenset({"why", "compare", "detail", "policy", "explain"})

REPEATED = "规则的回答里已经有"
BESIDE = "与问题无关"


def prose_step(services: Services) -> Step:
    """Let the model word the answer over the statements that verify."""
    return lambda turn: _worded(services, turn)


def _worded(services: Services, turn: Turn) -> Turn:
    model = turn.get("model")
    if model is None or turn["kind"] != "recommendation" or turn["card"].language == "en":
        return {}
    announce("模型正在组织答复…")
    spoken = turn_text(turn)
    sources = verify(turn["statements"], turn["records"], spoken).kept
    wording = Wording(model, sources, turn["records"], spoken, services.trade())
    try:
        verdict = wording.write()
    except ModelUnavailable as fault:
        return _degrade(fault)
    turn["trace"].decisions.extend(wording.decisions)
    turn["trace"].removed.extend(verdict.removed)
    opening = unsaid(verdict.kept, [item.text for item in turn["statements"]])
    _leave_out(turn, verdict.kept, opening, REPEATED)
    if not opening:
        return {}
    return {"statements": insert(turn["statements"], opening), "by_model": True}


def follow_step(services: Services) -> Step:
    """Let the model answer a question with read-only tools; the rules' answer stands first or alone."""

    def step(turn: Turn) -> Turn:
        model, reading = turn.get("model"), turn["reading"]
        own = reading.act == "explain" and turn["kind"] == "answer" and not turn.get("records")
        if model is None or reading.act not in ASKED or reading.choices or own:
            return {}
        announce("模型正在查阅记录…")
        records, count = dict(turn.get("records", {})), census(services.knowledge.catalogue)
        named = [] if reading.act in ("policy", "explain") else reading.refs
        box = toolbox(services, turn)
        asked = FollowUp(model, box, turn["trace"], records, named, services.trade(), count=count)
        memory = turn["memory"]
        try:
            verdict = asked.answer(turn["message"], memory)
        except ModelUnavailable as fault:
            return _degrade(fault)
        turn["trace"].removed.extend(verdict.removed)
        return _with_answer(turn, verdict.kept, asked)

    return step


def turn_text(turn: Turn) -> str:
    """The user's own words of this turn: the message and the card's text."""
    card = turn.get("card") or turn["memory"].card
    return "\n".join([turn["message"], card.text if card else ""])


def _with_answer(turn: Turn, kept: list[Statement], asked: FollowUp) -> Turn:
    """The model's statements below the rules' (in place of a mere question back), where they add to these."""
    stands, memory = turn["kind"] != "clarify", turn["memory"]
    rules = turn["statements"] if stands else []
    card = memory.card
    about = [turn["message"], *([card.object, card.problem] if card else [])]
    fresh = unsaid(kept, ["\n".join(item.text for item in rules)])
    _leave_out(turn, kept, fresh, REPEATED)
    new = fitting(fresh, "\n".join(about), {*memory.order, *turn.get("records", {})})
    _leave_out(turn, fresh, new, BESIDE)
    if not new:
        return {}
    titles = {id: record.title for id, record in asked.records.items()}
    new = [naming(item, titles) for item in new]
    kind = turn["kind"] if stands else "answer"
    return {"statements": [*rules, *new], "records": asked.records, "kind": kind, "by_model": True}


def _leave_out(turn: Turn, before: Sequence[Statement], after: Sequence[Statement], why: str) -> None:
    """Note in the trace what was true but not worth saying."""
    left = [item.model_copy(update={"problem": why}) for item in before if item not in after]
    turn["trace"].removed.extend(left)


def _degrade(fault: ModelUnavailable) -> Turn:
    """The rest of the turn by rules alone, and a sentence that says so."""
    return {"degraded": fault.notice, "model": None}
