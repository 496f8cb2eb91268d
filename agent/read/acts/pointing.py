"""Records that a message points at without naming them: 它, 那个老师, 最后一个, 这两个专家, words of a title.

The record last talked about comes before the list. Experts and other records are told apart.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.read.lexicon import says
from agent.read.memory import Memory
from knowledge.text import terms

TELLING = 3
"""Characters of a word of a title that tell which record is meant."""
IsPerson = Callable[[str], bool]


def pointed(message: str, memory: Memory, is_person: IsPerson) -> list[str]:
    """The records that the message points at; empty where it points at none or may mean several."""
    order, talked = _of_kind(message, memory.order, is_person), memory.talked
    if says(message, "pointing", "last") and order:
        return order[-1:]
    if says(message, "pointing", "pair"):
        own = _of_kind(message, talked, is_person)
        return own[:2] if len(own) > 1 else order[:2]
    for term, place in (("former", 0), ("latter", 1)):
        if says(message, "pointing", term):
            pair = talked if len(talked) > 1 else order
            return pair[place : place + 1]
    titled = _titled(message, memory)
    if titled:
        return titled
    return _last(message, memory, is_person)


def unclear(message: str, memory: Memory, is_person: IsPerson) -> tuple[str, ...]:
    """The records that a pronoun may mean where nothing was talked about: several of the list."""
    if not any(says(message, "pointing", term) for term in ("it", "person")):
        return ()
    order = _of_kind(message, memory.order, is_person)
    return tuple(order[:4]) if len(order) > 1 else ()


def _last(message: str, memory: Memory, is_person: IsPerson) -> list[str]:
    """What a pronoun means: the record last talked about, of its kind; the only one of the list."""
    if not any(says(message, "pointing", term) for term in ("it", "person")):
        return []
    talked = _of_kind(message, memory.talked, is_person)
    order = _of_kind(message, memory.order, is_person)
    return talked[:1] or (order if len(order) == 1 else [])


def _of_kind(message: str, ids: list[str], is_person: IsPerson) -> list[str]:
    """The ids of people where the message speaks of a person, else all; achievements first as they were shown."""
    people = says(message, "pointing", "person") or says(message, "asking", "people")
    return [one for one in ids if is_person(one)] if people else _things(ids, is_person)


def _things(ids: list[str], is_person: IsPerson) -> list[str]:
    """What is no person; people where there is nothing else."""
    return [one for one in ids if not is_person(one)] or ids


def _titled(message: str, memory: Memory) -> list[str]:
    """The one shown record whose title shares a telling word with the message."""
    listed = memory.listed
    shown = [*listed.achievements, *listed.experts] if listed else []
    said = {word for word in terms(message) if len(word) >= TELLING}
    found = [one.record_id for one in shown if said & set(terms(one.title))]
    return found if len(found) == 1 else []
