"""Which record a clause is about: named whole or in part, pointed at (前者, 首选), or the one spoken of before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agent.verify.wording.ground import Ground
from knowledge.records import Achievement, AnyRecord, Expert
from knowledge.text import han_bigrams, normalise

NAMED = 3
"""The least characters of a name or title that name a record when no other record shares them."""
_BOTH = re.compile(
    r"[两二三四五几](?:项|个|家|条|套|位|者|台|种)|它们|都|均|各|分别|一[套项个家台].{1,30}一[套项个家台]|并"
)
_JOINT = re.compile(r"[和与、]|分别|另外|同时|一起|再请|也可")
_PLACES = "一二三四五"
_ORDINAL = re.compile(rf"第([{_PLACES}])[项个条]")
_EVERY = re.compile(r"(?:[两二三四五几](?:项|个|家|条|套|位|者|台|种)|它们|这些)[^，。]{0,4}(?:都|均|全|同)|^它们|^都")
_FIRST, _SECOND = re.compile(r"前者|首选|排在(?:最)?前"), re.compile(r"后者|次选|另一[项个家]")


def subject_of(clause: str, cited: Sequence[str], before: Sequence[str], ground: Ground) -> list[str]:
    """The ids that the clause speaks of; several where it names several or speaks of all."""
    order = [one for one in cited if one in ground.records]
    if len(order) > 1 and _EVERY.search(clause):
        return order
    named = named_in(clause, cited, ground)
    if named:
        return named
    if len(order) > 1 and (one := _by_word(clause, order, ground)):
        return [one]
    if len(order) > 1 and _BOTH.search(clause):
        return order
    place = _ORDINAL.search(clause)
    if len(order) > 1 and place:
        return _placed(_PLACES.index(place[1]), order, ground)
    if len(order) > 1 and _FIRST.search(clause):
        return order[:1]
    if len(order) > 1 and _SECOND.search(clause):
        return _other(order, before, clause)
    if len(before) == 1:
        return list(before)
    return order


def _by_word(clause: str, order: Sequence[str], ground: Ground) -> str:
    """The one of several cited records whose title alone has a word of the clause: 转盘, 滴滤."""
    text = normalise(clause)
    pairs = {one: {pair for pair in han_bigrams(normalise(ground.records[one].title)) if pair in text} for one in order}
    own = [
        one
        for one in order
        if any(pair not in ground.said for pair in pairs[one] - set().union(*(pairs[o] for o in order if o != one)))
    ]
    return own[0] if len(own) == 1 else ""


def _placed(place: int, order: Sequence[str], ground: Ground) -> list[str]:
    """The record at that place of the answer, which lists achievements before people and places."""
    listed = [one for one, record in ground.records.items() if isinstance(record, Achievement)]
    return [listed[place]] if place < len(listed) else list(order)


def named_in(clause: str, cited: Sequence[str], ground: Ground) -> list[str]:
    """The records that the clause names by id, or by the longest part of a title, a name or an institution.

    A part that the user or another cited record says too names nothing; where two records share one, a cited one is
    meant.
    """
    text = normalise(clause)
    by_id = [one for one in ground.records if re.search(rf"(?<![\w-]){re.escape(one.lower())}(?![\w-])", text)]
    shared = {
        one: max((_shared(text, name) for name in names_of(record)), key=len) for one, record in ground.records.items()
    }
    found = list(by_id)
    for one, part in sorted(shared.items(), key=lambda item: -len(item[1])):
        elsewhere = any(part in ground.fields[other] for other in cited if other != one and other in ground.fields)
        whole = part in names_of(ground.records[one])
        mine = len(part) >= (2 if whole else NAMED) and part not in ground.said and not elsewhere
        rivals = [other for other, theirs in shared.items() if other != one and part in theirs]
        meant = not rivals or (one in cited and not any(other in cited for other in rivals))
        if mine and meant and not any(part in shared[other] for other in found):
            found.append(one)
    return list(dict.fromkeys(found))


def misnamed(clause: str, ground: Ground) -> bool:
    """Whether an id in brackets stands beside the whole title of another record."""
    text = normalise(clause)
    for one in ground.records:
        if f"〔{one.lower()}〕" in text:
            others = [record for other, record in ground.records.items() if f"〔{other.lower()}〕" not in text]
            mine = normalise(ground.records[one].title) in text
            return not mine and any(normalise(record.title) in text for record in others)
    return False


def related_problem(clause: str, spoken: Sequence[str], ground: Ground) -> str:
    """Why a person may not be told of together with a record: neither names the other."""
    people = [one for one in spoken if isinstance(ground.records[one], Expert)]
    others = [one for one in spoken if one not in people]
    if not people or not others or _JOINT.search(clause):
        return ""
    for one in people:
        for other in others:
            names = (ground.records[other].title, getattr(ground.records[one], "name", ""))
            if normalise(names[0]) not in ground.fields[one] and normalise(names[1]) not in ground.fields[other]:
                return f"“{names[1]}”与“{names[0]}”的关系没有记录"
    return ""


def names_of(record: AnyRecord) -> list[str]:
    """What a record is called: its title, its person's name, its institution, its aliases."""
    names = [record.title, getattr(record, "name", ""), getattr(record, "institution", "")]
    return [normalise(name) for name in (*names, *getattr(record, "aliases", [])) if name]


@lru_cache(maxsize=4_000)
def _shared(text: str, name: str) -> str:
    """The longest stretch of ``name`` that stands in ``text``; a short name must stand whole."""
    if len(name) <= NAMED:
        return name if name in text else ""
    for size in range(len(name), NAMED - 1, -1):
        for start in range(len(name) - size + 1):
            if name[start : start + size] in text:
                return name[start : start + size]
    return ""


def _other(order: Sequence[str], before: Sequence[str], clause: str) -> list[str]:
    if "另一" in clause and len(before) == 1:
        return [one for one in order if one not in before] or list(order)
    return [order[1]]
