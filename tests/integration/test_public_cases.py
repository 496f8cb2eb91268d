"""Small inputs from public reports, each with siblings of our own: by the doors of conversation and decomposition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import understand
from agent.read.indicators.extract import read_quantities

TODAY = date(2026, 3, 1)
BUMPER = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上"
Values = list[tuple[str, float, float | None, str]]


def targets(text: str) -> Values:
    """Operator, values and unit of what is asked for."""
    return [(one.op, one.value, one.value_max, one.unit) for one in understand(text, today=TODAY).indicators]


def present(text: str) -> list[tuple[float, float | None]]:
    """The present values."""
    return [(one.value, one.value_max) for one in understand(text, today=TODAY).baselines]


@pytest.mark.parametrize("chatter", ["今天股市怎么样", "给我讲个笑话", "明天成都下雨吗"])
def test_chatter_leaves_no_card(talk: Any, chatter: str) -> None:
    assert talk.say(chatter).card is None
    reply = talk.say("我们注塑件良率只有92%，想提高到98%以上")
    assert reply.card is not None and "注塑件" in reply.card.object and reply.card.need == 1


@pytest.mark.parametrize("need", ["我们注塑件表面有银纹", "铝合金压铸件气孔多", "污水处理站氨氮超标"])
def test_the_same_need_again_is_answered_alike(talk: Any, need: str) -> None:
    first, second = talk.say(need), talk.say(need)
    lists = [[one.record_id for one in r.recommendation.achievements] for r in (first, second) if r.recommendation]
    assert len(lists) < 2 or lists[0] == lists[1]
    assert second.card is None or second.card.object == first.card.object


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("换个问题，奶牛乳房炎怎么防？", "奶牛"),
        ("另外问个事，茶园小绿叶蝉咋治", "茶"),
        ("还有个事，钢结构防火涂料起皮", "防火"),
    ],
)
def test_another_question_opens_a_need_of_its_own(talk: Any, message: str, word: str) -> None:
    talk.say(BUMPER)
    reply = talk.say(message)
    assert reply.act in ("recommend", "ask") and reply.card is not None
    assert reply.card.need == 2 and word in f"{reply.card.object}{reply.card.problem}"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("压铸件气孔多，不接受技术转让，只考虑委托开发", "委托开发"),
        ("粉尘浓度高，不要技术入股，只做技术许可", "技术许可"),
        ("焊缝开裂，不考虑委托开发，最好联合研发", "联合研发"),
    ],
)
def test_a_refused_mode_is_not_wished(text: str, mode: str) -> None:
    assert understand(text, today=TODAY).cooperation == [mode]


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("汙水廠要求出水氨氮不高於1.5毫克/公升", "<=", 1.5),
        ("電鍍廢水總鉻要求不高於0.5毫克/公升", "<=", 0.5),
        ("軸承壽命要求不低於8000小時", ">=", 8000),
    ],
)
def test_traditional_characters_are_read(text: str, op: str, value: float) -> None:
    assert [(one[0], one[1]) for one in targets(text)] == [(op, value)]


def test_a_traditional_need_is_read_as_the_simplified_one() -> None:
    card = understand("我們廠做汽車保險桿射出件，表面總有銀紋，良率只有92%，想提高到98%以上", today=TODAY)
    assert "银纹" in card.problem and [(one.op, one.value) for one in card.indicators] == [(">=", 98)]
    assert [one.value for one in card.baselines] == [92]


@pytest.mark.parametrize(
    ("text", "before", "wanted"),
    [
        ("产能由日产两三百件提高到日产五六百件", (200, 300), (500, 600)),
        ("日处理量由三四十吨提高到七八十吨", (30, 40), (70, 80)),
        ("一班产量从四五百只提高到八九百只", (400, 500), (800, 900)),
    ],
)
def test_vague_numerals_are_ranges(text: str, before: tuple[float, float], wanted: tuple[float, float]) -> None:
    assert present(text) == [before]
    assert [(one[1], one[2]) for one in targets(text)] == [wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要求噪声七十分贝以下，间距两丝以内，深度三十二微米以内，功率五千瓦", [70, 2, 32, 5]),
        ("要求温差三度以内，重量十二公斤以下，寿命两千小时以上", [3, 12, 2000]),
        ("要求厚度一百二十微米以上，回弹率百分之六十五以上", [120, 65]),
    ],
)
def test_numbers_in_words_are_read(text: str, expected: list[float]) -> None:
    assert [one.quantity.value for one in read_quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("螺栓断裂，预算￥1,200,000", 1_200_000),
        ("螺栓断裂，预算伍拾万元整", 500_000),
        ("螺栓断裂，预算50w", 500_000),
        ("螺栓断裂，预算30万到50万之间", 500_000),
        ("螺栓断裂，投入不低于100万元不高于300万元", 3_000_000),
        ("涂层起皮，预算¥800,000", 800_000),
        ("涂层起皮，经费贰佰万元整", 2_000_000),
        ("涂层起皮，准备投30w", 300_000),
    ],
)
def test_notations_of_money(text: str, yuan: float) -> None:
    assert understand(text, today=TODAY).budget_cny == yuan


@pytest.mark.parametrize(
    "text",
    [
        "周期：2025.6-2026.12",
        "最迟明年六月底",
        "半年到八个月完成",
        "完成时限：一般不超过3年",
        "工期：2026.4-2027.3",
        "最晚后年三月份",
        "三到五个月完成",
    ],
)
def test_notations_of_deadlines(text: str) -> None:
    card = understand(f"压铸件气孔多。{text}。", today=TODAY)
    assert card.deadline and card.deadline in card.text


@pytest.mark.parametrize(
    ("text", "unit"),
    [("通信距离大于100光年", "光年"), ("续航不低于500华里", "华里"), ("产量不低于30担", "担")],
)
def test_an_unknown_unit_is_kept_or_the_number_left(text: str, unit: str) -> None:
    assert all(unit in one[3] for one in targets(text))


def test_a_complaint_about_a_price_is_no_target() -> None:
    text = "隔膜泵膜片现在只能撑300次（客户要求≥1500次），而且价格贵了35%"
    assert targets(text) == [(">=", 1500, None, "次")]
    assert present(text)[0] == (300, None)


@pytest.mark.parametrize(
    "text",
    [
        "目前硬度只有HRC45上下浮动3",
        "浓度小于0.5mg/m³",
        "预算三四十万，半年到八个月完成",
        "现在跳动0.3上下，不稳",
        "深浅不一，差两三毫米",
    ],
)
def test_phrases_that_are_shown_stand_in_the_text(text: str) -> None:
    card = understand(text, today=TODAY)
    shown = [
        card.problem,
        *(item.text for item in card.sub_requirements),
        *(item.quote for item in card.sub_requirements),
    ]
    assert all(phrase in text for phrase in shown if phrase)


@pytest.mark.parametrize("message", ["它的报价是多少？", "这个多少钱？", "那个多少钱", "它贵不贵"])
def test_a_pronoun_behind_a_list_means_the_first_or_is_asked(talk: Any, message: str) -> None:
    first = talk.say(BUMPER).recommendation.achievements[0].record_id
    reply = talk.say(message)
    asked = any(text.startswith("第一个") for text in reply.suggestions)
    assert asked or {one.record_id for one in reply.citations} == {first}


@pytest.mark.parametrize(
    ("need", "message", "thing"),
    [
        ("我们注塑件表面有银纹", "不对，是压铸件，不是注塑件", "压铸件"),
        ("猕猴桃采后软得快", "说错了，不是猕猴桃，是水蜜桃", "水蜜桃"),
        ("电机轴承异响", "不是电机轴承，是水泵轴承", "水泵轴承"),
    ],
)
def test_a_corrected_object_is_matched_again(talk: Any, need: str, message: str, thing: str) -> None:
    talk.say(need)
    card = talk.say(message).card
    assert card is not None and thing in card.object


@pytest.mark.parametrize("message", ["解释一下什么是TRL", "中试是啥意思", "先用后付怎么理解"])
def test_a_term_is_explained_and_no_need(talk: Any, message: str) -> None:
    reply = talk.say(message)
    assert reply.act in ("explain", "policy") and reply.card is None
