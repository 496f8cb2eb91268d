"""Put the needs of the honest set to the agent and print what judges say of the answers, beside simple rivals."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from agent import Agent, ranking
from evals.errors import EvalError
from evals.example import example_agent
from evals.measure import Measure
from evals.truth.cases import FOLDER, Grade, Need, by_need, load_grades, load_needs
from evals.truth.figures import BM25, BOTH, OURS, Asked, abstention, length, precision, ranks
from evals.truth.pool import KINDS, Run, Searches, pool

GRADES = FOLDER / "grades.jsonl"


def measure(agent: Agent, needs: Sequence[Need], grades: Path = GRADES) -> list[Measure]:
    """All figures over the needs. Raises EvalError where a need has no grades."""
    judged = by_need(load_grades(grades))
    if missing := [need.id for need in needs if need.id not in judged]:
        raise EvalError(f"这些需求还没有判定：{'、'.join(missing[:5])}")
    searches = Searches.over(agent)
    asked = [_ask(agent, need, searches, judged[need.id]) for need in _told(needs)]
    kinds = {record.id: record.type for record in searches.records.values()}
    return [*ranks(asked, kinds), *precision(asked), *abstention(asked), *length(asked)]


def _ask(agent: Agent, need: Need, searches: Searches, grades: Mapping[str, Grade]) -> Asked:
    own = ranking(agent.services, need.message)
    runs: dict[str, dict[str, Run]] = {
        OURS: {kind: {one: -float(place) for place, one in enumerate(found)} for kind, found in own.items()},
        BM25: {kind: searches.bm25(need.message, kind) for kind in KINDS},
        BOTH: {kind: searches.both(need.message, kind) for kind in KINDS},
    }
    return Asked(need, agent.ask(need.message), runs, grades)


def _told(needs: Sequence[Need]) -> Iterator[Need]:
    for done, need in enumerate(needs, 1):
        yield need
        if sys.stderr.isatty():
            sys.stderr.write(f"\r需求 {done}/{len(needs)}" + ("\n" if done == len(needs) else ""))


def write_pool(path: Path, needs: Sequence[Need]) -> int:
    """Write what judges are to be shown, a need a line; returns how many pairs. Judges see neither rank nor score."""
    pairs = 0
    with example_agent() as agent, path.open("w", encoding="utf-8") as file:
        searches = Searches.over(agent)
        for need in _told(needs):
            records = pool(need, agent.ask(need.message), searches)
            pairs += len(records)
            shown = [{"id": each, **searches.records[each].citable_fields()} for each in records]
            row = {"need": need.id, "message": need.message, "records": shown}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return pairs


def run(path: Path | None, misses: int, half: str = "") -> int:
    """``queqiao eval truth``: print the figures, or with ``path`` write the pool for judges. Returns 0.

    ``half`` is ``e`` (may be looked at) or ``f`` (the gate); "" for both.
    """
    needs = [need for need in load_needs() if need.id.startswith(half)]
    if path:
        sys.stdout.write(f"写出 {write_pool(path, needs)} 对\n")
        return 0
    with example_agent() as agent:
        sys.stdout.write(render(measure(agent, needs), misses) + "\n")
    return 0


def render(measures: Iterable[Measure], misses: int) -> str:
    """One line a figure, and up to ``misses`` notes below it."""
    lines = []
    for one in measures:
        interval = "" if one.low is None else f" [{one.low:.3f}, {one.high:.3f}]"
        lines.append(f"  {one.label}（{one.n} 例）  {one.value:.3f}{interval}")
        lines += [f"      {note}" for note in one.notes[:misses]]
    return "\n".join(lines)
