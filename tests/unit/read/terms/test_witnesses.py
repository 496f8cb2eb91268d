"""Inputs that were once read wrongly, each with siblings that were written before the reader was."""

from __future__ import annotations

from datetime import date

import pytest

from agent.read import understand

TODAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("螺栓断裂，预算￥1,200,000", 1_200_000),
        ("轴承烧蚀，经费¥860,000", 860_000),
        ("涂层脱落，预算RMB 450,000", 450_000),
        ("螺栓断裂，预算伍拾万元整", 500_000),
        ("阀门漏气，经费壹佰贰拾万元整", 1_200_000),
        ("染色不匀，预算叁拾万圆整", 300_000),
        ("螺栓断裂，预算50w", 500_000),
        ("铸件缩松，经费120w左右", 1_200_000),
        ("涂布有条纹，预算8W以内", 80_000),
        ("螺栓断裂，预算30万到50万之间", 500_000),
        ("包装漏气，经费80万至100万", 1_000_000),
        ("印刷套色不准，准备投15-25万元", 250_000),
        ("螺栓断裂，投入不低于100万元不高于300万元", 3_000_000),
        ("管道腐蚀，投入不少于60万元不超过90万元", 900_000),
        ("电机过热，出资不低于20万不高于40万", 400_000),
        ("滤芯堵得快，预算20来万", 200_000),
        ("刀具崩刃，能出个30来万", 300_000),
        ("轴承异响，预算十来万", 100_000),
        ("烘干不均，预算二三十万", 300_000),
        ("模具粘料，费用三四十万都可以", 400_000),
        ("面团发黏，经费七八万", 80_000),
    ],
)
def test_sums_in_every_notation(text: str, yuan: float) -> None:
    assert understand(text, today=TODAY).budget_cny == yuan


@pytest.mark.parametrize(
    "text",
    [
        "焊点开裂，客户索赔12万，怎么办",
        "镀层起泡，罚了我们30万",
        "密封圈老化，停线一次损失8万",
        "进口泵一台卖36万，想国产化",
        "去年营业额三千万元，产品老化快",
        "公司产值2亿元，涂层发黄",
        "已投入80万元做试验，没有结果",
        "改造后每年节约120万元",
        "要求电芯成本0.5元/Wh",
        "吨处理成本≤800元/吨",
        "每件单价控制在12元以内",
    ],
)
def test_sums_that_are_no_budget(text: str) -> None:
    assert understand(text, today=TODAY).budget_cny is None


@pytest.mark.parametrize(
    ("text", "inside", "months"),
    [
        ("齿轮噪声大，半年内解决", "半年内", 6),
        ("镀膜脱落，三个月内解决", "三个月内", 3),
        ("烘箱温差大，一年内改好", "一年内", 12),
        ("镀层起泡，周期：2025.6-2026.12", "2025.6-2026.12", 1),
        ("铸件缩松，执行期：2026.1-2027.3", "2026.1-2027.3", 4),
        ("阀芯磨损，起止时间2026年3月至2027年11月", "2026年3月至2027年11月", 12),
        ("齿轮噪声大，最迟明年六月底", "明年六月底", 7),
        ("涂料流挂，最晚明年三月", "明年三月", 4),
        ("皮带跑偏，最迟后年一月底", "后年一月底", 14),
        ("胶水不粘，半年到八个月完成", "半年到八个月", 8),
        ("接头渗油，三到五个月完成", "三到五个月", 5),
        ("布面起毛，一年到一年半做完", "一年到一年半", 18),
        ("壳体变形，完成时限：一般不超过3年", "不超过3年", 36),
        ("水泵汽蚀，研发周期：一般不超过2年", "不超过2年", 24),
        ("板材翘曲，完成时间：不超过18个月", "18个月", 18),
        ("喷头堵塞，春耕前要用上", "春耕前", None),
        ("烘干太慢，秋收前要用上", "秋收前", None),
        ("水质发绿，汛期前弄好", "汛期前", None),
        ("电池鼓包，年底前解决", "年底前", 1),
        ("色差大，年内解决", "年内", 1),
    ],
)
def test_limits_of_time(text: str, inside: str, months: float | None) -> None:
    card = understand(text, today=TODAY)
    assert inside in card.deadline
    assert card.deadline_months == months


