"""One call for the whole reading of a message: what the model is told, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping

from agent.model import ChatModel
from agent.model.data import new_mark, said_as_data
from agent.model.structured import ask_json
from agent.model.text.quotes import WRITTEN_BREAK
from agent.read.by_model.amounts import ids
from agent.read.by_model.proposed import Proposal
from agent.read.by_model.schema import SCHEMA
from agent.read.memory import Memory
from agent.schema import RequirementCard
from knowledge.quantities import show_money
from prompts import load

MESSAGE_TOKENS, CARD_TOKENS, SHOWN_TOKENS, HISTORY_TOKENS = 3_000, 600, 500, 400
ANSWER_TOKENS = 1_200
SHOWN = 12
_NOTHING = "无"


def propose(model: ChatModel, message: str, memory: Memory, *, title: str = "") -> Proposal:
    """What the model reads in ``message`` in the state of the conversation; raises ModelUnavailable.

    What is the same for everybody stands first, then what changes least from turn to turn, the message last.
    """
    prompt, mark = load("read"), new_mark()
    most = model.profile.data_tokens
    plain = message.replace(WRITTEN_BREAK, "\n")
    text = f"标题：{title}\n{plain}" if title else plain
    user = prompt.user(
        mark=mark,
        card=said_as_data(card_lines(memory.card), mark, min(CARD_TOKENS, most)),
        shown=said_as_data(shown_lines(memory), mark, min(SHOWN_TOKENS, most)),
        history=said_as_data(history_lines(memory), mark, min(HISTORY_TOKENS, most)),
        message=said_as_data(text, mark, min(MESSAGE_TOKENS, most)),
    )
    messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]
    answer = ask_json(model, messages, prompt, SCHEMA, max_tokens=ANSWER_TOKENS)
    return Proposal.of(answer, message, leads=model.profile.leads)


def card_lines(card: RequirementCard | None) -> str:
    """The card as the model is told of it: a line a field, with the ids of its values and points."""
    if card is None:
        return _NOTHING
    points = [f"[{one.id}] {one.text}" for one in card.sub_requirements if not one.suggestion]
    values = [f"[{id}] {'目标' if id.startswith('I') else '现状'} {one.text()}" for id, one in ids(card).items()]
    fields: Mapping[str, str] = {
        "对象": card.object,
        "问题": card.problem,
        "[budget] 预算": show_money(card.budget_cny) if card.budget_cny else "",
        "[deadline] 期限": card.deadline,
        "[regions] 地域": "、".join(card.regions),
        "[no_regions] 不要的地域": "、".join(card.exclude_regions),
        "[partners] 合作对象": "、".join(card.institution_types),
        "[modes] 合作方式": "、".join(word for word in card.cooperation if word != "未说明"),
        "[exclusions] 不要的": "、".join(card.exclusions),
        "[limits] 不能动的": "、".join(card.constraints),
        "已问过": "；".join(one.text for one in card.questions) if card.vague else "",
    }
    return "\n".join([*(f"{name}：{value}" for name, value in fields.items() if value), *points, *values]) or _NOTHING


def history_lines(memory: Memory) -> str:
    """The last messages, oldest first, each with what its answer did."""
    return "\n".join(f"{said}（{act}）" for said, act in memory.recent()) or _NOTHING


def shown_lines(memory: Memory) -> str:
    """The records of the last list in the order in which the user saw them, one a line."""
    found = memory.listed
    if found is None:
        return _NOTHING
    groups = {"成果": found.achievements, "专家": found.experts, "资源": found.resources}
    lines = [
        f"{kind} {place} {one.record_id} {one.title}"
        for kind, group in groups.items()
        for place, one in enumerate(group[:SHOWN], 1)
    ]
    talked = f"刚谈到：{'、'.join(memory.talked[:3])}" if memory.talked else ""
    return "\n".join(filter(None, [*lines, talked])) or _NOTHING
