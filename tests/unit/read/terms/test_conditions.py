from __future__ import annotations

import pytest

from agent.read.terms.region import extract_institution_types, extract_regions, find_places, plain_region
from agent.read.terms.secrecy import extract_secrecy, lifts_secrecy
from agent.read.terms.tier import extract_enterprise, extract_stage, extract_tier


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("最好找省内高校", ["省内"]),
        ("希望与成都的院所合作", ["成都"]),
        ("地区不限", ["不限"]),
        ("优先四川高校", ["四川"]),
        ("全国范围都可以", ["不限"]),
        ("想找川内团队合作", ["四川"]),
        ("最好在重庆找", ["重庆"]),
        ("想在苏州找个团队", ["苏州"]),
        ("最好是江苏那边的", ["江苏"]),
        ("优先成都周边", ["成都"]),
        ("我公司位于成都", []),
        ("我们在重庆建厂，想解决飞溅", []),
        ("提高良率", []),
    ],
)
def test_regions(text: str, regions: list[str]) -> None:
    assert extract_regions(text) == regions


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("最好找省内高校", ["高校"]),
        ("寻求科研院所合作", ["科研院所"]),
        ("高校、研究院都可以", ["高校", "科研院所"]),
        ("我公司已与某大学合作多年", []),
        ("齿轮噪声大", []),
    ],
)
def test_institution_types(text: str, types: list[str]) -> None:
    assert extract_institution_types(text) == types


def test_places_in_the_card_s_words() -> None:
    assert plain_region("四川省") == "四川"
    assert plain_region("本省") == "省内"
    assert find_places("四川和重庆") == ["四川", "重庆"]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("我们是国家级专精特新小巨人", "专精特新“小巨人”企业"),
        ("公司是专精特新企业", "专精特新企业"),
        ("我公司是高企", "高新技术企业"),
        ("某产业链链主", "链主企业"),
        ("我司为规上企业", "规上企业"),
        ("科技型中小企业", "科技型中小企业"),
        ("普通工厂", ""),
        ("平台服务专精特新企业", ""),
    ],
)
def test_tier(text: str, tier: str) -> None:
    assert extract_tier(text) == tier


def test_enterprise_only_when_it_is_the_speaker_s_own() -> None:
    assert extract_enterprise("我们是成都示例机械有限公司，做阀门") == "成都示例机械有限公司"
    assert extract_enterprise("希望与成都示例机械有限公司合作") == ""
    assert extract_enterprise("我们做阀门") == ""


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("不要公开企业名称", "不公开企业名称"),
        ("请匿名发布", "不公开企业名称"),
        ("配方需要保密", "保密"),
        ("开发保密通信系统", ""),
        ("不需要保密", ""),
        ("提高良率", ""),
    ],
)
def test_secrecy(text: str, wish: str) -> None:
    assert extract_secrecy(text) == wish


@pytest.mark.parametrize(
    ("text", "lifted"), [("可以公开了", True), ("无需保密", True), ("不能公开", False), ("保密", False)]
)
def test_secrecy_is_lifted_by_word_only(text: str, lifted: bool) -> None:
    assert lifts_secrecy(text) is lifted


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("最好是中试以上", "中试"),
        ("希望有成熟的技术", "产业化"),
        ("小试阶段的也行，希望便宜", "小试"),
        ("希望是产业化阶段、拿来就能用的", "产业化"),
        ("要量产阶段的成套线", "产业化"),
        ("想找能直接投产的办法", "产业化"),
        ("希望是已经中试过的技术", "中试"),
        ("公司已完成中试", ""),
        ("我们的产品已经量产", ""),
    ],
)
def test_stage(text: str, stage: str) -> None:
    assert extract_stage(text) == stage
