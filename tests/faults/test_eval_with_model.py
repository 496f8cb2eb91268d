"""The suite with a model over a real HTTP endpoint: a sample beside the rules, the judge, and a judge that fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug import Request, Response

from agent import Agent, Settings
from evals import example, suite
from evals.dataset import Case, Dataset, load_all, sample
from evals.evaluators.judge import RUBRICS, judge
from evals.outcomes import run_cases

Open = Callable[..., Agent]
SCORES = {"技术契合": 4, "依据充分": "5", "表达清楚": 3, "诚实": 5, "理由": "有据"}
NEEDS = Dataset(
    "matching",
    [Case(id="M-1", message="保险杠注塑件表面银纹，良率想到98%", expected={"achievements": {}, "experts": {}})],
)


def replying(endpoint: Any, scores: dict[str, Any] | int) -> Callable[[Request], Response]:
    """Scores (or an HTTP status) for the judge's prompt, and nothing to add for every other one."""

    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if "评审人" not in body["messages"][0]["content"]:
            return endpoint.called("submit", {})
        if isinstance(scores, int):
            return Response("{}", status=scores, content_type="application/json")
        return endpoint.called("submit", scores)

    return answer


def judged(endpoint: Any, agent: Agent, scores: dict[str, Any] | int) -> dict[str, Any]:
    endpoint.script = [replying(endpoint, scores)]
    return {one.key: one for one in judge(run_cases(agent, [NEEDS]), agent, 1)}


def test_the_judges_scores_are_read(endpoint: Any, open_agent: Open) -> None:
    found = judged(endpoint, open_agent(), SCORES)
    assert [found[f"judge.{name}"].value for name in RUBRICS] == [4, 5, 3, 5]
    assert (found["judge.failed"].value, found["judge.failed"].n) == (0, 1)
    asked = endpoint.seen[-1]["messages"][1]["content"]
    assert "保险杠注塑件表面银纹" in asked and "注塑粒料水分闭环控制" in asked


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (500, "出错"),
        (400, "不接受"),
        ({"技术契合": 4}, "格式"),
        ({**SCORES, "诚实": 9}, "格式"),
        ({**SCORES, "诚实": True}, "格式"),
        ({**SCORES, "诚实": "好"}, "格式"),
    ],
)
def test_a_judge_that_fails_is_reported(scores: Any, words: str, endpoint: Any, open_agent: Open) -> None:
    (only,) = judged(endpoint, open_agent(), scores).values()
    assert (only.key, only.value, only.n) == ("judge.failed", 1, 1)
    assert only.notes[0].startswith("M-1 ") and words in only.notes[0]


def test_a_sample_holds_some_of_every_dataset_and_is_always_the_same() -> None:
    datasets = load_all()
    chosen = sample(datasets, 20)
    assert [one.name for one in chosen] == [one.name for one in datasets]
    assert all(len(one) for one in chosen) and 15 <= sum(map(len, chosen)) <= 25
    assert len(chosen[0]) == max(map(len, chosen))
    assert [[case.id for case in one] for one in sample(datasets, 20)] == [[case.id for case in one] for one in chosen]
    assert all(
        {case.id for case in some} <= {case.id for case in each} for some, each in zip(chosen, datasets, strict=True)
    )


def test_the_sampled_row_stands_beside_the_rules_and_is_not_gated(
    endpoint: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    endpoint.script = [replying(endpoint, SCORES)]
    some = [Dataset(one.name, one.cases[:4]) for one in load_all()]
    settings = Settings(model="scripted", model_base_url=endpoint.url, model_api_key="k", model_profile="qwen")
    monkeypatch.setattr(suite, "load_all", lambda: some)
    for module in (suite, example):
        monkeypatch.setattr(module, "get_settings", lambda: settings)
    monkeypatch.setattr(suite, "misses", lambda row: [f"gated {row.engine}"])
    assert suite.run(tmp_path, lexical=True, rubric=True, sampled=len(some)) == 1
    told, whole = capsys.readouterr().out, sum(map(len, some))
    part = f"抽样 {len(some)}/{whole} 例，不判门槛"
    assert f"无模型，仅词汇检索，{part}" in told and f"有模型，仅词汇检索，{part}" in told
    assert "模型评分：诚实（1–5）（2 例）  5" in told and "模型没有给出评分（2 例）  0" in told
    assert "gated rules" in told and "gated model" not in told
    written = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert [(row["engine"], row["ran"], row["of"]) for row in written["rows"]] == [
        ("rules", whole, whole),
        ("rules", len(some), whole),
        ("model", len(some), whole),
    ]
    assert part in (tmp_path / "report.md").read_text("utf-8") and part in (tmp_path / "report.html").read_text("utf-8")


def test_when_time_is_up_no_further_case_is_begun(open_agent: Open) -> None:
    agent = open_agent(model="")
    several = [Dataset(name, [Case(id=f"{name}{i}", message="你好", expected={}) for i in range(3)]) for name in "ab"]
    assert [one.case.id for one in run_cases(agent, several, seconds_at_most=-1)] == ["a0"]
    assert [one.case.id for one in run_cases(agent, several)] == ["a0", "b0", "a1", "b1", "a2", "b2"]
