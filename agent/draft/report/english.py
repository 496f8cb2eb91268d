"""The need and its report in English, for transfer abroad: fixed terms by rule, free text as it is or translated."""

from __future__ import annotations

from collections.abc import Sequence

from agent.draft.answers.record import missing_fields
from agent.draft.report import english_words as en
from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section, Table
from agent.draft.report.say import bullets, formal, name_of, paragraph, say, table
from agent.draft.report.sections.support import advised, counts, mentioned
from agent.schema import Candidate, Citation, Comparison, Indicator, PathAdvice, Statement
from agent.verify.citing import cite
from knowledge.quantities import show_amount, show_money, show_number
from knowledge.records import Achievement, AnyRecord, Expert, Resource
from knowledge.text import has_han

NOTE = (
    "Fixed terms are translated by rule. Text marked (zh) is the original text in Chinese and has not been translated."
)


def free(text: str, citations: Sequence[Citation] = (), record: AnyRecord | None = None, lead: str = "") -> Statement:
    """A sentence around free text, after ``lead``; Chinese is marked (zh)."""
    return say(f"{lead}{text} (zh)" if has_han(text) else f"{lead}{text}", citations, record=record)


def english(context: Context) -> list[Section]:
    """Need, indicators, coverage, achievements, experts, paths, open points and next steps in English."""
    sections = [
        Section(heading="About this document", blocks=[paragraph(say(NOTE))]),
        Section(heading="Requirement", blocks=_requirement(context)),
        Section(heading="Target indicators", blocks=_indicators(context)),
        Section(heading="Result of the match", blocks=[paragraph(*_result(context))]),
        Section(heading="Coverage", blocks=_coverage(context)),
        *(_achievement(one, record) for one, record in context.good[:3]),
    ]
    if context.good_experts:
        people = [_expert(one, record) for one, record in context.good_experts]
        sections.append(Section(heading="Experts", blocks=[*bullets(people)]))
    sections.append(Section(heading="Ways of cooperation (suggested)", blocks=_paths(context)))
    sections.append(Section(heading="Open points", blocks=[*bullets(_open(context))]))
    return [*sections, Section(heading="Next steps", blocks=_steps(context))]


def _requirement(context: Context) -> list[Block]:
    card = context.card
    deadline = f"within {show_number(card.deadline_months)} months" if card.deadline_months else ""
    modes = [mode for mode in card.cooperation if mode != "未说明"]
    partner = [en.words(card.institution_types, en.INSTITUTIONS), ", ".join(en.place(one) for one in card.regions)]
    fixed = [
        ("Type of company", en.word(card.tier, en.TIERS) if card.tier else ""),
        ("Technical field", en.word(card.field.value, en.FIELDS) if card.field else ""),
        ("Budget", show_money(card.budget_cny, style="english") if card.budget_cny else "not stated"),
        ("Deadline", deadline or (f"{card.deadline} (zh)" if card.deadline else "not stated")),
        ("Mode of cooperation", en.words(modes, en.MODES) or "not stated"),
        ("Preferred partner", "; ".join(part for part in partner if part)),
        ("Maturity wanted", en.word(card.stage, en.STAGES) if card.stage else ""),
        ("Confidentiality", en.word(card.secrecy, en.SECRECY) if card.secrecy else ""),
    ]
    rows = [[say("Object"), free(context.masked(card.object))]] if card.object else []
    rows += [[say("Problem"), free(context.masked(card.problem))]] if card.problem else []
    rows += [[say(label), say(text, computed=[text])] for label, text in fixed if text]
    goals = [free(text, lead="Sub-requirement: ") for text in context.own_needs.values()]
    return [*table(["Item", "Content"], rows), *bullets(goals)]


def target(indicator: Indicator) -> str:
    """An indicator's operator, value and unit in English."""
    unit = en.unit(indicator.unit)
    return show_amount(indicator.op, indicator.value, indicator.value_max, unit, style="english")


def _indicators(context: Context) -> list[Block]:
    present = {one.name: target(one) for one in context.card.baselines}
    rows = [
        [en.word(one.name, en.QUANTITIES), present.get(one.name, "not stated"), target(one)]
        for one in context.card.indicators
    ]
    if not rows:
        return [paragraph(say("The company has not stated a quantified target."))]
    return [*table(["Indicator", "Present", "Target"], [[say(text, computed=[text]) for text in row] for row in rows])]


def _result(context: Context) -> list[Statement]:
    if context.best is None:
        lines = [say("No achievement in the catalogue is good enough to be recommended; an open bid is suggested.")]
    else:
        one, record = context.best
        count = str(len(context.good))
        text = (
            f"{count} achievement(s) are good enough to be recommended; the first is {name_of(record)} (zh), "
            f"match: {en.LEVELS[one.level]}."
        )
        lines = [say(text, [cite(record, "title")], record=record, computed=[count])]
    for each in context.best[0].comparisons if context.best else []:
        lines.append(_compared(context, each))
    return lines


