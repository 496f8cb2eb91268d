"""A model words the answer: what is kept, what is sent back, and what is told of each sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.model import ModelUnavailable
from agent.schema import Citation, Statement
from agent.turn.by_model.wording import Wording, insert
from knowledge.records import AnyRecord
from tests.scripted_model import ScriptedModel
from tests.six_records import NEED, RECORDS

KNOWN: dict[str, AnyRecord] = {record.id: record for record in RECORDS}
GOOD = "这项针对的就是保险杠表面银纹，良率不低于 98.4%。"
LIE = "良率可达 99.9%，已在两家整车厂量产。"
ADVICE = "建议先带一批次品做个小样。"
QUESTION = "雨季是不是更明显？"


def told(section: str, text: str, *cited: tuple[str, str]) -> Statement:
    citations = [Citation(record_id="A-9001", field=field, quote=quote) for field, quote in cited]
    return Statement(section=section, text=text, citations=citations, record_id="A-9001" if cited else "")


STATEMENTS = [
    told("verdict", "首选《注塑粒料水分闭环控制》〔A-9001〕", ("title", "注塑粒料水分闭环控制")),
    told("achievement", "为什么合适：保险杠注塑件表面银纹", ("problem", "保险杠注塑件表面银纹，原料含水波动")),
    told("achievement", "指标：良率 98.4% ≥ 98%，达到", ("parameters", "良率 ≥ 98.4 %")),
    told("next", "先约首选团队交流一次，核对工况和样品。"),
    told("question", "预算多少？"),
]


def wording(*answers: Any, repair: Any = None) -> tuple[Wording, ScriptedModel]:
    model = ScriptedModel(word=list(answers), word_repair=repair if repair is not None else {"sentences": []})
    return Wording(model, STATEMENTS, KNOWN, NEED), model  # type: ignore[arg-type]


def said(*texts: str) -> dict[str, Any]:
    return {"sentences": [{"text": text, "from": [1, 2, 3]} for text in texts]}


def test_free_words_over_verified_statements_are_kept_and_marked() -> None:
    made, _ = wording(said(GOOD, ADVICE, QUESTION))
    verdict = made.write()
    assert [(item.text, item.kind) for item in verdict.kept] == [
        (GOOD, "fact"),
        (ADVICE, "advice"),
        (QUESTION, "question"),
    ]
    assert {one.record_id for one in verdict.citations} == {"A-9001"}
    assert [one.outcome for one in made.decisions] == ["taken"] * 3


def test_what_fails_is_sent_back_once_with_its_reason() -> None:
    made, model = wording(said(LIE, GOOD), repair=said(ADVICE))
    verdict = made.write()
    assert [item.text for item in verdict.kept] == [GOOD, ADVICE] and [item.text for item in verdict.removed] == [LIE]
    sent = model.heard[-1]
    assert sent[0] == "word_repair" and LIE in sent[1] and verdict.removed[0].problem in sent[1]
    assert [(one.outcome, one.taken) for one in made.decisions] == [("taken", GOOD), ("changed", ADVICE)]


@pytest.mark.parametrize("repair", [said(LIE), {"sentences": "?"}, ModelUnavailable("budget"), "no json"])
def test_a_repair_that_fails_too_leaves_the_sentence_out(repair: Any) -> None:
    made, model = wording(said(LIE, GOOD), repair=repair)
    assert [item.text for item in made.write().kept] == [GOOD]
    assert [name for name, _ in model.heard].count("word") == 1


@pytest.mark.parametrize("answer", [{}, {"sentences": 1}, {"sentences": [1, {"text": 2}, {"text": " ", "from": 3}]}])
def test_an_answer_of_another_shape_says_nothing(answer: dict[str, Any]) -> None:
    assert wording(answer)[0].write().kept == []


def test_without_anything_verified_the_model_is_not_asked() -> None:
    model = ScriptedModel()
    assert Wording(model, [], KNOWN, NEED).write().kept == [] and model.heard == []  # type: ignore[arg-type]


def test_the_models_advice_and_question_fold_ours() -> None:
    written = wording(said(GOOD, ADVICE, QUESTION))[0].write().kept
    answer = insert(STATEMENTS, written)
    assert [item.text for item in answer[:4]] == [STATEMENTS[0].text, GOOD, ADVICE, QUESTION]
    assert [item.folded for item in answer if item.section in ("next", "question")] == [True, True]
    assert (
        json.dumps([item.model_dump(mode="json")["kind"] for item in answer[1:4]]) == '["fact", "advice", "question"]'
    )
