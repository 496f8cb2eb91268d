"""A model words a paragraph of a report or a letter over the document's own statements; each sentence is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.draft.report.check import problem_of
from agent.draft.report.model import VARIANTS, Paragraph, Report, Section, Variant
from agent.model import ChatModel
from agent.model.calls import Decision
from agent.model.data import new_mark, rows_as_data
from agent.model.structured import ask_json
from agent.schema import Statement
from agent.verify.wording import Ground, check_wording
from knowledge.records import AnyRecord
from prompts import load

STEP = "letter"
WORDED: Mapping[Variant, tuple[str, ...]] = {
    "full": ("结论", "风险与待核实"),
    "brief": ("结论",),
    "bounty": ("背景与问题",),
    "invitation": ("为什么请您",),
    "roadshow": (),
    "english": (),
}
"""The sections of each document that a model may add a paragraph to, by the end of their headings."""
ROWS, SENTENCES, SENTENCE_MAX = 40, 4, 160
DATA_TOKENS, OUT_TOKENS = 1_800, 500
_SENTENCE = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "from": {"type": "array", "items": {"type": "integer"}}},
    "required": ["text", "from"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "paragraphs": {
            "type": "array",
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "section": {"type": "string"},
                    "sentences": {"type": "array", "maxItems": SENTENCES, "items": _SENTENCE},
                },
                "required": ["section", "sentences"],
            },
        }
    },
    "required": ["paragraphs"],
}


@dataclass
class LetterWriter:
    """Words one document. What the document does not say itself is no ground: no budget in a letter, no name."""

    model: ChatModel
    records: Mapping[str, AnyRecord]
    trade: frozenset[str] = frozenset()
    decisions: list[Decision] = field(default_factory=list)

    def worded(self, report: Report) -> Report:
        """The report with the model's paragraphs at the ends of their sections; raises ModelUnavailable.

        They cite what the section's own statements cite, so that no number of a citation changes.
        """
        sections = [one for one in report.sections if _wanted(one, report.variant)]
        sources = [one for one in report.statements() if one.text.strip()][:ROWS]
        if not sections or not sources:
            return report
        answer = self._asked(report, sections, sources)
        ground = Ground.of(_told(sources), self.records, "\n".join(one.text for one in sources), self.trade)
        paragraphs = {one.heading: self._paragraph(answer, one, sources, ground) for one in sections}
        kept = [_extended(one, paragraphs.get(one.heading, [])) for one in report.sections]
        refused = [
            Statement(section=one.field, text=one.proposed, problem=one.reason)
            for one in self.decisions
            if one.outcome == "refused"
        ]
        return report.model_copy(update={"sections": kept, "removed": [*report.removed, *refused]})

    def _asked(self, report: Report, sections: Sequence[Section], sources: Sequence[Statement]) -> Mapping[str, Any]:
        prompt, mark = load("letter"), new_mark()
        rows = [{"id": place, "section": one.section, "text": one.text} for place, one in enumerate(sources, 1)]
        user = prompt.user(
            mark=mark,
            title=VARIANTS[report.variant],
            sections="、".join(one.heading for one in sections),
            data=rows_as_data(rows, mark, min(DATA_TOKENS, self.model.profile.data_tokens)),
        )
        messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]
        return ask_json(self.model, messages, prompt, SCHEMA, max_tokens=OUT_TOKENS)

    def _paragraph(
        self, answer: Mapping[str, Any], section: Section, sources: Sequence[Statement], ground: Ground
    ) -> list[Statement]:
        found = answer.get("paragraphs")
        rows = [row for row in (found if isinstance(found, list) else []) if isinstance(row, dict)]
        mine = next((row for row in rows if row.get("section") == section.heading), {})
        sentences = mine.get("sentences")
        written = [_statement(row, section, sources) for row in (sentences if isinstance(sentences, list) else [])]
        return [one for one in written[:SENTENCES] if one is not None and self._stands(one, ground)]

    def _stands(self, one: Statement, ground: Ground) -> bool:
        cited = list(dict.fromkeys(citation.record_id for citation in one.citations))
        problem = check_wording(one.text, cited, ground).problem or problem_of(one, self.records, ground.said)
        self.decisions.append(Decision(STEP, one.section, one.text, "" if problem else one.text, problem))
        return not problem


def _wanted(section: Section, variant: Variant) -> bool:
    return any(section.heading.endswith(name) for name in WORDED[variant])


def _told(sources: Sequence[Statement]) -> list[Statement]:
    """The statements about records; what cites none states nothing of one."""
    return [one for one in sources if one.citations or one.record_id]


def _statement(row: object, section: Section, sources: Sequence[Statement]) -> Statement | None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return None
    numbers = row.get("from") if isinstance(row.get("from"), list) else []
    chosen = [sources[n - 1] for n in numbers or [] if type(n) is int and 1 <= n <= len(sources)]
    cited = {(one.record_id, one.field, one.quote): one for item in chosen for one in item.citations}
    return Statement(
        section=section.heading,
        text=row["text"].strip()[:SENTENCE_MAX],
        citations=list(cited.values()),
        computed=[item.text for item in chosen],
    )


def _extended(section: Section, written: Sequence[Statement]) -> Section:
    if not written:
        return section
    return section.model_copy(update={"blocks": [*section.blocks, Paragraph(statements=list(written))]})
