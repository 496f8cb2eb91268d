"""``queqiao train records -o FILE``: learn how a full record's evidence adds up, compare with what is there, and write.

It learns from every committed question but the held-out ones, and from officers' decisions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from agent.match.rank.blend import Blend, about
from evals.dataset import load
from evals.example import example_agent
from evals.train.gate import refuse
from evals.train.records.asked import Asked, collect, read_features
from evals.train.records.fitting import Quality, cross_validate, fit, quality

COMMAND = "queqiao train records -o agent/match/rank/model/blend.json"


def train(out: Path, progress: Callable[[str], None], *, decisions: Path | None = None, force: bool = False) -> Blend:
    """Learn, compare with what the file at ``out`` says of itself, and write.

    The gate looks at the committed questions only, each judged by weights that did not see it. Raises EvalError for a
    broken file of decisions and TrainingRefused when the new weights are worse.
    """
    added = read_features(decisions) if decisions else []
    known, held_out = _questions(progress)
    found = cross_validate(known, added)
    stamp = hashlib.sha256("".join(sorted(one.case.id + one.case.message for one in known)).encode()).hexdigest()[:16]
    stored = about(out) if out.is_file() else {}
    blend = fit([*known, *added])
    progress(f"交叉验证：{found.text()}\n留出问题：{quality(held_out, lambda _: blend).text()}")
    if not force and stored.get("questions") == stamp:
        before = Quality(**stored["quality"])
        if found.worse_than(before):
            refuse("新权重不如现有的", before, found)
    save(blend, out, {"questions": stamp, "quality": asdict(found)})
    return blend


def save(blend: Blend, path: Path, note: Mapping[str, object]) -> None:
    """Write the weights with the command that made them; ``note`` says how good they were found to be."""
    stored = {"made_by": COMMAND, **note, **asdict(blend)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _questions(progress: Callable[[str], None]) -> tuple[list[Asked], list[Asked]]:
    """The committed questions, apart from the held-out ones, and those."""
    cases = [case for name in ("matching", "unanswerable", "conditions") for case in load(name)]
    progress(f"检索 {len(cases)} 个问题的候选")
    with example_agent(first=True) as agent:
        asked = collect(agent, cases)
    kept = [one for one in asked if one.case.metadata["split"] != "held-out"]
    return kept, [one for one in asked if one.case.metadata["split"] == "held-out"]
