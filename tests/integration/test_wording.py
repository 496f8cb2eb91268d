"""What the checker makes of true and false model sentences over real answers of the example catalogue.

``train`` and ``more`` were worked on; each frozen set was written before the checker's verdict on it was seen, and
worked on after that. docs/model-path.md has the figures of each first look.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent import Agent
from agent.schema import Statement
from agent.verify.statements import verify
from agent.verify.wording import Ground, carrying
from knowledge.records import AnyRecord
from tests.integration.conftest import Talk

CASES = Path(__file__).parents[2] / "evals" / "cases" / "wording"
SETS = sorted(path.stem for path in CASES.glob("*.jsonl"))
KEPT = {"train": 0.9, "more": 0.9, "frozen": 0.9, "frozen-second": 0.8, "frozen-third": 0.55}
"""The least share of true sentences that must be kept; false ones never are."""


@cache
def answered(agent: Agent, need: str) -> tuple[list[Statement], dict[str, AnyRecord], str, Ground]:
    """The verified statements of the answer, everything retrieved, what the user said, and the ground of all."""
    reply = Talk(agent).say(need)
    assert reply.card is not None
    ids = {*reply.trace["retrieved"], *(one.record_id for one in reply.citations)}
    records, said = agent.knowledge.catalogue.get_many(ids), f"{need}\n{reply.card.stated()}"
    return reply.statements, records, said, Ground.of(reply.statements, records, said, agent.services.trade())


def problem(agent: Agent, row: dict[str, Any]) -> str:
    statements, records, said, ground = answered(agent, row["need"])
    about = [one for one in statements if {one.record_id, *(c.record_id for c in one.citations)} & set(row["about"])]
    cited = [each for one in about for each in one.citations if each.record_id in row["about"]]
    cited += carrying(row["text"], row["about"], ground)
    sentence = Statement(section="note", text=row["text"], citations=cited, computed=[one.text for one in about])
    removed = verify([sentence], records, said, ground=ground).removed
    return removed[0].problem if removed else ""


@pytest.mark.parametrize("name", SETS)
def test_true_sentences_are_kept_and_false_ones_are_not(agent: Agent, name: str) -> None:
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if set(row["about"]) <= answered(agent, row["need"])[3].records.keys()]
    lost = [(row["text"], why) for row in rows if row["true"] and (why := problem(agent, row))]
    print(*lost, sep="\n")
    kept = Counter((row["true"], problem(agent, row) == "") for row in rows)
    true, false = kept[True, True] + kept[True, False], kept[False, True] + kept[False, False]
    print(f"{name}: true kept {kept[True, True]} of {true}, false through {kept[False, True]} of {false}")
    assert kept[False, True] == 0
    assert kept[True, True] >= KEPT[name] * true
