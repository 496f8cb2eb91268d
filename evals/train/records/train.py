"""``queqiao train records -o FILE``: learn how a full record's evidence adds up, compare with what is there, and write.

It learns from the graded pairs, the half of the honest set that may be learned from, the committed questions but the
held-out ones, and officers' decisions.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from agent.match.rank.blend import EVIDENCE, LEGS, Blend, Blends, Legs, about
from evals.dataset import load
from evals.example import example_agent
from evals.files import json_lines
from evals.train.gate import refuse
from evals.train.records.fitting import Quality, accept, figures, fit, held_out, wishes
from evals.train.records.rows import Contrast, Learned, decisions, graded, questions
from evals.truth.cases import FOLDER, load_grades, load_needs

COMMAND = "queqiao train records -o agent/match/rank/model/blend.json"
QUESTION = 0.2
"""How much a record of a committed question counts: nobody judged those that it does not name."""

LEVELS = {"achievement": (0.4, 0.88), "expert": (0.3, 0.95), "resource": (0.35, 0.95)}
"""The chance of grade 2 or 3 from which a record is 较强, and the share of them wanted of everything that is 强.

Higher chances decline needs that have an answer: with .59, .42 and .34 the committed questions fall below their gate.
"""


def train(out: Path, progress: Callable[[str], None], *, decided: Path | None = None, force: bool = False) -> Blends:
    """Learn, compare with what the file at ``out`` says of itself, and write.

    Raises EvalError for a broken file of decisions and TrainingRefused when the new weights are worse.
    """
    own = decisions(decided) if decided else []
    learned = collect(progress)
    learned.rows["achievement"] += own
    stamp = _stamp(learned)
    blends, quality = learn(learned)
    progress(f"交叉验证：{quality.text()}")
    stored = about(out) if out.is_file() else {}
    if not force and stored.get("rows") == stamp:
        before = Quality(**stored["quality"])
        if quality.worse_than(before):
            refuse("新权重不如现有的", before, quality)
    save(blends, out, {"rows": stamp, "quality": asdict(quality)})
    return blends


def learn(learned: Learned) -> tuple[Blends, Quality]:
    """The blends of all kinds, and their quality on needs held out whole."""
    kinds: dict[str, dict[Legs, Blend]] = {kind: {} for kind in EVIDENCE}
    precision, ranks = {}, {}
    for kind, legs in ((kind, legs) for kind in EVIDENCE for legs in LEGS):
        rows = learned.rows[kind]
        logits, chances = held_out(kind, rows, legs)
        told = [place for place, row in enumerate(rows) if row.told]
        own = [rows[place] for place in told]
        kinds[kind][legs] = fit(kind, rows, legs).blend(accept(own, chances[told], *LEVELS[kind]))
        if legs == "hybrid":
            precision[kind], ranks[kind] = figures(own, logits[told])
    blend = kinds["achievement"]["hybrid"]
    criteria = wishes(learned.contrasts, blend)
    blends = Blends(kinds, criteria)
    return blends, Quality(precision, ranks, _in_order(learned.contrasts, blend, blends))


def _in_order(contrasts: Sequence[Contrast], blend: Blend, blends: Blends) -> float:
    """The share of contrasts in order, each by wishes learned from the others."""
    right = []
    for place, one in enumerate(contrasts):
        own = Blends(blends.kinds, wishes([*contrasts[:place], *contrasts[place + 1 :]], blend))
        first, over = (blend.logit(each) + own.wishes(each) for each in (one.first, one.over))
        right.append(first > over)
    return float(np.mean(right)) if right else 0.0


def collect(progress: Callable[[str], None]) -> Learned:
    """Every graded record with its evidence."""
    messages = {need.id: need.message for need in load_needs() if need.split != "gate" and need.id.startswith("e")}
    messages |= _training_messages()
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for name in ("grades.jsonl", "pairs.jsonl"):
        for one in load_grades(FOLDER / name):
            if one.need in messages:
                grades[one.need][one.record] = one.grade
    progress(f"检索 {len(grades)} 个判定过的需求")
    with example_agent() as agent:
        rows = graded(agent, messages, grades)
    cases = [case for name in ("matching", "unanswerable", "conditions") for case in load(name)]
    kept = [case for case in cases if case.metadata.get("split") != "held-out"]
    progress(f"检索 {len(kept)} 个提交的问题")
    with example_agent(first=True) as agent:
        learned = questions(agent, kept, weight=QUESTION)
    for kind in EVIDENCE:
        learned.rows[kind] = rows[kind] + learned.rows[kind]
    return learned


def _training_messages() -> dict[str, str]:
    """The messages of the graded pairs: the training texts of reading, and those written for the catalogue."""
    texts = [row for _, row in json_lines(FOLDER.parent / "reading" / "texts.jsonl")]
    found = {str(row["rid"]): f"{row['title']}\n{row['content']}".strip() for row in texts if row["split"] == "train"}
    return found | {need.id: need.message for need in load_needs(FOLDER / "pair-needs.jsonl")}


def _stamp(learned: Learned) -> str:
    told = sorted(f"{row.need} {row.record} {row.grade}" for rows in learned.rows.values() for row in rows if row.told)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def save(blends: Blends, path: Path, note: Mapping[str, object]) -> None:
    """Write the weights with the command that made them; ``note`` says how good they were found to be."""
    stored = {"made_by": COMMAND, **note, **asdict(blends)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
