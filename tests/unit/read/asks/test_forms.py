"""Forms of every kind: tables, long forms with headings, several needs, speech without punctuation, homophones."""

from __future__ import annotations

from datetime import date

import pytest

from agent.read import understand
from agent.read.asks.choosing import LIMIT
from agent.read.asks.needs import split_needs
from agent.read.asks.reader import read_asks
from tests.timing import grows_evenly

TODAY = date(2026, 3, 1)
TABLE = "问题\t目前\t要求\n镀层结合力\t3B\t5B\n盐雾时间\t24h\t96h\n色差\t明显\t看不出\n备注：锌合金水龙头"
TABLES = [
    TABLE,
    "缺陷 | 现状 | 目标\n虚焊 | 2.1% | 0.3%\n偏移 | 1.4% | 0.2%",
    "项目,现值,期望\n出油率,38%,42%\n酸价,2.1,1.0",
]
COMPANY = "公司成立于二〇〇三年，占地一百二十亩，现有员工四百余人，拥有生产线八条，产品远销海外，是行业骨干企业。" * 40
FORM = (
    f"【企业概况】{COMPANY}\n【需求内容】{{ask}}\n【现有基础】{COMPANY[:900]}\n【合作方式】联合研发\n"
    "【预算】八十万元\n【期限】一年"
)
FORM_ASKS = [
    ("覆膜铁罐盖在高温杀菌后内壁起泡，希望找到耐蒸煮的涂层，解决起泡和脱落问题。", "起泡"),
    ("棉籽蛋白里棉酚脱不干净，蒸炒温度高了蛋白又变性，需要低温脱酚的办法。", "脱"),
    ("热浸镀锌丝盘条表面有漏镀点，酸洗后残留氧化皮，想改用不用酸的除鳞方法。", "漏镀|除鳞|氧化皮"),
]
SEVERAL = [
    ("我们三件事：一、窑车裙板变形，半年换一批；二、釉浆沉得快；三、废瓷没地方堆。", 3),
    ("食品厂两个难题。①烘干机出来的果脯含水不匀，高低差五个点；②糖水发酵报废，一天倒掉两吨。", 2),
    ("1、电解槽阴极板短路靠人摸，想在线测；\n2、阳极泥里银收率只有九成一，想到九成五；\n3、车间酸雾大。", 3),
]
SINGLE = [
    "我们做尼龙扎带的，低温一拉就断，想零下四十度不断，成本别涨太多",
    "需求内容：\n1、提高涂层硬度到9H；\n2、降低涂层固化温度。\n预期目标：\n1、附着力0级；\n2、耐醇擦500次。",
    "冷冻面团醒发慢，客户等不及。预算二十万，半年内做完，最好找省内的学校",
]
SPEECH = [
    "喂你好我们是做竹地板的现在胶合强度老是上不去一泡水就开我们换过两家的胶都不行想问问有没有老师能帮忙看看",
    "老师我想问一下那个我们酒糟一天二十吨夏天堆一会就馊了卖也卖不掉想烘干又太费气有没有别的办法",
    "你好我这边是地铁维保的那个道床积水老是查不出来从哪渗的人下去看危险得很想上个机器人去看",
]
HOMOPHONES = [
    ("螺栓锁力不稳定，扭矩打够了还是松，客户天天投诉", "螺栓"),
    ("注塑机料筒温渡波动大，制品老缩水", "注塑机"),
    ("电机轴成异响，返修绿高", "电机"),
]


@pytest.mark.parametrize("text", TABLES, ids=["tabs", "bars", "commas"])
def test_rows_of_a_table_are_asked_for_and_its_header_is_not(text: str) -> None:
    card = understand(text, today=TODAY)
    header = text.split("\n")[0]
    assert card.sub_requirements
    assert all(item.quote in text and item.quote not in header for item in card.sub_requirements)
    assert card.problem not in ("问题", "缺陷", "项目", header)


@pytest.mark.parametrize(("ask", "word"), FORM_ASKS, ids=[ask[:6] for ask, _ in FORM_ASKS])
def test_a_form_of_five_thousand_characters_keeps_its_real_problem(ask: str, word: str) -> None:
    text = FORM.format(ask=ask)
    assert len(text) > 2_800
    card = understand(text, today=TODAY)
    quotes = [item.quote for item in card.sub_requirements]
    assert any(option in quote for option in word.split("|") for quote in quotes)
    assert not any("骨干企业" in quote or "员工" in quote for quote in quotes)


@pytest.mark.parametrize(("text", "count"), SEVERAL, ids=[text[:6] for text, _ in SEVERAL])
def test_a_message_with_several_needs_is_parted(text: str, count: int) -> None:
    parts = split_needs(text)
    assert len(parts) == count
    assert parts[0].start == 0 and parts[-1].end == len(text)
    assert all(a.end == b.start for a, b in zip(parts, parts[1:], strict=False))


@pytest.mark.parametrize("text", SINGLE, ids=[text[:6] for text in SINGLE])
def test_a_single_need_is_not_parted(text: str) -> None:
    assert [(part.start, part.end) for part in split_needs(text)] == [(0, len(text))]


@pytest.mark.parametrize("text", SPEECH, ids=[text[:8] for text in SPEECH])
def test_speech_without_punctuation_is_cut_into_stretches(text: str) -> None:
    card = understand(text, today=TODAY)
    assert 1 <= len(card.sub_requirements) <= LIMIT
    assert all(item.quote in text and len(item.quote) < len(text) - 10 for item in card.sub_requirements)
    assert card.object and not card.vague


@pytest.mark.parametrize(("text", "thing"), HOMOPHONES, ids=[text[:6] for text, _ in HOMOPHONES])
def test_homophones_do_not_hide_the_object(text: str, thing: str) -> None:
    found = understand(text, today=TODAY).object
    assert thing in found or found in text.split("，")[0]
    assert found


@pytest.mark.parametrize(
    "unit", ["1", "预算50万元", "开发高温传感器，", "、提高强度", "一、二、", "【目标】", "a ", "目标\t1\n", "（"]
)
def test_a_long_text_of_anything_is_read_in_even_time(unit: str) -> None:
    assert grows_evenly(lambda text: read_asks("", text), unit, 4_000)
