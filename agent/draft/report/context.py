"""What the sections of a report are written from, and the small words they share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from agent.match.cover.coverage import asked
from agent.match.pick.abstain import is_good
from agent.schema import Candidate, CoverageRow, Recommendation, RequirementCard
from agent.verify.words import without_contacts, without_names
from knowledge.records import Achievement, AnyRecord, Expert, Resource
from knowledge.text import shorten

HIDDEN = "某企业"
NEED_CHARS = 60
_FORM_CHARS = 4
_LEGAL_FORM = re.compile(r"(?:集团)?(?:股份|责任)?有限(?:责任)?公司$|集团公司$|公司$")
_R = TypeVar("_R", Achievement, Expert, Resource)


@dataclass(frozen=True)
class Context:
    """One need with everything that was found for it; the sections read nothing else."""

    card: RequirementCard
    found: Recommendation
    records: Mapping[str, AnyRecord]
    today: date
    officer: str = ""
    named: bool = True

    @cached_property
    def achievements(self) -> list[tuple[Candidate, Achievement]]:
        """The achievements found, with their records, best first."""
        return _pairs(self.found.achievements, self.records, Achievement)

    @cached_property
    def good(self) -> list[tuple[Candidate, Achievement]]:
        """The achievements that are good enough to recommend."""
        return [pair for pair in self.achievements if is_good(pair[0])]

    @cached_property
    def experts(self) -> list[tuple[Candidate, Expert]]:
        """The experts found, with their records."""
        return _pairs(self.found.experts, self.records, Expert)

    @cached_property
    def good_experts(self) -> list[tuple[Candidate, Expert]]:
        """The experts that are good enough to recommend."""
        return [pair for pair in self.experts if is_good(pair[0])]

    @cached_property
    def resources(self) -> list[tuple[Candidate, Resource]]:
        """The resources found, with their records."""
        return _pairs(self.found.resources, self.records, Resource)

    @property
    def best(self) -> tuple[Candidate, Achievement] | None:
        """The first achievement that is good enough."""
        return self.good[0] if self.good else None

    @property
    def spoken(self) -> str:
        """The user's own words: the need's title and text, and the values that a person set on the card."""
        return f"{self.card.title}\n{self.card.stated()}"

    @property
    def title(self) -> str:
        """The need in a few words."""
        card = self.card
        about = card.problem if card.object and card.object in card.problem else f"{card.object}{card.problem}"
        return self.masked(card.title or about or card.text[:40])

    @cached_property
    def own_needs(self) -> dict[str, str]:
        """Sub-requirement id -> text, suggestions left out."""
        return {one.id: self.short(one.text) for one in asked(self.card)}

    @cached_property
    def columns(self) -> list[str]:
        """Ids of the records compared in the matrix: the recommended ones, else the three nearest achievements."""
        pairs = [*self.good[:3], *self.good_experts[:2]] or self.achievements[:3]
        known = set(self.found.coverage.columns)
        return [one.record_id for one, _ in pairs if one.record_id in known]

    @cached_property
    def open_rows(self) -> list[CoverageRow]:
        """What the enterprise asked for and no recommended record covers or meets; our own suggestions left out."""
        good = [one.record_id for one, _ in (*self.good, *self.good_experts)]
        doubtful = {f"I{place + 1}" for place in self.doubtful}
        return [
            row
            for row in self.found.coverage.rows
            if (row.id in self.own_needs if row.kind == "sub_requirement" else row.id not in doubtful)
            and not any(one in row.cells and row.cells[one].verdict in {"covered", "met"} for one in good)
        ]

    @property
    def open_needs(self) -> list[str]:
        """Texts of the enterprise's own sub-requirements that stay open."""
        return [self.own_needs[row.id] for row in self.open_rows if row.id in self.own_needs]

    @cached_property
    def doubtful(self) -> set[int]:
        """Indices of targets that may be present values: a later target of the same quantity and unit differs."""
        targets = self.card.indicators
        return {
            place
            for place, one in enumerate(targets)
            for other in targets[place + 1 :]
            if one.unit == other.unit and one.name.endswith(other.name) and one.value != other.value
        }

    def row_text(self, row: CoverageRow) -> str:
        """What a row of the matrix is about; an indicator by its name and target."""
        if row.kind == "indicator":
            return self.row_number(int(row.id.removeprefix("I")) - 1)
        return self.short(row.text)

    def row_number(self, index: int) -> str:
        """An indicator of the card by its name and target."""
        indicator = self.card.indicators[index]
        return indicator.text()

    def heading(self, variant: str) -> str:
        """What stands under the document's title: the need, or the achievement that is presented."""
        record = self.achievements[0][1] if self.achievements else None
        return record.title if variant == "roadshow" and record else self.title

    def short(self, text: str) -> str:
        """A sub-requirement as it fits a table cell: masked, without the closing stop, at most 60 characters."""
        plain = self.masked(text).strip("，。；、 ")
        return shorten(plain, NEED_CHARS)

    def masked(self, text: str) -> str:
        """The text without contact data, and without the enterprise's name where it may not be shown."""
        return self.nameless(without_contacts(without_names(text)))

    def nameless(self, text: str) -> str:
        """The text without the enterprise's name, whole or without its place or legal form, unless it may be named."""
        if not self.named and self.card.enterprise:
            for form in _forms(self.card.enterprise):
                text = text.replace(form, HIDDEN)
        return text


def _forms(name: str) -> list[str]:
    """The ways in which an enterprise's name may stand in a text, longest first."""
    tails = [name[start:] for start in (0, 2, 3) if len(name) - start >= _FORM_CHARS]
    cores = [_LEGAL_FORM.sub("", tail) for tail in tails]
    return sorted({one for one in (*tails, *cores) if len(one) >= _FORM_CHARS}, key=len, reverse=True)


def _pairs(
    candidates: Sequence[Candidate], records: Mapping[str, AnyRecord], kind: type[_R]
) -> list[tuple[Candidate, _R]]:
    return [(one, record) for one in candidates if isinstance(record := records.get(one.record_id), kind)]
