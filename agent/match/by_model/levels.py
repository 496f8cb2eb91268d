"""What a checked opinion does to a candidate's place: how far it may raise, lower and reorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.match.by_model.opinion import Opinion
from agent.match.cover.coverage import COVERED, Evidence
from agent.match.pick.abstain import is_good
from agent.match.rank.terms import record_text, words
from agent.schema import LEVELS, Candidate, Level, RequirementCard
from knowledge.records import Achievement, Record
from knowledge.text import bigrams

OURS_FIT: Mapping[Level, int] = {"强": 85, "较强": 65, "弱": 35, "无": 10}
_GOOD = LEVELS.index("较强")
_CHANCE: Mapping[Level, tuple[float, float]] = {
    "强": (0.6, 1.0),
    "较强": (0.5, 1.0),
    "弱": (0.0, 0.4),
    "无": (0.0, 0.2),
}


def weighed(candidate: Candidate, opinion: Opinion, *, named: bool) -> tuple[Level, str]:
    """The level that code lets stand, and why it is not the model's; ``named``: the record names the object."""
    ours, wished = LEVELS.index(candidate.level), LEVELS.index(opinion.level)
    if wished < ours:
        if opinion.against or ours < _GOOD or wished >= _GOOD:
            return opinion.level, ""
        return LEVELS[_GOOD], "降级没有可核对的理由"
    if wished == ours:
        return opinion.level, ""
    if candidate.features.get("stuffing", 0.0) > 0:
        return candidate.level, "记录堆砌词语"
    if not opinion.covers:
        return candidate.level, "没有核对得上的覆盖内容"
    if wished > _GOOD and not any(one.strength >= COVERED for one in opinion.covers.values()):
        return LEVELS[max(ours, _GOOD)], "覆盖到的只是部分相关"
    if wished > _GOOD and not named:
        return LEVELS[max(ours, _GOOD)], "记录没有提到您的对象"
    return opinion.level, ""


def names_object(card: RequirementCard, record: Achievement) -> bool:
    """Whether the record says two neighbouring characters of a word of the need's object anywhere."""
    text = record_text(record)
    pairs = [pair for word in words(card.object) for pair in bigrams(word) or [word]]
    return not pairs or any(pair in text for pair in pairs)


def applied(
    card: RequirementCard,
    ranked: Sequence[Candidate],
    opinions: Mapping[str, Opinion],
    records: Mapping[str, Record],
) -> tuple[list[Candidate], dict[str, str]]:
    """The candidates with the levels that stand, in the order that follows, and the reasons for what was held back."""
    reasons: dict[str, str] = {}
    for one in ranked:
        record, opinion = records[one.record_id], opinions.get(one.record_id)
        if opinion is None or not isinstance(record, Achievement):
            continue
        level, reasons[one.record_id] = weighed(one, opinion, named=names_object(card, record))
        if level != one.level:
            low, high = _CHANCE[level]
            one.level, one.probability = level, min(max(one.probability, low), high)
    return sorted(ranked, key=lambda one: (not is_good(one), -LEVELS.index(one.level), -_fit(one, opinions))), reasons


def _fit(one: Candidate, opinions: Mapping[str, Opinion]) -> int:
    opinion = opinions.get(one.record_id)
    if opinion is None or one.features.get("stuffing", 0.0) > 0:
        return OURS_FIT[one.level]
    return opinion.fit


def overlaid(
    table: Mapping[str, Mapping[str, Evidence]], opinions: Mapping[str, Opinion]
) -> dict[str, dict[str, Evidence]]:
    """The coverage with the model's evidence where it is stronger than ours."""
    merged = {row: dict(cells) for row, cells in table.items()}
    for record_id, opinion in opinions.items():
        for row, evidence in opinion.covers.items():
            cells = merged.get(row, {})
            if record_id in cells and evidence.strength > cells[record_id].strength:
                cells[record_id] = evidence
    return merged
