"""What a model's sentences may add to the rules' answer."""

from __future__ import annotations

from agent.schema import Citation, Statement
from agent.turn.by_model.additions import fitting, naming, unsaid

RULES = (
    "**岷江高分子材料中试平台**（中试平台）〔R-0201〕改性塑料和弹性体从配方到小批量的放大平台，"
    "配有模压、注塑打样和老化检测，价格 3 万元。"
)


def said(text: str, record_id: str = "R-0201") -> Statement:
    cited = Citation(record_id=record_id, field="summary", quote="改性塑料")
    return Statement(section="note", text=text, citations=[cited])


def texts(items: list[Statement]) -> list[str]:
    return [item.text for item in items]


def test_what_was_said_in_other_order_is_not_said_again() -> None:
    again = said("R-0201 是改性塑料和弹性体的放大平台，配有老化检测、模压和注塑打样")
    assert unsaid([again], [RULES]) == []


def test_a_new_fact_or_a_new_number_stays() -> None:
    fresh = said("岷江高分子材料中试平台周末开放预约，面向小企业提供上门培训")
    number = said("岷江高分子材料中试平台价格 5 万元")
    assert unsaid([fresh, number], [RULES]) == [fresh, number]


def test_a_sentence_drawn_from_two_lines_may_open_an_answer() -> None:
    lines = ["对象 汽车保险杠注塑件", "技术契合：解决表面银纹"]
    both = said("汽车保险杠注塑件的表面银纹")
    assert unsaid([both], lines) == [both] and unsaid([said("汽车保险杠注塑件")], lines) == []


def test_a_sentence_must_fit_the_question_or_a_record_shown() -> None:
    expert = said("擅长燃料电池金属极板涂层", "E-0039")
    assert fitting([expert], "科技副总是什么，怎么申请？", set()) == []
    assert fitting([expert], "谁懂燃料电池？", set()) == [expert]
    assert fitting([expert], "科技副总是什么，怎么申请？", {"E-0039"}) == [expert]


def test_one_shared_word_does_not_make_a_sentence_fit() -> None:
    asked = "有没有中试平台能做烘干节能的试验？"
    fits, beside = said("锦江余热与工业节能试验平台", "R-0209"), said("轨道部件试验平台", "R-0213")
    assert fitting([fits, beside], asked, set()) == [fits]


def test_common_words_of_a_question_make_nothing_fit() -> None:
    assert fitting([said("有哪些成果可以推荐", "A-0001")], "有哪些专家可以推荐？", set()) == []


def test_a_sentence_without_its_records_name_gets_it() -> None:
    titles = {"R-0201": "岷江高分子材料中试平台"}
    (bare,) = texts([naming(said("配有老化检测"), titles)])
    assert bare == "《岷江高分子材料中试平台》〔R-0201〕：配有老化检测"
    named = said("岷江高分子材料中试平台配有老化检测")
    assert naming(named, titles) is named
