"""Questions about programmes, policies and figures: the right record, its number, no number of another period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent import numbers
from evals.dataset import Case
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from knowledge import AnyRecord


def knowledge(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Share of questions answered as expected, with what is wrong of each other one."""
    asked = [one for one in outcomes if one.dataset == "knowledge"]
    wrong = {one.case.id: problems(one) for one in asked}
    right = {case: float(not found) for case, found in wrong.items()}
    notes = [f"{case} {'；'.join(found)}" for case, found in wrong.items() if found]
    return [mean("knowledge.right", "知识问答正确", right, notes=notes)]


def problems(outcome: Outcome) -> list[str]:
    """What the reply lacks or holds too much, in Chinese."""
    case, reply = outcome.case, outcome.reply
    expected = case.expected
    about = [statement for statement in reply.statements if statement.record_id]
    named = {statement.record_id for statement in about}
    found = []
    if not named & set(expected["records"]):
        found.append(f"没有用到 {'、'.join(expected['records'])}")
    if expected.get("leads") and about and about[0].record_id not in expected["records"]:
        found.append(f"先答了 {about[0].record_id}")
    said = set().union(*(numbers(s.text) for s in about if s.record_id in expected["records"]), set())
    found += [f"缺数字 {text}" for text in expected.get("numbers", []) if not numbers(text) & said]
    given = set().union(*(numbers(s.text) for s in about if s.section == "figure"), set())
    found += [f"混入了 {text}" for text in expected.get("forbidden", []) if numbers(text) & given]
    found += [f"没有说明 {text}" for text in expected.get("contains", []) if not re.search(text, reply.text)]
    return found + _kind(case, reply.kind)


def _kind(case: Case, kind: str) -> list[str]:
    return [] if kind == "answer" else [f"答成了 {kind}"]