def _compared(context: Context, each: Comparison) -> Statement:
    indicator = context.card.indicators[each.indicator]
    text = f" {en.word(indicator.name, en.QUANTITIES)} {target(indicator)}: {en.VERDICTS[each.verdict][2:]}."
    return say(text, [each.citation] if each.citation else [], computed=[target(indicator), indicator.name])


def _coverage(context: Context) -> list[Block]:
    if not context.columns or not context.found.coverage.rows:
        return [paragraph(say("There is nothing to compare."))]
    rows = []
    for row in context.found.coverage.rows:
        if row.kind == "indicator":
            indicator = context.card.indicators[int(row.id.removeprefix("I")) - 1]
            text = f"{en.word(indicator.name, en.QUANTITIES)} {target(indicator)}"
            head = say(text, computed=[text])
        else:
            head = free(context.row_text(row))
        cells = [row.cells.get(one) for one in context.columns]
        rows.append(
            [head]
            + [
                say(en.VERDICTS[cell.verdict], [cell.citation] if cell.citation else []) if cell else say("–")
                for cell in cells
            ]
        )
    return [Table(header=["Sub-requirement or indicator", *context.columns], rows=rows)]


def _achievement(one: Candidate, record: Achievement) -> Section:
    stored = record.citable_fields()
    rows = [
        [say(label), free(stored[name], [cite(record, name)], record)]
        for label, name in (
            ("Title", "title"),
            ("Institution", "institution"),
            ("Problem solved", "problem"),
            ("Approach", "approach"),
            ("Price", "price"),
        )
        if name in stored
    ]
    fixed = [
        ("Region", "region", en.place(record.region)),
        ("Maturity", "trl", f"TRL {record.trl}"),
        ("Intellectual property", "ip", "; ".join(en.right(right.text()) for right in record.ip)),
        ("Transfer modes", "transfer_modes", en.words([mode.value for mode in record.transfer_modes], en.MODES)),
        ("Payment", "pay_later", "use first, pay later is possible"),
    ]
    rows += [
        [say(label), say(text, [cite(record, name)], record=record)] for label, name, text in fixed if name in stored
    ]
    heading = f"Achievement {record.id}, match: {en.LEVELS[one.level]}" + (" (example data)" if record.example else "")
    return Section(heading=heading, citations=[cite(record, "title")], blocks=[*table(["Item", "As recorded"], rows)])


def _expert(one: Candidate, record: Expert) -> Statement:
    stored = record.citable_fields()
    names = [name for name in ("title", "institution", "department") if name in stored]
    text = "，".join(stored[name] for name in names)
    return free(
        text, [cite(record, name) for name in names], record, lead=f"{record.id}, match: {en.LEVELS[one.level]}: "
    )


def _paths(context: Context) -> list[Block]:
    rows = [_path_row(context, path) for path in advised(context)]
    return [*table(["Way", "Reason", "Status"], rows)] or [paragraph(say("Not enough is known to suggest a way."))]


def _path_row(context: Context, path: PathAdvice) -> list[Statement]:
    records = context.records
    why = formal(path.reason.partition(" 依据：")[0])
    own = [one for one in path.citations if not isinstance(records.get(one.record_id), Resource)]
    reason = free(why, own + mentioned(context, why))
    counted = counts(context)
    resource = next((r for one in path.citations if isinstance(r := records.get(one.record_id), Resource)), None)
    if resource is None:
        return [say(en.word(path.name, en.PATHS)), reason.model_copy(update={"computed": counted}), say("by contract")]
    status = say(en.word(resource.status.value, en.STATUSES), [cite(resource, "status")], record=resource)
    told = status.model_copy(update={"text": f"{status.text} ({resource.status.value})"})
    return [say(en.word(path.name, en.PATHS)), reason.model_copy(update={"computed": counted}), told]


def _open(context: Context) -> list[Statement]:
    lines = (
        [say(f"The requirement does not state: {en.words(context.card.missing, en.MISSING)}.")]
        if context.card.missing
        else []
    )
    for _, record in context.good[:3]:
        lacking = missing_fields(record)
        if lacking:
            labels = {
                "参数": "parameters",
                "成熟度": "maturity",
                "知识产权": "intellectual property",
                "转化方式": "transfer modes",
                "价格": "price",
            }
            lines.append(
                say(f"{record.id} does not state: {en.words(lacking, labels)}.", [cite(record, "title")], record=record)
            )
    count = len(context.open_rows)
    if count:
        lines.append(
            say(
                f"{count} sub-requirement(s) or indicator(s) are not covered by a recommended record.",
                computed=[str(count)],
            )
        )
    return lines or [say("None found.")]


def _steps(context: Context) -> list[Block]:
    first = (
        "The officer arranges a technical exchange with the team."
        if context.best
        else "The company confirms the draft of the open bid."
    )
    steps = [
        first,
        "The company confirms test conditions and acceptance for each indicator.",
        "Both sides agree on confidentiality before names and contacts are exchanged.",
    ]
    rows = [[say(str(place), computed=[str(place)]), say(text)] for place, text in enumerate(steps, 1)]
    return [*table(["No.", "Step"], rows)]
