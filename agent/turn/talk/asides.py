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
from agent.read.lexicon import says, terms
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.talk.told import asked, note, told

SHORT = 30
PLACES = "一二三四五六七八"


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


def which_answer(services: Services, turn: Turn) -> Turn:
    """Which of several records is meant, as buttons that ask the same of each by its place in the list."""
    reading, listed = turn["reading"], turn["memory"].listed
    people = [one.record_id for one in listed.experts] if listed else []
    things = [one.record_id for one in listed.achievements] if listed else []
    records = services.knowledge.catalogue.get_many(reading.unclear)
    names, buttons = [], []
    for one, record in records.items():
        group, word = (people, "位专家") if one in people else (things, "个")
        place = f"第{PLACES[group.index(one)]}{word}" if one in group[: len(PLACES)] else f"{one} "
        names.append(f"{place.strip()}《{record.title}》")
        buttons.append(f"{place}{_without_pointing(reading.message)}")
    return asked(f"您问的是哪一个？{'；'.join(names)}。", suggestions=buttons)


def _without_pointing(message: str) -> str:
    """The question without the word that points: 这个多少钱 -> 多少钱."""
    words = [word for term in ("it", "person") for word in terms("pointing")[term].words]
    word = min((one for one in words if one in message), key=lambda one: (message.index(one), -len(one)), default="")
    return message.replace(word, "", 1).strip("，, ") if word else message
