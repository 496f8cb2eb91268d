from __future__ import annotations

import numpy as np
import pytest

from agent.read.terms.field import FIELDS, classify_field, combine, field_scores, hashed_letters
from knowledge.records import TechnicalField


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("开发基于深度学习的图像识别软件平台", "电子信息"),
        ("无人机飞行控制与卫星导航载荷", "航空航天"),
        ("数控机床主轴轴承的装配精度", "先进制造"),
        ("抗肿瘤药物制剂的临床试验", "生物医药和医疗器械"),
        ("耐高温树脂基复合材料的改性", "新材料及其应用"),
        ("锂离子电池储能系统的能量密度", "新能源与高效节能"),
        ("化工废水零排放与污泥资源化", "环境保护与资源综合利用"),
        ("放射性同位素辐照装置", "核应用"),
        ("水稻育种与病虫害防治", "农业"),
        ("高速铁路轨道道岔的养护", "现代交通"),
        ("装配式建筑与地基基坑施工", "城市建设与社会发展"),
    ],
)
def test_each_field_is_found(text: str, field: str) -> None:
    assert classify_field(text)[0] == TechnicalField(field)


def test_a_second_choice_is_given_when_two_fields_are_close() -> None:
    first, others = classify_field("汽车保险杠注塑件表面有银纹")
    assert first == TechnicalField.MANUFACTURING
    assert TechnicalField.MATERIALS in others


def test_text_that_tells_nothing_has_no_field() -> None:
    assert classify_field("你好") == (None, [])
    assert classify_field("") == (None, [])


def test_alternatives_never_repeat_the_first_choice() -> None:
    first, others = classify_field("污水处理厂的传感器与控制系统")
    assert first not in others and len(others) <= 2


def test_the_title_counts_more_than_the_text() -> None:
    alone = field_scores("水稻")[TechnicalField.AGRICULTURE]
    assert field_scores("", "水稻")[TechnicalField.AGRICULTURE] == pytest.approx(3 * alone)


def test_letters_make_a_unit_vector() -> None:
    values = list(hashed_letters("等离子喷涂涂层").values())
    assert np.isclose(sum(v * v for v in values), 1.0)
    assert hashed_letters("", "") == {}


def test_terms_outweigh_even_chances() -> None:
    even = np.full(len(FIELDS), 1 / len(FIELDS))
    totals = combine(even, {TechnicalField.NUCLEAR: 5.0})
    assert FIELDS[int(totals.argmax())] == TechnicalField.NUCLEAR
