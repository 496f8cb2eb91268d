from __future__ import annotations

import pytest

from agent.read.asks.features import Candidate, Context, candidates, features
from agent.read.asks.subrequirements import LIMIT, alike, find_sub_requirements, select, title_parts
from agent.read.sections import clauses


def _quotes(text: str, title: str = "") -> list[str]:
    return [item.quote for item in find_sub_requirements(clauses(text), title, text)]


def test_numbered_needs_become_items() -> None:
    text = (
        "需求内容：\\n1、研究陶瓷釉料的低温烧成配方；\\n2、解决釉面针孔问题；\\n3、开发釉线在线检测系统。\\n"
        "现有工作基础：\\n公司成立于2005年，员工200人，拥有生产线3条。"
    )
    found = _quotes(text, "低温釉料研发")
    assert any("低温烧成配方" in q for q in found)
    assert any("针孔" in q for q in found)
    assert any("在线检测系统" in q for q in found)
    assert not any("员工" in q or "成立" in q for q in found)


def test_every_quote_is_an_exact_substring_and_ids_count_up() -> None:
    text = "随着市场发展，阀门需求增长。目前密封面易磨损，需要开发耐磨涂层，降低泄漏率。\\n预期目标：寿命提高一倍。"
    items = find_sub_requirements(clauses(text), "阀门密封", text)
    assert items
    assert all(item.quote in text or item.quote == "阀门密封" for item in items)
    assert [item.id for item in items] == [f"S{i}" for i in range(1, len(items) + 1)]


def test_there_are_never_more_than_six() -> None:
    text = "研究内容：" + "".join(
        f"\\n{i}、研究第{i}种合金的热处理工艺技术{'甲乙丙丁戊己庚辛壬癸'[i - 1]}；" for i in range(1, 10)
    )
    assert 1 <= len(_quotes(text, "合金热处理")) <= LIMIT


def test_a_topic_alone_yields_its_title() -> None:
    assert _quotes("", "桥梁健康监测系统研发") == ["桥梁健康监测系统研发"]


def test_nothing_at_all_yields_nothing() -> None:
    assert _quotes("", "") == []


def test_a_title_that_lists_topics_is_cut() -> None:
    assert title_parts("1、茶叶萎凋工艺研究。2、茶叶保鲜包装研究。") == ["茶叶萎凋工艺研究", "茶叶保鲜包装研究"]
    assert title_parts("茶叶萎凋工艺研究") == []


def test_chat_takes_the_symptom_and_leaves_the_conditions() -> None:
    text = "我们厂做压铸轮毂，表面总有气孔，合格率只有85%，预算30万，三个月内解决，最好找成都的高校"
    assert _quotes(text) == ["表面总有气孔"]


def test_chat_without_a_need_has_no_items() -> None:
    assert _quotes("你好") == []
    assert _quotes("我想找个专家") == []


def test_chosen_stretches_neither_overlap_nor_repeat() -> None:
    first = Candidate(0, 6, "提高涂层硬度", 0, 0, "run")
    inner = Candidate(2, 6, "涂层硬度", 0, 0, "cut")
    again = Candidate(20, 26, "提高涂层硬度", 1, 1, "run")
    other = Candidate(30, 36, "降低烧结温度", 2, 2, "run")
    chosen = select([first, inner, again, other], [0.9, 0.8, 0.7, 0.6], "涂层")
    assert chosen == ["提高涂层硬度", "降低烧结温度"]


def test_below_the_threshold_the_title_stands_in() -> None:
    weak = Candidate(0, 4, "某某公司", 0, 0, "run")
    assert select([weak], [0.01], "齿轮降噪") == ["齿轮降噪"]


@pytest.mark.parametrize(("a", "b", "share"), [("甲乙", "甲乙", 1.0), ("甲乙", "丙丁", 0.0), ("甲乙", "乙丙", 0.5)])
def test_alike_is_dice(a: str, b: str, share: float) -> None:
    assert alike(a, b) == share


def test_features_tell_the_section_and_use_no_process_hash() -> None:
    text = "需求内容：开发高温传感器。"
    cut = clauses(text)
    names = features(candidates(cut, text)[0], Context.of(cut, ""), text)
    assert "section=need" in names and "begins=develop" in names
