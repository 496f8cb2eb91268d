"""Hygiene of a ranked list."""

import pytest

from agent.match.pick.fairness import collapse, exposure, spread, stuffing
from knowledge.records import Achievement, Record, Source

SUMMARY = "用近红外探头对烘干后的粒料做在线含水监测，超标时自动延长烘料时间，并把批次数据写进看板，换料后十分钟内稳定。"
PROSE = (
    "面向中小注塑厂的成套工艺，先测含水率和模腔压力定位成因，再分段整治烘料、塑化、排气与注射速度，最后锁定工艺窗口。"
)


def achievement(record_id: str, title: str, summary: str = "", institution: str = "") -> Achievement:
    return Achievement(id=record_id, title=title, summary=summary, institution=institution, source=Source(title="示例"))


def by_id(*records: Record) -> dict[str, Record]:
    return {one.id: one for one in records}


def test_near_duplicates_share_one_place() -> None:
    first = achievement("A-1", "粒料含水在线监测", SUMMARY)
    copy = achievement("A-2", "粒料含水在线监测", SUMMARY.replace("，", "、") + "已用两年")
    other = achievement("A-3", "银纹抑制成套工艺", PROSE)
    assert collapse(["A-1", "A-3", "A-2"], by_id(first, copy, other)) == {"A-1": ["A-2"], "A-3": []}


@pytest.mark.parametrize("cut", [0, 1, 5, 20])
def test_collapse_agrees_with_comparing_every_pair(cut: int) -> None:
    from agent.match.pick.fairness import DUPLICATE, similarity

    left, right = achievement("A-1", "甲", SUMMARY), achievement("A-2", "甲", SUMMARY[: len(SUMMARY) - cut])
    together = similarity(left, right) >= DUPLICATE
    assert (collapse(["A-1", "A-2"], by_id(left, right)) == {"A-1": ["A-2"]}) is together


def test_one_institution_holds_at_most_three_of_the_first_ten() -> None:
    records = by_id(
        *(achievement(f"A-{n}", f"成果{n}", institution="甲大学" if n < 6 else f"乙{n}") for n in range(14))
    )
    order = spread(list(records), records)
    assert order[:4] == ["A-0", "A-1", "A-2", "A-6"]
    assert sum(records[one].institution == "甲大学" for one in order[:10]) == 3  # type: ignore[attr-defined]
    assert sorted(order) == sorted(records)


def test_stuffed_records_are_found_and_prose_is_not() -> None:
    stuffed = achievement("A-1", "银纹 注塑 保险杠 " * 3, "保险杠注塑银纹解决方案，" * 12)
    assert stuffing(stuffed) > 0.4
    assert stuffing(achievement("A-2", "银纹抑制成套工艺", PROSE)) == 0.0


def test_exposure_counts_places_by_institution() -> None:
    records = by_id(
        achievement("A-1", "一", institution="甲大学"),
        achievement("A-2", "二", institution="甲大学"),
        achievement("A-3", "三", institution="乙研究院"),
        achievement("A-4", "四"),
    )
    assert exposure(list(records), records) == {"甲大学": 2, "乙研究院": 1}
