"""Answers to what is no question about the catalogue: greetings, asides, what is declined, and which act was meant."""

from __future__ import annotations

from agent.draft.answers.smalltalk import (
    BACK,
    DECLINED,
    EXAMPLES,
    GREETING,
    INSTEAD,
    OFF_TOPIC,
    THANKS,
    WELCOME,
)
from agent.read.acts.script import is_foreign
from agent.read.acts.spoken import button
from agent.read.lexicon import said as terms_said
from agent.read.lexicon import says
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.talk.told import asked, note, told

SHORT = 30


def smalltalk_answer(services: Services, turn: Turn) -> Turn:
    """A greeting at the beginning, a word of thanks later."""
    memory, message = turn["memory"], turn["reading"].message
    thanked = memory.card is not None or (memory.turns > 0 and not says(message, "asking", "greeting"))
    if not thanked:
        return told("smalltalk", [note(GREETING)], suggestions=EXAMPLES)
    return told("smalltalk", [note(THANKS if memory.card is not None else WELCOME)])


def offtopic_answer(services: Services, turn: Turn) -> Turn:
    """Not what this product does; the need at hand stays."""
    lines = [OFF_TOPIC] + ([BACK] if turn["memory"].order else [])
    return told("smalltalk", [note(line) for line in lines], suggestions=[] if turn["memory"].order else EXAMPLES)


def refuse_answer(services: Services, turn: Turn) -> Turn:
    """Declined, with the reason and what can be done instead."""
    kinds = [term.term for term in terms_said(turn["reading"].message, "harm")]
    kind = kinds[0] if kinds else ""
    lines = [DECLINED[kind], *([INSTEAD[kind]] if kind in INSTEAD else [])]
    return told("smalltalk", [note(line) for line in lines])


def doubt_answer(services: Services, turn: Turn) -> Turn:
    """One short question with the likeliest readings as buttons."""
    reading = turn["reading"]
    short = reading.message if len(reading.message) <= SHORT else reading.message[:SHORT] + "…"
    buttons = [button(act) for act in reading.choices]
    if is_foreign(reading.message):
        return asked(
            f"“{short}”我没有把握读懂，您的意思是？Could you say it in Chinese?", suggestions=buttons, act="ask"
        )
    return asked(f"“{short}”我没有把握读懂，您的意思是？", suggestions=buttons, act="ask")
