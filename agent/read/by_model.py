"""The model's reading of a need, merged into the rules' card; a failure leaves the card as the rules made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from agent.model import ChatModel
from agent.model.data import new_mark, said_as_data
from agent.model.structured import ask_json
from agent.read.asks.generic import is_generic
from agent.read.proposal import merge_proposal
from agent.schema import Question, RequirementCard
from agent.verify.strict import word_problem
from agent.verify.words import has_contact, lexicon
from knowledge.quantities import Operator
from knowledge.text import HAN
from prompts import load

TEXT_TOKENS = 3_000
QUESTION_MIN, QUESTION_MAX = 8, 60
PLAIN = re.compile(rf"[{HAN}，、；：“”（）？?]")
SPELLED_OUT = re.compile(r"百分|[零一二三四五六七八九十百千万亿]{2,}")
"""A number in words; digits are left out by ``PLAIN``."""

_ITEM = {"type": "object", "properties": {"text": {"type": "string"}, "quote": {"type": "string"}}}
_INDICATOR = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "op": {"type": "string", "enum": list(get_args(Operator))},
        "value": {"type": "number"},
        "value_max": {"type": ["number", "null"]},
        "unit": {"type": "string"},
        "quote": {"type": "string"},
    },
    "required": ["name", "op", "value", "unit", "quote"],
}
_QUESTION = {
    "type": "object",
    "properties": {
        "slot": {"type": "string", "enum": ["object", "problem", "indicators"]},
        "text": {"type": "string"},
    },
    "required": ["slot", "text"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "object": {"type": "string"},
        "problem": {"type": "string"},
        "sub_requirements": {"type": "array", "items": {**_ITEM, "required": ["text", "quote"]}, "maxItems": 4},
        "indicators": {"type": "array", "items": _INDICATOR, "maxItems": 8},
        "keywords": {"type": "array", "items": {"type": "string"}, "maxItems": 8},
        "questions": {"type": "array", "items": _QUESTION, "maxItems": 2},
    },
    "required": ["object", "problem", "sub_requirements", "indicators", "keywords"],
}


def propose(model: ChatModel, card: RequirementCard) -> RequirementCard:
    """``card`` with what the model adds to it; raises ModelUnavailable when it gave nothing readable.

    What the rules found missing is still asked: a model may word a question better but cannot silence it.
    """
    prompt, mark = load("understand"), new_mark()
    user = prompt.user(
        title=said_as_data(card.title, mark, 100),
        text=said_as_data(card.text, mark, min(TEXT_TOKENS, model.profile.data_tokens)),
        mark=mark,
    )
    messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]
    proposal = ask_json(model, messages, prompt, SCHEMA)
    merged = merge_proposal(card, _telling(proposal), card.text)
    questions = _questions(card, proposal.get("questions"))
    return merged.model_copy(update={"questions": questions, "vague": card.vague})


def _telling(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """The named parts of a proposal; an object or a problem that names nothing in particular is left empty."""
    given = {name: proposal.get(name) for name in SCHEMA["properties"]}
    empty = [name for name in ("object", "problem") if is_generic(str(given[name] or ""))]
    return given | dict.fromkeys(empty, "")


def _questions(card: RequirementCard, proposed: object) -> list[Question]:
    """The rules' questions, in the model's more concrete words where those are harmless."""
    rows = [row for row in proposed if isinstance(row, dict)] if isinstance(proposed, list) else []
    wordings = {str(row.get("slot")): str(row.get("text") or "").strip() for row in reversed(rows)}
    return [
        question.model_copy(update={"text": wordings[question.slot]})
        if _harmless(wordings.get(question.slot, ""), question.text, card.text)
        else question
        for question in card.questions
    ]


def _harmless(text: str, rules: str, said: str) -> bool:
    """Whether it is a short Chinese question, mostly in words of the rules' question and of the user."""
    asks = (
        QUESTION_MIN <= len(text) <= QUESTION_MAX
        and text.endswith(("？", "?"))
        and PLAIN.sub("", text) in ("", *said.split())
    )
    lists = (
        lexicon("contacts", "word", "ask"),
        lexicon("promises"),
        lexicon("orders"),
        lexicon("private"),
        SPELLED_OUT,
    )
    unsafe = has_contact(text) or any(pattern.search(text) for pattern in lists)
    return asks and not unsafe and not word_problem(text, f"{rules}\n{said}")
