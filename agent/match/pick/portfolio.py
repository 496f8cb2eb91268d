"""Portfolio: the smallest set of records that together covers most of the need."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from agent.schema import Candidate, CoverageMatrix

_MOST = 6
_DONE = frozenset({"covered", "met"})


def portfolio(
    candidates: Sequence[Candidate], coverage: CoverageMatrix, *, suggested: Collection[str] = ()
) -> list[str]:
    """Ids of the chosen records by greedy set cover, then pruned of those that the others make needless.

    Ties go to the candidate that stands earlier in ``candidates``, so pass them best first, achievements before experts
    before resources. Rows in ``suggested`` were not asked for and call for no further record.
    """
    gains = {one.record_id: _covered(one.record_id, coverage) - set(suggested) for one in candidates}
    chosen: list[str] = []
    open_rows = set().union(*gains.values()) if gains else set()
    while open_rows and len(chosen) < _MOST:
        best = max(gains, key=lambda record_id: len(gains[record_id] & open_rows))
        if not gains[best] & open_rows:
            break
        chosen.append(best)
        open_rows -= gains[best]
    return _pruned(chosen, gains)


def _covered(record_id: str, coverage: CoverageMatrix) -> frozenset[str]:
    return frozenset(row.id for row in coverage.rows if (cell := row.cells.get(record_id)) and cell.verdict in _DONE)


def _pruned(chosen: Sequence[str], gains: Mapping[str, frozenset[str]]) -> list[str]:
    kept = list(chosen)
    for record_id in reversed(chosen):
        others = frozenset().union(*(gains[one] for one in kept if one != record_id))
        if gains[record_id] <= others:
            kept.remove(record_id)
    return kept
