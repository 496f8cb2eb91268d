"""Units, stretches and the choice among them."""

from __future__ import annotations

import numpy as np
import pytest

from agent.read.asks.choosing import LIMIT, alike, select
from agent.read.asks.sight.model import FILE, load, sums
from agent.read.asks.sight.prepared import Prepared
from agent.read.asks.sight.relations import SEEN
from agent.read.asks.sight.stretches import Stretch, find_stretches
from agent.read.asks.sight.units import MOST, find_units


def _stretch(start: int, end: int, quote: str) -> Stretch:
    return Stretch(start, end, quote, 0, 0, False)


def test_members_of_an_enumeration_are_units_and_the_title_is_one() -> None:
    units = find_units("涂层耐磨", "需要攻克喷涂厚度控制、孔隙率降低以及结合力提升技术")
    assert [(unit.kind, unit.text) for unit in units] == [
        ("title", "涂层耐磨"),
        ("part", "需要攻克喷涂厚度控制"),
        ("part", "孔隙率降低"),
        ("part", "结合力提升技术"),
    ]


def test_a_title_that_lists_topics_is_cut() -> None:
    title = "1、茶叶萎凋工艺研究。2、茶叶保鲜包装研究。"
    assert [unit.text for unit in find_units(title, "")] == ["茶叶萎凋工艺研究", "茶叶保鲜包装研究"]


def test_stretches_keep_to_a_sentence_and_close_their_brackets() -> None:
    text = "镀层（含锡）起皮，客户退货。烘箱温度不匀"
    units = find_units("", text)
    found = find_stretches(units, "", text)
    assert all(text[s.start : s.end] == s.quote for s in found)
    assert not any("。" in s.quote for s in found)
    assert all(s.quote.count("（") == s.quote.count("）") for s in found)


def test_two_short_quotes_beat_the_long_one_that_holds_them() -> None:
    parts = [
        _stretch(0, 20, "提高涂层硬度并降低摩擦系数与成本"),
        _stretch(0, 8, "提高涂层硬度"),
        _stretch(9, 20, "降低摩擦系数"),
    ]
    assert [s.quote for s in select(parts, [0.6, 0.55, 0.55], 0.38)] == ["提高涂层硬度", "降低摩擦系数"]
    assert [s.quote for s in select(parts, [0.9, 0.4, 0.4], 0.38)] == ["提高涂层硬度并降低摩擦系数与成本"]


def test_chosen_stretches_neither_overlap_nor_repeat_and_are_few() -> None:
    again = [_stretch(0, 6, "提高涂层硬度"), _stretch(20, 26, "提高涂层硬度"), _stretch(30, 36, "降低烧结温度")]
    assert [s.quote for s in select(again, [0.9, 0.7, 0.6], 0.3)] == ["提高涂层硬度", "降低烧结温度"]
    many = [_stretch(10 * i, 10 * i + 9, f"{'甲乙丙丁戊己庚辛'[i]}{'东南西北天地玄黄'[i]}") for i in range(8)]
    assert len(select(many, [0.9] * 8, 0.3)) == LIMIT
    assert len(select(many, [0.01] * 7 + [0.02], 0.3)) == 1
    assert select(many, [0.01] * 8, 0.3, at_least_one=False) == []


@pytest.mark.parametrize(("a", "b", "share"), [("甲乙", "甲乙", 1.0), ("甲乙", "丙丁", 0.0), ("甲乙", "乙丙", 0.5)])
def test_alike_is_dice(a: str, b: str, share: float) -> None:
    assert alike(a, b) == share


def test_sums_add_the_weights_of_each_row() -> None:
    weights = np.arange(6, dtype=np.float32)
    assert sums([[0, 1], [5]], weights).tolist() == [1.0, 5.0]
    assert sums([], weights).shape == (0,)


def test_the_number_of_units_and_stretches_looked_at_is_bounded() -> None:
    prepared = Prepared.of("", "，".join(["提高强度并降低成本"] * 3_000))
    assert len(prepared.units) == MOST
    roles = np.zeros((MOST, 13))
    kept, table = prepared.second_pass(np.arange(len(prepared.stretches), dtype=float), roles)
    assert len(kept) == SEEN == len(table)


def test_the_packaged_weights_say_how_good_they_are_and_are_small() -> None:
    stored = load(FILE)
    assert set(stored.about["cross_validated"]) == {"asked", "object"}
    assert FILE.stat().st_size < 3_000_000
