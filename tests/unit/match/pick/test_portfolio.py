"""Portfolio: greedy cover, pruned."""

import itertools
import random

from agent.match.pick.portfolio import portfolio
from agent.schema import Candidate, Cell, CoverageMatrix, CoverageRow


def candidates(ids: str) -> list[Candidate]:
    return [Candidate(record_id=one, kind="achievement", title=one, level="强", probability=1, score=1) for one in ids]


def grid(covered: dict[str, str]) -> CoverageMatrix:
    """``covered`` maps a row to the candidate ids that cover it."""
    ids = sorted(set("".join(covered.values())))
    rows = [
        CoverageRow(
            id=row,
            kind="sub_requirement",
            text=row,
            cells={one: Cell(verdict="covered" if one in by else "partial") for one in ids},
        )
        for row, by in covered.items()
    ]
    return CoverageMatrix(columns=ids, rows=rows)


def test_one_record_that_covers_all_is_enough() -> None:
    assert portfolio(candidates("ab"), grid({"S1": "ab", "S2": "b", "S3": "b"})) == ["b"]


def test_ties_go_to_the_earlier_candidate() -> None:
    assert portfolio(candidates("ba"), grid({"S1": "ab"})) == ["b"]


def test_what_the_others_make_needless_is_pruned() -> None:
    covered = {"1": "ab", "2": "ac", "3": "ab", "4": "ac", "5": "b", "6": "c"}
    assert set(portfolio(candidates("abc"), grid(covered))) == {"b", "c"}


def test_nothing_covered_gives_an_empty_portfolio() -> None:
    assert portfolio(candidates("a"), grid({"S1": ""})) == []
    assert portfolio([], grid({"S1": "a"})) == []


def test_portfolio_covers_everything_coverable_and_holds_nothing_needless() -> None:
    rng = random.Random(3)
    for _ in range(50):
        covered = {f"S{row}": "".join(one for one in "abcde" if rng.random() < 0.4) for row in range(6)}
        chosen = portfolio(candidates("abcde"), grid(covered))
        coverable = {row for row, by in covered.items() if by}
        assert {row for row, by in covered.items() if set(by) & set(chosen)} == coverable
        for smaller in itertools.combinations(chosen, max(len(chosen) - 1, 0)):
            assert not chosen or {row for row, by in covered.items() if set(by) & set(smaller)} != coverable


def test_suggested_points_call_for_no_further_record() -> None:
    assert portfolio(candidates("ab"), grid({"S1": "a", "P1": "b"}), suggested=["P1"]) == ["a"]
