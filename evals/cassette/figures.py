"""The figures of one row: dialogues, values of texts, levels of needs, what the model cost and what of it was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from agent import Agent
from evals.cassette import cases
from evals.cassette.play import Heard
from evals.labelled.decompose import Part, compare, parts
from evals.measure import Measure, count, mean, statistic
from evals.truth.cases import by_need, load_grades
from evals.truth.figures import Asked, abstention, precision
from evals.truth.run import GRADES

STEPS = {"judge": "模型评审的内容被采用", "word": "模型写的句子被采用"}
"""Steps of a turn in which the model proposes something, beside the reading."""
READ = ("指标", "指标（含名称）", "现状值", "子需求", "预算", "期限")


def figures(agent: Agent, heard: Heard) -> list[Measure]:
    """Every figure of a row that has cases."""
    return [one for one in (*_talks(heard), *_texts(heard), *_needs(agent, heard), *_cost(heard)) if one.n]


def _talks(heard: Heard) -> list[Measure]:
    turns = {f"{one.dialogue}/{place}": float(one.right) for place, one in enumerate(heard.talks.turns)}
    notes = [
        f"{turn.dialogue} “{turn.said[:30]}” {one.name}: {one.seen[:80]}"
        for turn in heard.talks.turns
        for one in turn.checks
        if not one.holds
    ]
    return [mean("talks.turns", "对话中答对的轮", turns, notes=notes)] if turns else []


def _texts(heard: Heard) -> list[Measure]:
    labels = {row["rid"]: row for row in cases.gold() if row["rid"] in heard.texts}
    found = parts()
    for rid, read in heard.texts.items():
        compare(found, read, labels[rid])
    return [
        statistic(f"texts.{name}", f"文本的{name} F1", len(heard.texts), _f1(found[name]))
        for name in READ
        if heard.texts
    ]


def _f1(part: Part) -> Callable[[Sequence[int]], float]:
    return lambda drawn: part.scores(part.counts[i] for i in drawn)[2]


def _needs(agent: Agent, heard: Heard) -> list[Measure]:
    if not heard.needs:
        return []
    grades = by_need(load_grades(GRADES))
    asked = [Asked(need, reply, {}, grades.get(need.id, {})) for need, reply in heard.needs]
    judged = [one for one in asked if one.grades]
    return [*precision(judged), *abstention(judged)] if judged else []


def _cost(heard: Heard) -> list[Measure]:
    """Median tokens of a turn that asked the model, and what of the model's reading was taken."""
    traces: list[Mapping[str, object]] = [reply.trace for reply in heard.replies() if reply.trace.get("calls")]
    if not traces:
        return []
    found = [
        count(f"cost.{key}", label, median([int(str(one[key])) for one in traces]), len(traces), better="lower")
        for key, label in (("tokens_in", "一轮词元（入）中位数"), ("tokens_out", "一轮词元（出）中位数"))
    ]
    notes = [note for one in traces for note in _rows(one.get("reading"))]
    taken = {str(n): float(note["taken"] in ("model", "both")) for n, note in enumerate(notes) if note["model"]}
    refused = [f"{note['field']} {note['model']}：{note['why']}" for note in notes if note["taken"] == "refused"]
    found += [mean("reading.taken", "模型读出的内容被采用", taken, notes=refused)] if taken else []
    return [*found, *_decided(traces)]


def _decided(traces: Sequence[Mapping[str, object]]) -> list[Measure]:
    """What of the model's judging and wording was taken, as it was or changed."""
    rows = [row for one in traces for row in _rows(one.get("decisions"))]
    measures = []
    for step, label in STEPS.items():
        own = [row for row in rows if row["step"] == step and row["proposed"]]
        taken = {str(n): float(row["outcome"] != "refused") for n, row in enumerate(own)}
        notes = [f"{row['field']} {row['proposed']}：{row['reason']}" for row in own if row["outcome"] == "refused"]
        measures += [mean(f"decided.{step}", label, taken, notes=notes)] if taken else []
    return measures


def _rows(value: object) -> list[Mapping[str, str]]:
    return list(value) if isinstance(value, list) else []
