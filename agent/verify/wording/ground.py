"""What a model's sentence may rest on: the records that were told of, what was verified of each, the user's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from agent.schema import Statement
from agent.verify.quantities import plain
from knowledge.records import AnyRecord
from knowledge.text import frequency, normalise, segment

UNDERSTOOD = "understanding"
"""The section that reads the user's own words back."""


SEVERAL = 3
"""In so many records a word is one of the trade, not of one author."""
COMMON = 2_000
"""A word that the dictionary counts so often belongs to everyday speech, unless the trade uses it very often too."""
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_SAID = re.compile(r"[^，,。；;\n]+")
_LACKS = re.compile(r"未见|未说明|没有|不在|您")


@dataclass(frozen=True)
class Ground:
    """The records told of, in the order of the answer; the text about each; and what the user said.

    ``fields`` is what a record states itself, ``told`` also what code found out about it for this need. Both are in
    the one form in which quantities and words are compared. ``trade`` holds the words of the trade, which everyday
    speech does not use. ``quoted``: the model chose its quotes itself, so that each
    fact must share a word or an amount with one.
    """

    records: Mapping[str, AnyRecord]
    fields: Mapping[str, str]
    told: Mapping[str, str]
    said: str
    withheld: Mapping[str, AnyRecord] = field(default_factory=dict)
    trade: frozenset[str] = frozenset()
    quoted: bool = False

    @classmethod
    def of(
        cls,
        statements: Iterable[Statement],
        records: Mapping[str, AnyRecord],
        said: str,
        trade: frozenset[str] = frozenset(),
    ) -> Ground:
        """The ground of an answer whose ``statements`` verified over the retrieved ``records``."""
        found: dict[str, list[str]] = {}
        read = [said]
        for item in statements:
            read += [item.text] if item.section == UNDERSTOOD else []
            for one in dict.fromkeys([*filter(None, [item.record_id]), *(cited.record_id for cited in item.citations)]):
                found.setdefault(one, []).append(item.text)
        known = {one: records[one] for one in found if one in records}
        fields = {one: _folded("\n".join(record.citable_fields().values())) for one, record in known.items()}
        told = {one: "\n".join([fields[one], _folded("\n".join(found[one]))]) for one in known}
        return cls(known, fields, told, _folded("\n".join(read)), dict(records), trade or words_of(records.values()))

    @classmethod
    def over(cls, records: Mapping[str, AnyRecord], said: str, trade: frozenset[str] = frozenset()) -> Ground:
        """The ground of an answer about records that were read whole: their public fields."""
        fields = {one: _folded("\n".join(record.citable_fields().values())) for one, record in records.items()}
        return cls(
            dict(records),
            fields,
            fields,
            _folded(said),
            dict(records),
            trade or words_of(records.values()),
            quoted=True,
        )

    def pool(self, ids: Sequence[str]) -> str:
        """Everything verified of these records; what they state themselves comes first."""
        return "\n".join([*(self.fields[one] for one in ids), *(self.told[one] for one in ids)])

    def own(self, ids: Sequence[str]) -> str:
        """What these records state themselves."""
        return "\n".join(self.fields[one] for one in ids)

    def stated(self, ids: Sequence[str]) -> str:
        """What was verified of these records without the user's words in it and without what it says they lack."""
        lines = (line for one in ids for line in _SAID.findall(_QUOTED.sub(" ", self.told[one])))
        return "\n".join([self.own(ids), *(line for line in lines if not _LACKS.search(line))])

    @cached_property
    def public(self) -> str:
        """What any record retrieved says openly."""
        return "\n".join("\n".join(record.citable_fields().values()) for record in self.withheld.values())

    def troubles(self, ids: Sequence[str]) -> str:
        """What these records say of the trouble before them."""
        return _folded("\n".join(getattr(self.records[one], "problem", "") for one in ids))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that state something of a record: those of the trade, and those that the user asks about."""
        return self.trade | frozenset(segment(self.said))

    @cached_property
    def everything(self) -> str:
        """All records and the user's words."""
        return "\n".join([*self.told.values(), self.said])


def words_of(records: Iterable[AnyRecord]) -> frozenset[str]:
    """The words of the trade: those that several of these records use and the language at large does not so often."""
    texts = ("\n".join(record.citable_fields().values()) for record in records)
    counts = Counter(word for text in texts for word in set(segment(text)))
    return frozenset(
        word
        for word, count in counts.items()
        if count >= SEVERAL and (frequency(word) < COMMON or count > frequency(word) / COMMON * 20)
    )


def _folded(text: str) -> str:
    return plain(normalise(text))
