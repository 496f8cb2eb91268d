"""Reading of chat messages: the labelled messages of tests/data/chat_messages.tsv, and what always holds.

In that file ``|`` parts accepted strings, ``;`` parts tasks, and ``?`` marks a task that may be named or not.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from agent.read import understand
from agent.read.asks.chat import LIMIT, SHOWN, is_chat, read_chat, read_tasks
from agent.read.asks.phrases import is_generic, subject, wished
from agent.read.asks.pieces import pieces
from agent.read.sections import clauses
from agent.schema import RequirementCard

TODAY = date(2026, 3, 1)
MESSAGES = list(
    csv.DictReader(
        (Path(__file__).parents[3] / "data" / "chat_messages.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)


def _card(text: str) -> RequirementCard:
    return understand(text, today=TODAY)


def _named(found: str, accepted: str) -> bool:
    """Whether ``found`` says one of the ``accepted`` strings and little more."""
    options = accepted.split("|")
    longest = max(map(len, options)) + 8
    return any(found == option or (option and option in found and len(found) <= longest) for option in options)


def _all_tasks(found: list[str], expected: str) -> bool:
    """Whether every task that must be named is among ``found``, and nothing that may not be."""
    left = list(found)
    for label in filter(None, expected.split(";")):
        options = [option for option in label.lstrip("?").split("|") if option]
        match = next((task for task in left if any(option in task for option in options)), None)
        if match is not None:
            left.remove(match)
        elif not label.startswith("?"):
            return False
    return not left


@pytest.mark.parametrize(
    ("split", "least"), [("dev", 0.95), ("held", 0.85), ("fresh", 0.7), ("wide", 0.95), ("fresh2", 0.85)]
)
def test_labelled_messages_are_read(split: str, least: float) -> None:
    rows = [row for row in MESSAGES if row["split"] == split]
    cards = [_card(row["text"]) for row in rows]
    right = {
        "object": sum(c.object in r["object"].split("|") for r, c in zip(rows, cards, strict=True)),
        "problem": sum(_named(c.problem, r["problem"]) for r, c in zip(rows, cards, strict=True)),
        "tasks": sum(
            _all_tasks([s.text for s in c.sub_requirements], r["tasks"]) for r, c in zip(rows, cards, strict=True)
        ),
    }
    assert {part: count / len(rows) for part, count in right.items() if count / len(rows) < least} == {}


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row["text"][:12])
def test_tasks_are_short_and_quote_the_message(row: dict[str, str]) -> None:
    items = _card(row["text"]).sub_requirements
    assert len(items) <= LIMIT
    assert all(item.quote in row["text"] and 2 <= len(item.text) <= SHOWN for item in items)
    assert not any(item.text.startswith(("想", "希望", "要求")) for item in items)


@pytest.mark.parametrize("medium", ["电镀废水", "养殖尾水", "锅炉烟气", "酱油", "食用菌", "矿泉水"])
@pytest.mark.parametrize("substances", ["镍、锌", "总氮总磷", "铅和镉", "二氧化硫、氮氧化物", "菌落总数", "亚硝酸盐"])
@pytest.mark.parametrize("how", ["超标", "总是超标", "含量偏高", "都不达标"])
def test_a_list_of_substances_is_the_problem_and_its_medium_the_object(medium: str, substances: str, how: str) -> None:
    for between in ("", "里的", "中"):
        card = _card(f"{medium}{between}{substances}{how}")
        assert card.object == medium
        assert substances in card.problem
        assert len(card.sub_requirements) == 1


@pytest.mark.parametrize(
    "clause", ["预算50万", "半年内要解决", "最好找省内高校", "可以联合研发", "找这方面的专家", "想解决这个问题", "您好"]
)
def test_conditions_and_politeness_name_nothing(clause: str) -> None:
    assert read_tasks(clauses(clause)) == []
    card = _card(f"阀门密封面泄漏，{clause}")
    assert (card.object, card.problem) == ("阀门密封面", "泄漏")


@pytest.mark.parametrize("text", ["想搞智能化改造，提升竞争力", "希望降本增效", "请推荐合适的成果", "在吗"])
def test_what_names_nothing_is_vague_and_asked_about(text: str) -> None:
    card = _card(text)
    assert (card.object, card.problem, card.sub_requirements) == ("", "", [])
    assert [question.slot for question in card.questions] == ["object", "problem"]


def test_a_broad_problem_is_asked_about_once() -> None:
    card = _card("茶叶品质不稳定，想请专家来看看")
    assert not card.vague
    assert len(card.questions) == 1 and "茶叶的“品质不稳定”" in card.questions[0].text
    assert _card("茶叶发霉，想请专家来看看").questions == []


def test_a_number_set_against_another_names_the_gap() -> None:
    assert _card("石墨膜横向导热1200W/mK，想做到1800").problem == "提高横向导热"
    assert _card("数据中心PUE现在1.6，要降到1.25以下").problem == "降低PUE"


def test_a_complaint_in_numbers_is_said_in_words() -> None:
    assert _card("电池模组，-20℃放电容量保持率只有60%").problem == "低温放电容量保持率低"
    assert _card("球磨机衬板三个月就要换").problem == "更换频繁"
    assert _card("大米碎米率高达35%").problem == "碎米率高"


def test_subjects_end_before_adverb_number_and_symptom() -> None:
    assert subject("喷漆线循环水每15天就要换一次") == "喷漆线循环水"
    assert subject("独居老人摔倒没人知道") == "独居老人"
    assert subject("光伏板在沙漠电站上积灰严重") == "光伏板"
    assert subject("老旧小区电梯困人频繁") == "老旧小区电梯"


def test_wishes_name_what_they_are_about() -> None:
    assert wished("把粉煤灰掺进混凝土") == "掺粉煤灰的混凝土"
    assert wished("把猪粪快速发酵成有机肥") == "猪粪"
    assert wished("一种能在-40℃不脆裂的电缆护套料") == "电缆护套料"
    assert wished("用AI给皮带机做故障诊断") == "皮带机"


def test_partners_sought_for_something_name_tasks() -> None:
    found = pieces(clauses("寻求配方优化的技术指导和能做临床验证的合作单位"))
    assert [(piece.kind, piece.text) for piece in found] == [("partner", "配方优化"), ("partner", "临床验证")]


def test_a_message_with_headings_names_what_the_enterprise_makes_last() -> None:
    text = "企业简介：公司主营银离子敷料。\n技术难题：敷料容易粘连创面。\n预算：80万元"
    card = _card(text)
    assert card.object == "敷料" and "粘连创面" in card.sub_requirements[0].text


def test_forms_and_empty_messages() -> None:
    assert is_chat("", "短") and not is_chat("标题", "短") and not is_chat("", "长" * 300)
    assert read_chat([]).tasks == [] and read_chat([]).thing == ""
    assert is_generic("降本增效") and not is_generic("齿轮")


@pytest.mark.parametrize("text", ["、" * 200, "的" * 200, "1" * 200, "怎么" * 100, "ａｂｃ 。。，，", "解决的问题"])
def test_hostile_messages_are_read(text: str) -> None:
    assert len(_card(text).sub_requirements) <= LIMIT


@pytest.mark.parametrize(
    ("message", "thing", "problem"),
    [
        (
            "某某智造有限公司是专精特新企业，不希望公开企业名称。我们要对薄壁不锈钢管做激光焊接，焊缝飞溅大",
            "薄壁不锈钢管",
            "焊缝飞溅大",
        ),
        ("一项水性防腐底漆附着力差，先投后股，需要贷款", "水性防腐底漆", "附着力差"),
        ("我们的产品质量老是不稳定，客户投诉多，不知道该找谁帮忙看看。", "", "产品质量不稳定"),
    ],
)
def test_words_about_the_firm_and_its_money_are_neither_object_nor_problem(
    message: str, thing: str, problem: str
) -> None:
    card = understand(message)
    assert (card.object, card.problem) == (thing, problem)
