"""Dialogues: every turn's expectations (kind, records shown, hidden or cited, card values, words, fresh candidates)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent import Reply
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from knowledge import AnyRecord


def dialogue(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Share of dialogues in which every turn did what was expected, and the share of turns."""
    talks = [one for one in outcomes if one.dataset == "dialogues"]
    wrong = {one.case.id: problems(one) for one in talks}
    right = {case: float(not any(found)) for case, found in wrong.items()}
    turns = {case: sum(not each for each in found) / len(found) for case, found in wrong.items()}
    notes = [
        f"{case} 第 {number} 轮：{'；'.join(each)}"
        for case, found in wrong.items()
        for number, each in enumerate(found, 1)
        if each
    ]
    return [mean("dialogue.right", "多轮对话全对", right, notes=notes), mean("dialogue.turns", "多轮对话轮次", turns)]


def problems(outcome: Outcome) -> list[list[str]]:
    """What each turn lacks, in Chinese."""
    shown: set[str] = set()
    found = []
    for expected, reply in zip(outcome.case.expected["turns"], outcome.replies, strict=True):
        found.append(_turn(expected, reply, shown))
        shown |= _achievements(reply)
    return found


def _achievements(reply: Reply) -> set[str]:
    return {one.record_id for one in reply.recommendation.achievements} if reply.recommendation else set()


def _turn(expected: Mapping[str, Any], reply: Reply, before: set[str]) -> list[str]:
    listed, cited = _achievements(reply), {citation.record_id for citation in reply.citations}
    found = []
    if expected.get("kind", reply.kind) != reply.kind:
        found.append(f"应为 {expected['kind']}，实为 {reply.kind}")
    found += [f"没有列出 {each}" for each in expected.get("shows", []) if each not in listed]
    found += [f"仍列出 {each}" for each in expected.get("hides", []) if each in listed]
    found += [f"没有引用 {each}" for each in expected.get("cites", []) if each not in cited]
    for name, value in expected.get("card", {}).items():
        if not reply.card or getattr(reply.card, name) != value:
            found.append(f"需求卡 {name} 应为 {value}")
    if expected.get("fresh") and listed & before:
        found.append(f"重复列出 {'、'.join(sorted(listed & before))}")
    found += [f"缺少“{each}”" for each in expected.get("contains", []) if not re.search(each, reply.text)]
    found += [f"不应有“{each}”" for each in expected.get("lacks", []) if each in reply.text]
    return found
