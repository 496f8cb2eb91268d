"""Play the cases of a cassette through an agent, many conversations at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent import Agent, Reply
from evals.cassette import cases
from evals.labelled.dialogues import DialogueReport, play
from evals.truth.cases import Need


@dataclass
class Heard:
    """What came back: the dialogues with their checks, the texts as read, the needs with their replies."""

    talks: DialogueReport = field(default_factory=DialogueReport)
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: list[tuple[Need, Reply]] = field(default_factory=list)

    def replies(self) -> list[Reply]:
        """Every reply of a whole turn."""
        return [one.reply for one in self.talks.turns if one.reply is not None] + [reply for _, reply in self.needs]


def hear(agent: Agent, chosen: dict[str, Any], *, at_once: int = 1, talks: Path | None = None) -> Heard:
    """Play every case; ``at_once`` of them at a time. ``talks`` is the file of the dialogues where it is not ours."""
    wanted = set(chosen.get("dialogues", []))
    rows = [row for row in cases.dialogues(talks) if talks is not None or row["id"] in wanted]
    texts = [row for row in cases.texts() if row["rid"] in set(chosen.get("texts", []))]
    asked: Sequence[Need] = cases.needs(chosen.get("needs", []))
    with ThreadPoolExecutor(at_once) as pool:
        played = [pool.submit(play, agent, [row]) for row in rows]
        read = {row["rid"]: pool.submit(agent.decompose, row["rid"], row["title"], row["content"]) for row in texts}
        said = [(need, pool.submit(agent.ask, need.message)) for need in asked]
        return Heard(
            DialogueReport([turn for one in played for turn in one.result().turns]),
            {rid: one.result() for rid, one in read.items()},
            [(need, one.result()) for need, one in said],
        )
