"""Put a report together: write the sections of a variant, check them, number what carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from agent.draft.report.check import sift
from agent.draft.report.context import Context
from agent.draft.report.english import english
from agent.draft.report.model import VARIANTS, Reference, Report, Section, Variant
from agent.draft.report.say import chinese
from agent.draft.report.sections import closing, need, supply, support
from agent.draft.report.sections.bounty import bounty
from agent.draft.report.sections.brief import brief
from agent.draft.report.sections.invitation import invitation
from agent.draft.report.sections.roadshow import roadshow
from agent.schema import Citation, Recommendation, RequirementCard
from knowledge.records import AnyRecord, Resource, ResourceStatus

SCANNED_CHARS = 80


def build_report(
    card: RequirementCard,
    recommendation: Recommendation,
    records: Mapping[str, AnyRecord],
    variant: Variant = "full",
    *,
    today: date,
    officer: str = "",
    model: str = "",
) -> Report:
    """Draft one variant of the report on a need; every sentence about a record is cited and checked.

    ``records`` maps the ids of the recommendation and of its paths to their records. The expert who is invited and the
    achievement that is presented are the best ones found. The enterprise is named only in the full report and the
    brief, and never when the card asks for secrecy. ``model`` names the model that took part in the card or the prose.
    Raises ValueError when the variant has nothing to be about, with a Chinese message that says what to do.
    """
    named = variant in ("full", "brief") and not card.secrecy
    context = Context(card, recommendation, records, today, officer, named)
    return _finished(_WRITERS[variant](context), context, variant, model)


def _full(context: Context) -> list[Section]:
    return [
        need.conclusion(context),
        need.summary(context),
        need.indicators(context),
        need.coverage(context),
        *supply.achievements(context),
        *supply.experts(context),
        support.paths(context),
        support.staging(context),
        support.policy(context),
        closing.risks(context),
        closing.uncovered(context),
        closing.steps(context),
    ]


_WRITERS: dict[Variant, Callable[[Context], list[Section]]] = {
    "full": _full,
    "brief": brief,
    "bounty": bounty,
    "invitation": invitation,
    "roadshow": roadshow,
    "english": english,
}


def _finished(sections: Sequence[Section], context: Context, variant: Variant, model: str) -> Report:
    kept, removed, marked = sift(sections, context.records, context.spoken, context.nameless)
    report = Report(
        variant=variant,
        title=VARIANTS[variant],
        need=context.heading(variant),
        date=context.today,
        officer=context.officer,
        model=model,
        sections=kept,
        removed=removed,
        unverified=marked,
    )
    if variant == "english":
        report.label = closing.AI_LABEL_EN
    report.citations = _references(report, context.records)
    if report.citations:
        listing = closing.references if variant in ("full", "english") else closing.short_references
        report.sections.append(listing(report))
    report.sections.append(closing.ai_label(report))
    if variant == "full":
        report.sections = _numbered(report.sections)
    return report


def labelled(report: Report) -> Report:
    """The report with its last section, the AI label, written anew: it names the model that took part."""
    section = closing.ai_label(report)
    last = report.sections[-1]
    return report.model_copy(
        update={"sections": [*report.sections[:-1], section.model_copy(update={"heading": last.heading})]}
    )


def _references(report: Report, records: Mapping[str, AnyRecord]) -> list[Reference]:
    """Distinct citations grouped by record in order of appearance; titles are left to the record ids in the text.

    A quote inside a longer cited quote of the same field shares its number, unless the longer one is hard to scan.
    """
    by_record: dict[str, list[Citation]] = {}
    for statement in report.statements():
        for one in statement.citations:
            own = by_record.setdefault(one.record_id, [])
            if one.field != "title" and not any(_within(one, other) for other in own):
                own[:] = [other for other in own if not _within(other, one)] + [one]
    listed = [one for own in by_record.values() for one in own]
    return [_reference(number, one, records[one.record_id]) for number, one in enumerate(listed, 1)]


def _within(inner: Citation, outer: Citation) -> bool:
    if inner.field != outer.field or inner.quote not in outer.quote:
        return False
    return inner.quote == outer.quote or len(outer.quote) <= SCANNED_CHARS


def _reference(number: int, citation: Citation, record: AnyRecord) -> Reference:
    idle = isinstance(record, Resource) and record.status is not ResourceStatus.ACTIVE
    status = f"（状态：{record.status.value}）" if idle and isinstance(record, Resource) else ""
    return Reference(
        number=number,
        record_id=record.id,
        title=record.title,
        field=citation.field,
        label=closing.field_label(citation.field),
        quote=citation.quote,
        source=record.source.text() + status,
        as_of=citation.as_of or str(record.as_of or ""),
    )


def _numbered(sections: Sequence[Section]) -> list[Section]:
    numbered: list[Section] = []
    top = sub = 0
    for section in sections:
        if section.level == 1:
            top, sub = top + 1, 0
            prefix = f"{chinese(top)}、"
        else:
            sub += 1
            prefix = f"（{chinese(sub)}）"
        numbered.append(section.model_copy(update={"heading": prefix + section.heading}))
    return numbered
