"""Answers to clarifying questions, merged into the card."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from agent.read.card import refresh, understand
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


def merge_answer(
    card: RequirementCard, answer_text: str, question_slots: list[str], *, today: date | None = None
) -> RequirementCard:
    """A new version of ``card`` with the answer to the questions about ``question_slots`` merged in.

    Slots are card field names. What the answer states beyond them (指标, 预算, 期限 …) fills what is still empty; the
    words are kept in ``text`` so that quotes stay checkable. ``不知道`` and the like change nothing but the version.
    """
    data: dict[str, Any] = card.model_dump() | {"version": card.version + 1}
    if _NONE.match(answer_text.strip()) or not answer_text.strip():
        return refresh(RequirementCard.model_validate(data))
    data["text"] = f"{card.text}\n{answer_text}".strip()
    for slot, part in _parts(answer_text, question_slots).items():
        if slot in {"object", "problem"} and not _NONE.match(part):
            data[slot] = _spoken(slot, part, understand(part, today=today))[:_SHORT]
    whole = understand(answer_text, title=card.title, today=today).model_dump()
    for name in (
        "budget_cny",
        "budget_quote",
        "deadline",
        "deadline_months",
        "tier",
        "stage",
        "secrecy",
        "enterprise",
        "field",
    ):
        data[name] = whole[name] if name in question_slots or not data[name] else data[name]
    for name in ("indicators", "baselines"):
        data[name] += [item for item in whole[name] if not any(_same(item, old) for old in data[name])]
    for name in ("regions", "institution_types", "keywords"):
        data[name] = list(dict.fromkeys([*data[name], *whole[name]]))
    data["cooperation"] = whole["cooperation"] if data["cooperation"] == ["未说明"] else data["cooperation"]
    merged = RequirementCard.model_validate(data)
    if not merged.sub_requirements and merged.problem:
        quote = merged.problem if merged.problem in merged.text else ""
        merged.sub_requirements = [SubRequirement(id="S1", text=merged.problem, quote=quote)]
    return refresh(merged)


def _same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(a[key] == b[key] for key in ("name", "op", "value", "value_max", "unit"))
