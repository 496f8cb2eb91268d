"""What trying the first edition showed, each input with two siblings that were written before their result was seen."""

from __future__ import annotations

import pytest

from agent.read.indicators.extract import extract_indicators

Values = list[tuple[str, float, str]]

ROLES: list[tuple[str, Values, list[tuple[float, str]] | None]] = [
    ("良率92%，想提高到98%", [(">=", 98, "%")], [(92, "%")]),
    ("回收率75%，想提到90%", [(">=", 90, "%")], [(75, "%")]),
    ("发芽率八成，希望提高到九成五", [(">=", 95, "%")], [(80, "%")]),
    ("焊缝气孔率5%，要降到1%以下", [("<=", 1, "%")], [(5, "%")]),
    ("出水浊度8NTU，要降到1NTU以下", [("<=", 1, "NTU")], [(8, "NTU")]),
    ("缝合断线率3%，要压到0.5%以内", [("<=", 0.5, "%")], [(3, "%")]),
    ("单件耗时45秒，目标30秒", [("<=", 30, "秒")], [(45, "秒")]),
    ("换型时间90分钟，目标25分钟", [("<=", 25, "分钟")], [(90, "分钟")]),
    ("单炉电耗620度，目标500度", [("<=", 500, "度")], [(620, "度")]),
    ("涂层盐雾200小时，要求500小时", [(">=", 500, "小时")], [(200, "小时")]),
    ("胶带持粘18小时，要求72小时", [(">=", 72, "小时")], [(18, "小时")]),
    ("模具寿命3万次，要求10万次", [(">=", 100000, "次")], [(30000, "次")]),
    ("货架期只有两年，客户要五年", [(">=", 5, "年")], [(2, "年")]),
    ("续航只有三小时，客户要八小时", [(">=", 8, "小时")], [(3, "小时")]),
    ("密封圈只能用半年，客户要三年", [(">=", 3, "年")], [(0.5, "年")]),
    ("现在只能撑300次（客户要求≥1500次）", [(">=", 1500, "次")], [(300, "次")]),
    ("现在只到40MPa（图纸要求≥60MPa）", [(">=", 60, "MPa")], [(40, "MPa")]),
    ("目前只有85%（主机厂要求≥95%）", [(">=", 95, "%")], [(85, "%")]),
    ("我们的电耗已经压过一轮，还想再省20%", [(">=", 20, "%")], []),
    ("蒸汽用得太多，想再省15%", [(">=", 15, "%")], []),
    ("油耗高，想再降10%", [(">=", 10, "%")], []),
    ("切开的苹果24小时内褐变，想找保鲜的办法", [], None),
    ("鲜笋12小时内就发黄，求护色技术", [], None),
    ("面团30分钟内就塌，有没有改良剂", [], None),
    ("我们切边浪费百分之三十，想找排料软件", [], None),
    ("下料损耗百分之二十，求优化软件", [], None),
    ("做罐头的，边角料占百分之十五，想利用起来", [], None),
    ("电镀废水每天80吨水，出水镍超标，求处理技术", [], []),
    ("印染废水一天200吨，色度去不掉，找人帮忙", [], []),
    ("养猪场每天30吨粪水，臭味大，怎么处理", [], []),
    ("同类件可以达到四年，我们的一年就坏，想找人看看原因", [], []),
    ("隔壁厂能做到2%，我们老是做不好，求指导", [], []),
    ("德国的能跑到每分钟800米，我们的机器老断纱，求教", [], []),
    ("深镀能力只有70%，客户要90%以上，还要成本降三成", [(">=", 90, "%"), (">=", 30, "%")], [(70, "%")]),
    ("附着力只有3MPa，客户要5MPa以上，还要价格降一成", [(">=", 5, "MPa"), (">=", 10, "%")], [(3, "MPa")]),
    ("转化率只有60%，甲方要85%以上，能耗也要降两成", [(">=", 85, "%"), (">=", 20, "%")], [(60, "%")]),
]

CYCLES: list[tuple[str, float, str]] = [
    ("要求：节拍3秒一件", 3, "秒"),
    ("技术要求：节拍8秒", 8, "秒"),
    ("技术指标：单件循环时间15秒", 15, "秒"),
]

NAMES: list[tuple[str, float, str]] = [
    ("卤制鸡爪常温存放28天就胀袋，想做到常温保质期180天", 180, "保质期"),
    ("鲜米粉冷藏3天就发酸，想做到冷藏保质期15天", 15, "保质期"),
    ("木门做完一个月就开裂，想做到使用寿命十年", 10, "寿命"),
    ("我们注塑件良率92%，想提高到98%", 98, "良率"),
    ("我们压铸件合格率85%，想提高到95%", 95, "合格率"),
    ("我们家电镀件返工率12%，想降到3%", 3, "返工率"),
    ("深镀能力只有70%，客户要90%以上", 90, "深镀能力"),
    ("剥离强度只有4N/mm，客户要8N/mm以上", 8, "剥离强度"),
    ("回弹率只有60%，主机厂要80%以上", 80, "回弹率"),
    ("滤芯现在只能撑300次（客户要求≥1500次）", 1500, "滤芯"),
    ("弹簧现在只能压5万次（客户要求≥20万次）", 200000, "弹簧"),
    ("刀片目前只能切800件（客户要求≥2000件）", 2000, "刀片"),
]


@pytest.mark.parametrize(("text", "targets", "present"), ROLES)
def test_role_and_direction(text: str, targets: Values, present: list[tuple[float, str]] | None) -> None:
    """None: whether a loss without a target counts as a present value is not settled."""
    found, before = extract_indicators(text)
    assert [(one.op, one.value, one.unit) for one in found] == targets
    assert present is None or [(one.value, one.unit) for one in before] == present


@pytest.mark.parametrize(("text", "value", "unit"), CYCLES)
def test_a_bare_cycle_time_is_an_upper_limit(text: str, value: float, unit: str) -> None:
    found, _ = extract_indicators(text)
    assert [(one.op, one.value, one.unit.split("/")[0]) for one in found] == [("<=", value, unit)]


@pytest.mark.parametrize(("text", "value", "part"), NAMES)
def test_the_property_is_the_name(text: str, value: float, part: str) -> None:
    found, _ = extract_indicators(text)
    name = next(one.name for one in found if one.value == value)
    assert part in name
    assert len(name) <= len(part) + 6
    assert not name.startswith(("我们", "客户", "想", "要"))


@pytest.mark.parametrize(
    "text",
    [
        "采购高低温试验箱2台 -40~150℃，容积不小于500L",
        "采购恒温槽3套 -20~80℃，波动不大于0.1℃",
        "需要真空炉1台 室温~1200℃，真空度不低于5Pa",
    ],
)
def test_a_count_and_a_range_are_two(text: str) -> None:
    found, before = extract_indicators(text)
    assert not any(one.value in (1, 2, 3) for one in (*found, *before))
    assert found


def test_no_name_is_empty() -> None:
    for text, _, _ in ROLES:
        found, before = extract_indicators(text)
        assert all(one.name for one in (*found, *before))
