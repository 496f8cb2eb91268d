from __future__ import annotations

import pytest

from agent.read.indicators.extract import extract_indicators


@pytest.mark.parametrize(
    ("text", "target", "present"),
    [
        ("喷漆线循环水每15天就要换一次，做到3个月以上换一次水", ("换水周期", ">=", 3, "个月"), (15, "天")),
        ("切削液15天就要换液，想延长到3个月以上", ("换液周期", ">=", 3, "个月"), (15, "天")),
        ("滤膜两周就得更换一次，希望延长到两个月以上", ("更换周期", ">=", 2, "个月"), (2, "周")),
    ],
)
def test_a_stated_cycle_names_the_wish_and_is_its_baseline(
    text: str, target: tuple[str, str, float, str], present: tuple[float, str]
) -> None:
    targets, baselines = extract_indicators(text)
    assert [(one.op, one.value, one.unit) for one in targets] == [target[1:]]
    assert [(one.value, one.unit) for one in baselines] == [present]
    assert all(one.quote in text for one in (*targets, *baselines))


def test_other_times_are_left_alone() -> None:
    targets, _ = extract_indicators("滤芯15天就要换一次，电池续航时间不低于8小时")
    assert [one.name for one in targets] == ["电池续航时间"]
