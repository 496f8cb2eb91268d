"""A clause that a recommended record covers takes nothing from it: what is added cannot lower its level."""

from __future__ import annotations

from collections.abc import Sequence

from agent.match.cover import coverage
from agent.match.pick.abstain import is_good
from agent.match.retrieved import Retrieved
from agent.schema import LEVELS, Candidate, Level, Recommendation, RequirementCard

_SAME = ("object", "problem", "indicators", "regions", "stage", "service", "constraints")
_EXCLUDED = ("exclude", "exclusions", "exclude_regions", "exclude_institutions")


def held_levels(
    card: RequirementCard, retrieved: Retrieved, before: tuple[RequirementCard, Recommendation] | None
) -> dict[str, Level]:
    """The levels that stand: record id -> level of the good achievements of the answer ``before``.

    They stand where the card only gained clauses and the record covers each of these.
    """
    if before is None or not _only_longer(before[0], card):
        return {}
    asked_before = {sub.text for sub in coverage.asked(before[0])}
    added = [sub.id for sub in coverage.asked(card) if sub.text not in asked_before]
    known = {one.record_id: one.level for one in before[1].achievements if is_good(one)}
    ids = [one for one in known if one in retrieved.records]
    if not added or not ids:
        return {}
    table = coverage.assess(card, retrieved, ids)
    return {one: known[one] for one in ids if all(table[sub][one].verdict == "covered" for sub in added)}


def with_levels(ranked: Sequence[Candidate], held: dict[str, Level]) -> list[Candidate]:
    """The candidates, none below the level that it holds; the good ones first."""
    for one in ranked:
        one.level = max(one.level, held.get(one.record_id, LEVELS[0]), key=LEVELS.index)
    return sorted(ranked, key=lambda one: not is_good(one))


def _only_longer(before: RequirementCard, now: RequirementCard) -> bool:
    asked_now = {sub.text for sub in coverage.asked(now)}
    kept = {sub.text for sub in before.sub_requirements if not sub.suggestion} <= asked_now
    return kept and all(getattr(before, name) == getattr(now, name) for name in (*_SAME, *_EXCLUDED))
