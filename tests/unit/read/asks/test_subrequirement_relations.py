"""List items of a cut text, and what the scores of its candidates say about each other."""

from __future__ import annotations

import numpy as np

from agent.read.asks.features import Candidate, Context, candidates
from agent.read.asks.relations import relations
from agent.read.asks.subrequirements import LIMIT, probabilities, select
from agent.read.layout.lists import find_lists
from agent.read.sections import clauses

NESTED = "研究内容：\\n1、窑炉燃烧优化\\n（1）燃烧器结构设计；\\n（2）空燃比控制；\\n2、余热回收\\n（1）换热器选型。"


def _stretch(start: int, end: int, quote: str) -> Candidate:
    return Candidate(start, end, quote, 0, 0, "run")


def test_a_list_goes_on_after_the_list_below_it() -> None:
    lists = find_lists(clauses(NESTED))
    items = {item.number: item for item in lists.of if item}
    top = [n for n, item in items.items() if item.above is None]
    assert len(items) == 5
    assert [items[n].series for n in top] == [items[top[0]].series] * 2
    assert len(lists.members[items[top[0]].series]) == 2
    assert [len(lists.below[n]) for n in top] == [2, 1]


def test_short_lines_without_numbers_are_a_list_and_prose_is_none() -> None:
    lines = "支持远程升级\\n支持断点续传\\n具备自检功能\\n接口符合现场总线\\n全天候运行"
    assert len({item.number for item in find_lists(clauses(lines)).of if item}) == 5
    assert find_lists(clauses("公司生产阀门，密封面易磨损。需要开发耐磨涂层，降低泄漏率。")).of == [None] * 4


def test_a_sibling_and_a_stretch_that_contains_it_show_in_the_features() -> None:
    cut = clauses(NESTED)
    found = candidates(cut, NESTED)
    quotes = [c.quote for c in found]
    scores = np.full(len(found), -4.0)
    scores[quotes.index("空燃比控制")] = 1.5
    names = relations(found, cut, scores)
    assert "rank=0" in names[quotes.index("空燃比控制")]
    sibling, stranger = names[quotes.index("燃烧器结构设计")], names[quotes.index("换热器选型")]
    assert {"siblings best=13", "better apart=1"} <= set(sibling)
    assert "siblings best=0" in stranger
    assert relations([], cut, np.zeros(0)) == []


def test_two_short_quotes_beat_the_long_one_that_holds_them() -> None:
    parts = [
        _stretch(0, 20, "提高涂层硬度并降低摩擦系数与成本"),
        _stretch(0, 8, "提高涂层硬度"),
        _stretch(9, 20, "降低摩擦系数"),
    ]
    assert select(parts, [0.6, 0.55, 0.55], "涂层") == ["提高涂层硬度", "降低摩擦系数"]
    assert select(parts, [0.9, 0.4, 0.4], "涂层") == ["提高涂层硬度并降低摩擦系数与成本"]


def test_choice_is_limited_and_falls_back() -> None:
    many = [_stretch(10 * i, 10 * i + 9, f"{'甲乙丙丁戊己庚辛'[i]}{'东南西北天地玄黄'[i]}") for i in range(8)]
    assert len(select(many, [0.9] * 8, "题")) == LIMIT
    assert select(many, [0.01] * 8, "题") == ["题"]
    assert len(select(many, [0.01] * 7 + [0.02], "")) == 1


def test_probabilities_are_chances_of_every_candidate() -> None:
    cut = clauses(NESTED)
    found = candidates(cut, NESTED)
    chances = probabilities(found, Context.of(cut, "窑炉节能"), NESTED)
    assert len(chances) == len(found)
    assert all(0 < chance < 1 for chance in chances)
    assert probabilities([], Context.of([], ""), "") == []


def test_the_number_of_candidates_is_bounded() -> None:
    listed = "、".join(["提高强度"] * 500)
    assert len(candidates(clauses(listed), listed)) < 100
    prose = "，".join(["提高强度并降低成本"] * 900)
    assert len(candidates(clauses(prose), prose)) == 800


def test_a_stretch_that_is_said_again_shows_on_both_sides() -> None:
    text = "存在窑炉燃烧不均的问题。需要购买新的风机。解决窑炉燃烧不均问题。"
    cut = clauses(text)
    found = [c for c in candidates(cut, text) if c.kind == "run" and c.first == c.last]
    first, other, last = (relations(found, cut, np.zeros(len(found)))[i] for i in (0, 1, 2))
    assert "echo behind=4" in first and "echo before=0" in first
    assert "echo before=4" in last and "echo behind=0" in last
    assert "echo before=0" in other and "echo behind=0" in other
