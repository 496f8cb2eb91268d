"""The one-page brief: what a reader on a phone needs before the first call."""

from __future__ import annotations

from agent.draft.answer import card_parts
from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section
from agent.draft.report.say import bullets, formal, name_of, paragraph, say
from agent.draft.report.sections import need
from agent.draft.report.sections.closing import actions
from agent.draft.report.sections.support import advised, counts, mentioned
from agent.match.around.resources import status_text
from agent.schema import Candidate, PathAdvice, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, Resource, ResourceStatus

ACHIEVEMENTS, EXPERTS, PATHS, RISKS, STEPS = 3, 2, 2, 3, 3


def brief(context: Context) -> list[Section]:
    """Need, what was found, what to watch, what to do next; at most one page."""
    text = context.masked(" · ".join(f"{label} {value}" for label, value in card_parts(context.card)))
    sections = [
        Section(heading="需求", blocks=[paragraph(say(text or context.title, computed=[text]))]),
        Section(heading="结论", blocks=[paragraph(*need.verdict(context), *need.coverage_lines(context))]),
    ]
    found = [_achievement(context, *pair) for pair in context.good[:ACHIEVEMENTS]]
    found += [_expert(context, place) for place in range(len(context.good_experts[:EXPERTS]))]
    if found:
        sections.append(Section(heading="推荐", blocks=[*bullets(found)]))
    paths = [_path(context, one) for one in advised(context)][:PATHS]
    if paths:
        sections.append(Section(heading="怎么合作（建议）", blocks=[*bullets(paths)]))
    risks = _risks(context)
    if risks:
        sections.append(Section(heading="请留意", blocks=[*bullets(risks)]))
    steps: list[Block] = [*bullets([_step(text, who) for text, who in actions(context)[:STEPS]])]
    return [*sections, Section(heading="下一步", blocks=steps)]


def _achievement(context: Context, one: Candidate, record: Achievement) -> Statement:
    stored = record.citable_fields()
    names = [name for name in ("institution", "trl", "pay_later") if name in stored]
    met = [each for each in one.comparisons if each.verdict == "met" and each.citation]
    facts = [stored[name] for name in names]
    text = f"{one.level}：{name_of(record)}" + (f"，{'，'.join(facts)}" if facts else "")
    computed: list[str] = []
    if met:
        name = context.card.indicators[met[0].indicator].name
        text += f"；{name} {met[0].text}"
        computed = [*need.derived(met[0].text), context.row_number(met[0].indicator)]
    citations = [cite(record, name) for name in ("title", *names)] + need.compared(met[:1])
    return say(text, citations, computed=computed, record=record)


def _expert(context: Context, place: int) -> Statement:
    one, record = context.good_experts[place]
    reason = next((reason for reason in one.reasons if reason.citations and not reason.risk), None)
    names = [name for name in ("institution",) if name in record.citable_fields()]
    text = f"专家：{name_of(record)}" + (f"，{record.institution}" if names else "")
    citations = [cite(record, name) for name in ("title", *names)]
    if reason is not None:
        return say(f"{text}；{reason.text}", [*citations, *reason.citations], computed=reason.computed, record=record)
    return say(text, citations, record=record)


def _path(context: Context, path: PathAdvice) -> Statement:
    why = formal(path.reason.partition(" 依据：")[0])
    resources = [one for cited in path.citations if isinstance(one := context.records.get(cited.record_id), Resource)]
    status = next((status_text(one) for one in resources if one.status is not ResourceStatus.ACTIVE), "")
    own = [one for one in path.citations if not isinstance(context.records.get(one.record_id), Resource)]
    own += mentioned(context, why)
    return say(f"{path.name}：{why}" + (f"（{status}）" if status else ""), own, computed=counts(context))


def _risks(context: Context) -> list[Statement]:
    found: list[Statement] = []
    for one, record in context.good[:ACHIEVEMENTS]:
        for reason in one.reasons:
            if reason.risk and reason.citations:
                text = f"{name_of(record)}：{formal(reason.text)}"
                citations = [cite(record, "title"), *reason.citations]
                found.append(say(text, citations, computed=reason.computed, record=record))
                break
    return found[:RISKS]


def _step(text: Statement, who: str) -> Statement:
    return text.model_copy(update={"text": f"{who}：{text.text}"})
