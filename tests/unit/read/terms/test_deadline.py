"""The time limit asked for, and what looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.terms.deadline import extract_deadline

TODAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("text", "inside", "months"),
    [
        ("预算50万，半年内要解决。", "半年内", 6),
        ("希望在6个月以内完成样机研制。", "6个月以内", 6),
        ("项目周期18个月。", "项目周期18个月", 18),
        ("研发周期：2年", "研发周期：2年", 24),
        ("要求2027年6月底前完成验收。", "2027年6月底前", 7),
        ("力争明年年底前投产。", "明年年底前", 13),
        ("合同签订后3个月内交付。", "3个月内", 3),
        ("预期目标：两年内实现量产。", "两年内", 24),
        ("计划用2.5年的时间完成定型。", "2.5年", 30),
        ("合同生效后６个月内提交方案，12个月内完成样机。", "12个月内", 12),
        ("工期要求90天", "90天", 2.96),
        ("希望年底前解决。", "年底前", 1),
    ],
)
def test_a_stated_limit_is_found(text: str, inside: str, months: float) -> None:
    quote, found = extract_deadline(text, TODAY)
    assert inside in quote
    assert quote in text
    assert found == months


def test_a_date_that_has_passed_keeps_its_quote_without_months() -> None:
    assert extract_deadline("要求2020年12月底前完成。", TODAY) == ("2020年12月底前", None)


@pytest.mark.parametrize(
    "text",
    [
        "公司成立于2008年，20年来一直专注润滑技术。",
        "缓存可保存10天内的记录。",
        "2019年3月通过了鉴定。",
        "产品保质期12个月，使用寿命5年。",
        "近三年内研发投入持续增长。",
        "系统需在30天内稳定运行，数据存储1年。",
        "滤芯每20天更换一次。",
        "",
    ],
)
def test_other_times_are_no_deadline(text: str) -> None:
    assert extract_deadline(text, TODAY) == ("", None)


@given(st.integers(1, 36))
def test_months_are_counted(months: int) -> None:
    assert extract_deadline(f"希望{months}个月内完成。", TODAY)[1] == months


@given(st.text(alphabet="0123456789年月日内前底完成希望半两三，。 -~", max_size=40))
def test_any_text_is_survived_with_an_exact_quote(text: str) -> None:
    quote, months = extract_deadline(text, TODAY)
    assert quote in text
    assert months is None or months > 0


def test_a_bare_time_among_the_terms_of_cooperation_is_the_limit() -> None:
    assert extract_deadline("合作：联合研发，经费80万元，18个月。", TODAY) == ("18个月", 18.0)
    assert extract_deadline("经费80万元，保存12个月，容量90%", TODAY) == ("", None)
