"""Evaluators, comparison and gate on replies made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

from agent import Reply
from agent.schema import Candidate, Citation, Recommendation, RequirementCard, Statement
from evals.dataset import Case, load
from evals.errors import EvalError
from evals.evaluators.abstention import abstention
from evals.evaluators.citations import citations
from evals.evaluators.decomposition import decomposition
from evals.evaluators.dialogue import dialogue
from evals.evaluators.fairness import fairness, gini
from evals.evaluators.knowledge import knowledge
from evals.evaluators.matching import matching
from evals.gate import misses
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from evals.reports.html import to_html
from evals.reports.markdown import to_markdown
from evals.reports.report import Report, Row, compare, slices
from knowledge.records import Achievement, AnyRecord, Source, TechnicalField

RECORDS: dict[str, AnyRecord] = {
    f"A-{n}": Achievement(
        id=f"A-{n}",
        title=f"成果{n}",
        summary=f"效率 {n}0%",
        field=TechnicalField.ENERGY,
        institution=place,
        source=Source(title="示例"),
    )
    for n, place in ((1, "甲校"), (2, "甲校"), (3, "甲校"), (4, "甲校"), (5, "乙校"))
}


def candidate(record_id: str) -> Candidate:
    kind: Literal["achievement", "expert"] = "expert" if record_id.startswith("E") else "achievement"
    return Candidate(record_id=record_id, kind=kind, title=record_id, level="强", probability=0.9, score=1)


def outcome(dataset: str, expected: dict[str, Any], reply: Reply, split: str = "dev", name: str = "X-1") -> Outcome:
    case = Case(id=name, message="问题", expected=expected, metadata={"split": split, "field": "现代交通"})
    return Outcome(dataset, case, [reply] * len(case.messages), [0.1])


def recommended(*ids: str, abstained: bool = False, **more: Any) -> Reply:
    found = Recommendation(achievements=[candidate(one) for one in ids], abstained=abstained, **more)
    return Reply(kind="recommendation", recommendation=found, trace={"retrieved": list(ids)})


def by_key(measures: list[Measure]) -> dict[str, Measure]:
    return {one.key: one for one in measures}


def test_ranking_is_scored_against_the_grades() -> None:
    expected = {"achievements": {"A-1": 3, "A-2": 2}, "experts": {}}
    best = by_key(matching([outcome("matching", expected, recommended("A-1", "A-2"))], RECORDS))
    worse = by_key(matching([outcome("matching", expected, recommended("A-5", "A-1"))], RECORDS))
    assert best["matching.achievement.ndcg@10"].value == 1
    assert 0 < worse["matching.achievement.ndcg@10"].value < 1
    assert worse["matching.achievement.mrr"].value == 0.5
    assert worse["matching.achievement.recall@10"].value == 0.5
    assert worse["matching.ungraded"].value == 1 and best["matching.ungraded"].value == 0
    assert best["matching.expert.ndcg@10"].n == 0


def test_a_collapsed_duplicate_counts_right_after_its_record() -> None:
    expected = {"achievements": {"A-1": 3, "A-2": 3}, "experts": {}}
    reply = recommended("A-1", "A-5")
    assert reply.recommendation is not None
    reply.recommendation.achievements[0].duplicates = ["A-2"]
    assert by_key(matching([outcome("matching", expected, reply)], RECORDS))["matching.achievement.ndcg@10"].value == 1


def test_a_listed_expert_with_a_conflict_must_carry_the_reason() -> None:
    expected = {"achievements": {}, "experts": {"E-1": 3}, "conflict": "E-1"}
    plain = recommended(experts=[candidate("E-1")])
    assert by_key(matching([outcome("matching", expected, plain)], RECORDS))["matching.conflict"].value == 0
    assert by_key(matching([outcome("matching", expected, recommended())], RECORDS))["matching.conflict"].value == 1


def test_abstention_counts_no_good_answer_as_positive() -> None:
    outcomes = [
        outcome("unanswerable", {"abstain": True}, recommended(abstained=True), name="U-1"),
        outcome("unanswerable", {"abstain": True}, recommended("A-1"), name="U-2"),
        outcome("matching", {}, recommended(abstained=True), name="M-1"),
        outcome("matching", {}, recommended("A-1"), name="M-2", split="held-out"),
    ]
    found = by_key(abstention(outcomes, RECORDS))
    assert (found["abstention.precision"].value, found["abstention.recall"].value) == (0.5, 0.5)
    assert found["abstention.f1"].value == 0.5
    assert found["abstention.right"].cases == {"U-1": 1, "U-2": 0, "M-1": 0, "M-2": 1}


@pytest.mark.parametrize(
    ("citation", "text", "wrong"),
    [
        (Citation(record_id="A-1", field="summary", quote="效率 10%"), "效率 10%", 0),
        (Citation(record_id="A-1", field="summary", quote="效率 90%"), "效率不低", 2),
        (Citation(record_id="A-2", field="summary", quote="效率 20%"), "效率 20%", 2),
        (Citation(record_id="A-1", field="summary", quote="效率 10%"), "效率 77%", 1),
    ],
)
def test_citations_are_checked_against_the_record(citation: Citation, text: str, wrong: int) -> None:
    reply = recommended("A-1")
    reply.statements = [Statement(section="achievement", text=text, record_id="A-1", citations=[citation])]
    assert by_key(citations([outcome("matching", {}, reply)], RECORDS))["citations.violations"].value == wrong


def test_slots_must_agree_in_operator_value_and_unit() -> None:
    card = RequirementCard.model_validate(
        {
            "field": "现代交通",
            "budget_cny": 5e5,
            "indicators": [
                {"name": "功耗", "op": "<=", "value": 0.5, "unit": "毫瓦"},
                {"name": "良率", "op": ">=", "value": 98, "unit": "%"},
            ],
        }
    )
    wanted = [{"op": "<", "value": 0.5, "unit": "mW"}, {"op": ">=", "value": 97, "unit": "%"}]
    expected = {"achievements": {}, "experts": {}, "slots": {"indicators": wanted, "budget_cny": 500000}}
    found = by_key(
        decomposition([outcome("matching", expected, recommended().model_copy(update={"card": card}))], RECORDS)
    )
    assert found["decomposition.indicators"].value == 0.5
    assert found["decomposition.conditions"].value == 1
    assert found["decomposition.field"].value == 1


def figure(record_id: str, text: str) -> Reply:
    return Reply(kind="answer", text=text, statements=[Statement(section="figure", text=text, record_id=record_id)])


def test_a_figure_of_another_period_is_wrong() -> None:
    expected = {"records": ["F-1"], "numbers": ["144"], "forbidden": ["40"], "leads": True}
    right = outcome("knowledge", expected, figure("F-1", "144 家"))
    assert knowledge([right], RECORDS)[0].value == 1
    mixed = figure("F-1", "144 家")
    mixed.statements += figure("F-2", "40 家").statements
    assert knowledge([outcome("knowledge", expected, mixed)], RECORDS)[0].notes == ["X-1 混入了 40"]
    other = knowledge([outcome("knowledge", expected, figure("F-2", "40 家"))], RECORDS)[0]
    assert other.value == 0 and "没有用到 F-1" in other.notes[0]


def test_each_turn_of_a_dialogue_is_checked() -> None:
    turns = [{"message": "一", "shows": ["A-1"]}, {"message": "二", "fresh": True, "kind": "recommendation"}]
    found = by_key(dialogue([outcome("dialogues", {"turns": turns}, recommended("A-1"))], RECORDS))
    assert found["dialogue.turns"].value == 0.5
    assert found["dialogue.right"].notes == ["X-1 第 2 轮：重复列出 A-1"]


def test_exposure_is_counted_per_institution() -> None:
    crowd = outcome("matching", {}, recommended("A-1", "A-2", "A-3", "A-4", "A-5"))
    found = by_key(fairness([crowd], RECORDS))
    assert found["fairness.crowded"].notes == ["X-1 甲校 4 项"]
    assert found["fairness.largest"].value == 0.8
    assert gini([1, 1, 1]) == 0 and gini([0, 0, 9]) == pytest.approx(2 / 3) and gini([]) == 0


def row(values: dict[str, float]) -> Row:
    return Row(engine="rules", search="lexical", measures=[mean("abstention.right", "拒答判断正确", values)])


def test_a_report_is_compared_case_by_case() -> None:
    before = Report(date="2026-01-01", rows=[row({"a": 0, "b": 1, "gone": 1})])
    [found] = compare([row({"a": 1, "b": 1, "new": 0})], before)
    assert (found.before, found.after, found.n, found.changed) == (0.5, 1.0, 2, {"a": (0.0, 1.0)})
    assert 0 < found.p <= 1
    assert compare([row({"a": 1})], None) == []


def test_slices_follow_the_metadata() -> None:
    cases = {
        n: Case(id=n, message="", expected={}, metadata={"style": s}) for n, s in (("a", "vague"), ("b", "precise"))
    }
    found = {(one.by, one.group): one.value for one in slices(row({"a": 0, "b": 1}).measures, cases)}
    assert found == {("style", "vague"): 0, ("style", "precise"): 1}


def test_the_gate_names_what_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(
        '[floor]\n"abstention.right" = 0.9\n"no.such" = 1\n[lexical.floor]\n"abstention.right" = 0.4\n', "utf-8"
    )
    assert misses(row({"a": 0, "b": 1}), path) == ["没有测量 no.such"]
    assert misses(row({"a": 0, "b": 0}), path)[0].startswith("拒答判断正确 0.0000 低于门槛")


def test_messages_are_escaped_on_the_page() -> None:
    before = Report(date="2026-01-01", rows=[row({"a": 0})])
    after = Report(date="2026-01-02", rows=[row({"a": 1})], cases={"a": "<script>alert(1)</script>"})
    after.differences = compare(after.rows, before)
    page = to_html(after)
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "a 0.00 → 1.00" in to_markdown(after)


@pytest.mark.parametrize(
    "line",
    ["{", '{"id": "a"}', '{"id": "a", "message": "", "expected": {}}\n{"id": "a", "message": "", "expected": {}}'],
)
def test_a_broken_case_file_names_its_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(line, "utf-8")
    with pytest.raises(EvalError, match="第 [12] 行"):
        load("bad", tmp_path)
