"""A model's row on one record, field by field: what does not check is left out, with the reason noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from agent.match.by_model.objections import objection
from agent.match.by_model.opinion import Opinion
from agent.match.cover.coverage import COVERED, PARTIAL, Evidence
from agent.match.rank.terms import Passage, normalise, passages, want, words
from agent.model.calls import Decision
from agent.schema import Citation, Level, RequirementCard
from agent.verify.citing import find_quote
from knowledge.records import Achievement

STEP = "judge"
COVERS, NAMES = 3, 3
TELLING = 0.2
"""The least share of a row's words that quote and title hold together, for the quote to cover the row."""
TOUCHING = 0.1
LEVELS_SAID: frozenset[Level] = frozenset(get_args(Level))

Note = Callable[[Decision], None]


@dataclass(frozen=True)
class Bench:
    """What a row is held against: the card, its rows by id, and the texts against which a word is rare."""

    card: RequirementCard
    rows: Mapping[str, str]
    texts: Sequence[str]
    note: Note


def opinion_of(row: Mapping[str, Any], record: Achievement, bench: Bench) -> Opinion | None:
    """The checked opinion; None where the level is none of ours."""
    level = row.get("level")
    if not isinstance(level, str) or level not in LEVELS_SAID:
        bench.note(Decision(STEP, f"{record.id} 级别", str(level)[:12], "", "不是约定的级别"))
        return None
    fit = row.get("fit")
    return Opinion(
        level=level,
        fit=min(100, max(0, fit)) if type(fit) is int else 0,
        covers=dict(_covers(row.get("covers"), record, bench)),
        names=dict(_names(row.get("names"), record, bench)),
        against=tuple(_against(row.get("against"), record, bench)),
    )


def _rows(value: object, most: int) -> list[dict[str, Any]]:
    return [one for one in value[:most] if isinstance(one, dict)] if isinstance(value, list) else []


def _covers(value: object, record: Achievement, bench: Bench) -> list[tuple[str, Evidence]]:
    found: list[tuple[str, Evidence]] = []
    for one in _rows(value, COVERS):
        row_id, quote = str(one.get("row") or ""), str(one.get("quote") or "")
        if row_id.startswith("I"):
            continue  # whether an indicator is met is compared by code
        evidence, problem = _evidence(row_id, quote, record, bench)
        taken = evidence.passage.quote if evidence and evidence.passage else ""
        bench.note(Decision(STEP, f"{record.id} 覆盖 {row_id[:6]}", quote, taken, problem))
        if evidence is not None:
            found.append((row_id, evidence))
    return found


def _evidence(row_id: str, quote: str, record: Achievement, bench: Bench) -> tuple[Evidence | None, str]:
    text = bench.rows.get(row_id)
    citation = find_quote(record, quote)
    if text is None:
        return None, "需求里没有这一行"
    if citation is None:
        return None, "引文在记录里找不到"
    if _disclaimed(citation, record):
        return None, "记录写的是不适用"
    said = normalise(f"{record.title}\n{citation.quote}")
    passage = Passage(citation.field, citation.quote, normalise(citation.quote), 1.0, False)
    if want(_beside_object(text, bench.card), bench.texts, unseen_is_rare=False).share(said) >= TELLING:
        return Evidence(COVERED, passage), ""
    if want(f"{bench.card.object} {bench.card.problem}", bench.texts, unseen_is_rare=False).share(said) >= TOUCHING:
        return Evidence(PARTIAL, passage), "引文没有说到这一行，只算部分相关"
    return None, "引文与这一行无关"


def _beside_object(text: str, card: RequirementCard) -> str:
    """The words of a row beside its object's, since to name the object covers nothing; the row, where it has none."""
    own = words(card.object)
    return " ".join(word for word in words(text) if word not in own) or text


def _disclaimed(citation: Citation, record: Achievement) -> bool:
    """Whether the quote stands in a passage that says what the record is not for."""
    return any(
        one.disclaims and (citation.quote in one.quote or one.quote in citation.quote) for one in passages(record)
    )


def _names(value: object, record: Achievement, bench: Bench) -> list[tuple[int, str]]:
    known = {one.name for one in record.parameters}
    found: list[tuple[int, str]] = []
    for one in _rows(value, NAMES):
        row_id, name = str(one.get("row") or ""), str(one.get("param") or "").strip()
        if not row_id.startswith("I") or row_id not in bench.rows or name not in known:
            problem = "需求里没有这一行" if name in known else "记录里没有这个参数"
            bench.note(Decision(STEP, f"{record.id} 参数 {row_id[:6]}", name[:20], "", problem))
            continue
        found.append((int(row_id[1:]) - 1, name))
    return found


def _against(value: object, record: Achievement, bench: Bench) -> list[Any]:
    found = []
    for one in _rows(value, 1):
        risk, problem = objection(one, bench.card, record)
        proposed = f"{one.get('kind')}：{one.get('quote')}"[:60]
        bench.note(Decision(STEP, f"{record.id} 不足", proposed, proposed if risk else "", problem))
        if risk is not None:
            found.append(risk)
    return found