@pytest.mark.parametrize(
    "text",
    [
        "刮板用八个月就磨坏",
        "皮带用五个月就断",
        "滤网两个月就堵死",
        "货架期只有六个月，客户要一年",
        "质保期要五年，涂层两年就掉",
        "公司成立于2009年，涂层容易脱落",
        "15天换一次药，想3个月换一次",
    ],
)
def test_times_that_are_no_limit(text: str) -> None:
    assert understand(text, today=TODAY).deadline == ""


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("注塑件有银纹，不要北京的", "北京"),
        ("齿轮噪声大，不要上海的", "上海"),
        ("污泥太稀，不要河北的", "河北"),
        ("注塑件有银纹，除了四川的", "四川"),
        ("焊缝开裂，除了浙江的都行", "浙江"),
        ("面料起球，除了江苏的单位", "江苏"),
        ("注塑件有银纹，不考虑广东的", "广东"),
        ("电机过热，不考虑山东的", "山东"),
        ("果肉褐变，别推荐福建的", "福建"),
    ],
)
def test_excluded_places(text: str, region: str) -> None:
    card = understand(text, today=TODAY)
    assert card.regions == []
    assert card.exclude_regions == [region]
    assert region in card.exclude


@pytest.mark.parametrize(
    ("text", "mode", "refused"),
    [
        ("压铸件气孔多，不接受技术转让，只考虑委托开发", "委托开发", "技术转让"),
        ("涂层起皮，不要委托开发，只谈技术许可", "技术许可", "委托开发"),
        ("酒体浑浊，不考虑作价入股，可以联合研发", "联合研发", "作价入股"),
    ],
)
def test_refused_modes(text: str, mode: str, refused: str) -> None:
    card = understand(text, today=TODAY)
    assert card.cooperation == [mode]
    assert any(refused in thing for thing in card.exclude)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("小车定位不准，不要激光雷达方案", "激光雷达"),
        ("米粉易断，不加防腐剂", "防腐剂"),
        ("废水发臭，不要焚烧的方案", "焚烧"),
        ("工件有毛刺，不考虑化学去毛刺", "化学去毛刺"),
        ("果汁变色，不用亚硫酸盐", "亚硫酸盐"),
        ("螺栓氢脆，别叫我换达克罗", "达克罗"),
    ],
)
def test_an_excluded_thing_is_excluded_and_nothing_else(text: str, thing: str) -> None:
    card = understand(text, today=TODAY)
    assert any(thing in one for one in card.exclude)
    assert thing not in card.object + card.problem
    assert all(thing not in item.text for item in card.sub_requirements)


@pytest.mark.parametrize(
    ("text", "constraint"),
    [
        ("皮革发硬，成本不能涨", "成本不能涨"),
        ("焊缝气孔多，改造不停产", "不停产"),
        ("废气超标，占地≤50㎡", "占地≤50㎡"),
        ("面料起毛，手感不能变硬", "手感不能变硬"),
        ("酱料析油，口味不能变淡", "口味不能变淡"),
        ("主轴振动，外形尺寸不变", "外形尺寸不变"),
    ],
)
def test_constraints(text: str, constraint: str) -> None:
    assert any(constraint in one for one in understand(text, today=TODAY).constraints)


@pytest.mark.parametrize(
    ("text", "regions", "types"),
    [
        ("涂层脱落，省内优先", ["省内"], []),
        ("涂层脱落，最好本地", ["市内"], []),
        ("涂层脱落，只要高校", [], ["高校"]),
        ("涂层脱落，只要云南和贵州的单位", ["云南", "贵州"], []),
        ("涂层脱落，天津的优先", ["天津"], []),
        ("涂层脱落，只找研究所", [], ["科研院所"]),
    ],
)
def test_wished_places_and_partners(text: str, regions: list[str], types: list[str]) -> None:
    card = understand(text, today=TODAY)
    assert (card.regions, card.institution_types) == (regions, types)
