"""Answers to clarifying questions, merged into the card: tried on the slots that were asked, before anything else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from agent.read.card import refresh, understand
from agent.read.changes.additions import with_terms
from agent.read.changes.pieces import pieces
from agent.read.changes.wording import named
from agent.schema import RequirementCard, SubRequirement
from knowledge.text import clauses, sentences

_NONE = re.compile(
    r"^(?:不知道|不清楚|不确定|没有|暂无|无|没想好|不好说|都可以|随便|不限|跳过|没要求|没有要求)[了吧。！ ]*$"
)
_LEAD = re.compile(
    r"^(?:\d{1,2}[.、．)）]|[①-⑨]|[一二][、.])\s*|^(?:是|主要是|就是|嗯|对|您好|你好|我们的?|我的)[，, ]*"
)
_NEXT = re.compile(r"(?<!\d)(?=[2-9][.、．])")
_SHORT = 60
_WORDED = ("object", "problem")
_REPLACED = ("budget_cny", "deadline", "stage", "tier", "secrecy", "enterprise", "field")
"""Single values that an answer to their question replaces."""


def merge_answer(
    card: RequirementCard, answer_text: str, question_slots: list[str], *, today: date | None = None
) -> RequirementCard:
    """A new version of ``card`` with the answer to the questions about ``question_slots`` merged in.

    Slots are card field names. What the answer names (对象是…) or states beyond them (指标, 预算 …) counts too; the
    words are kept in ``text`` so that quotes stay checkable. ``不知道`` and the like change nothing but the version.
    """
    answer = answer_text.strip()
    if _NONE.match(answer) or not answer:
        return refresh(card.model_copy(update={"version": card.version + 1}))
    read = understand(answer, title=card.title, today=today)
    asked = {name: RequirementCard.model_fields[name].default for name in question_slots if name not in _WORDED}
    emptied = {name: value for name, value in asked.items() if name in _REPLACED and getattr(read, name)}
    emptied |= {"sub_requirements": []} if card.vague and read.sub_requirements else {}
    filled = with_terms(card.model_copy(update=emptied), read, answer)
    slots = [*question_slots, *(["problem"] if card.vague and "problem" not in question_slots else [])]
    merged = filled.model_copy(update=_worded(answer, slots if read.problem else question_slots, read, today))
    if not merged.sub_requirements and merged.problem:
        quote = merged.problem if merged.problem in merged.text else ""
        merged.sub_requirements = [SubRequirement(id="S1", text=merged.problem, quote=quote)]
    return refresh(merged)


def _worded(answer: str, slots: list[str], read: RequirementCard, today: date | None) -> dict[str, Any]:
    """Object and problem as the answer gives them: by name, else the stretch that speaks to the slot."""
    called = {name: next(filter(None, (named(one, name) for one in pieces(answer))), "") for name in _WORDED}
    if called["object"] and not called["problem"] and "problem" in slots:
        called["problem"] = _beside(answer, called["object"])
    parts = _parts(answer, slots)
    for slot in _WORDED:
        part = parts.get(slot, "")
        if slot in slots and not called[slot] and part and not _NONE.match(part):
            called[slot] = _spoken(slot, part, understand(part, today=today))[:_SHORT]
    return {name: value[:_SHORT] for name, value in called.items() if value}


def _beside(answer: str, thing: str) -> str:
    """The clause behind the one that names the object: 对象是注塑机，液压系统漏油."""
    rest = [one.text for one in pieces(answer.partition(thing)[2]) if one.text]
    return rest[0] if rest else ""


def _parts(answer: str, slots: list[str]) -> dict[str, str]:
    """The stretch of ``answer`` that speaks to each asked slot; the whole answer where it cannot be cut."""
    pieces = [part for sentence in sentences(answer) for piece in _NEXT.split(sentence) if (part := piece.strip())]
    if len(slots) > 1 and len(pieces) < len(slots):
        pieces = clauses(answer)
    if len(slots) < 2 or len(pieces) < len(slots):
        return dict.fromkeys(slots, answer.strip())
    head = pieces[: len(slots) - 1]
    return dict(zip(slots, [*head, "，".join(pieces[len(slots) - 1 :])], strict=True))


def _spoken(slot: str, part: str, read: RequirementCard) -> str:
    """What the answer says for 对象 or 问题: the rules' reading of it, else its own words."""
    plain = _LEAD.sub("", part).strip("。，, ")
    found = str(getattr(read, slot))
    return plain if len(plain) <= 12 or not found else found
