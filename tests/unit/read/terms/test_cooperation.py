from __future__ import annotations

import pytest

from agent.read.terms.cooperation import extract_cooperation


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("希望与高校联合攻关，突破涂层技术", ["联合研发"]),
        ("寻求合作开发新型减速器", ["联合研发"]),
        ("委托院所开发控制软件", ["委托开发"]),
        ("想购买成熟的专利", ["技术转让"]),
        ("愿意接受专利许可", ["技术许可"]),
        ("需要技术支持", ["技术服务"]),
        ("希望得到专家的现场指导", ["技术服务"]),
        ("可以技术入股", ["作价入股"]),
        ("共建联合实验室", ["共建平台"]),
        ("急需引进材料专业博士", ["人才引进"]),
        ("采用技术开发或技术咨询方式", ["技术咨询", "技术开发"]),
        ("寻求合作单位", ["未说明"]),
        ("提高涂层硬度", ["未说明"]),
    ],
)
def test_modes(text: str, modes: list[str]) -> None:
    assert sorted(extract_cooperation(text)) == sorted(modes)


def test_past_cooperation_does_not_count() -> None:
    assert extract_cooperation("我公司已与某大学联合攻关多年") == ["未说明"]
    text = "需求内容：提高涂层硬度。\\n现有工作基础：\\n与研究院合作开发了两代产品。"
    assert extract_cooperation(text) == ["未说明"]


def test_the_title_is_read_too() -> None:
    assert extract_cooperation("", "传感器技术创新平台建设") == ["共建平台"]
