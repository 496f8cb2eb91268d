"""Find which catalogue records a message names: by id, title, alias or expert name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from agent.read.memory import Memory
from knowledge.records import AnyRecord, Expert, Figure, Resource, Vocabulary
from knowledge.text import letters

ORDINALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
ORDINAL = re.compile(
    r"第\s*([一二三四五六七八]|[1-8])\s*(?:个|项|条|位|名|款)?\s*(专家|老师|教授|成果|资源|平台|技术)?"
)
LEADING = re.compile(r"前\s*([两二三四五]|[2-5])\s*(?:个|项|条|位)")
SPOKEN = 3
"""Shorter names (揭榜, 专员) are words of everyday use."""
NOBODY = "-"
"""Stands for a place that the last answer does not have, such as 第五位专家 of three."""
RECORD_ID = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,3}-(?=[A-Za-z]*\d[A-Za-z]*\d)[A-Za-z0-9]{1,40})(?![A-Za-z0-9-])")
"""Letters, a hyphen and at least two digits: CAR-T, PEM-1 and TC-4 are no ids."""
UUID = re.compile(r"(?<![A-Za-z0-9])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![A-Za-z0-9])")


def place_of(match: re.Match[str]) -> int:
    """The number of a place as ``ORDINAL`` or ``LEADING`` finds it."""
    digit = match[1]
    return int(digit) if digit.isdigit() else ORDINALS[digit]


class NameIndex:
    """Folded names of the records that people ask about, longest match first."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        self._people: set[str] = set()
        for record in records:
            for name in self._names_of(record):
                if isinstance(record, Expert):
                    self._people.update((letters(name), record.id))
                folded = letters(name)
                if len(folded) >= 2 and record.id not in self._names[folded]:
                    self._names[folded].append(record.id)
        self._by_length = sorted(self._names, key=len, reverse=True)

    @staticmethod
    def _names_of(record: AnyRecord) -> list[str]:
        if isinstance(record, Expert):
            return [record.name]
        if isinstance(record, Resource | Figure):
            return [record.title, *record.aliases]
        if isinstance(record, Vocabulary):
            return [record.title, record.version, record.family]
        return [record.title]

    def spoken(self, message: str) -> list[str]:
        """The names of programmes, figures and vocabularies as the message writes them, the longest first."""
        folded, found = letters(message), []
        for name in self._by_length:
            if len(name) >= SPOKEN and name in folded and name not in self._people:
                folded = folded.replace(name, "\0")
                found.append(name)
        written = (re.search(r"\W{0,2}".join(map(re.escape, name)), message, re.I) for name in found)
        return [match[0] for match in written if match]

    def is_person(self, record_id: str) -> bool:
        """Whether the record is an expert's."""
        return record_id in self._people

    def find(self, message: str) -> list[str]:
        """Record ids named in the message; a name inside a longer found name does not count again."""
        rest = letters(message)
        found: list[str] = []
        for name in self._by_length:
            if name in rest:
                rest = rest.replace(name, "\0")
                found.extend(record_id for record_id in self._names[name] if record_id not in found)
        return found


def explicit_ids(message: str) -> list[str]:
    """Record ids written in the message, each once: short ids in upper case, and UUIDs of imported records."""
    short = (match.upper() for match in RECORD_ID.findall(message))
    return list(dict.fromkeys([*short, *UUID.findall(message)]))


def ordinals(message: str, memory: Memory) -> list[str]:
    """Records that the message points at by their place in the last answer (第一个, 第2位专家, 前两个)."""
    recommendation = memory.listed
    if recommendation is None:
        return []
    groups = {
        "成果": recommendation.achievements,
        "技术": recommendation.achievements,
        "专家": recommendation.experts,
        "老师": recommendation.experts,
        "教授": recommendation.experts,
        "资源": recommendation.resources,
        "平台": recommendation.resources,
    }
    people = re.search(r"位|专家|老师|教授", message) or not recommendation.achievements
    default = recommendation.experts if people else recommendation.achievements
    found: list[str] = []
    for match in ORDINAL.finditer(message):
        group, place = groups.get(match[2] or "", default), place_of(match)
        found.append(group[place - 1].record_id if place <= len(group) else NOBODY)
    for match in LEADING.finditer(message):
        found.extend(candidate.record_id for candidate in default[: place_of(match)])
    return list(dict.fromkeys(found))
