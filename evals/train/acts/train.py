"""``queqiao train acts -o WEIGHTS``: fit the classifiers of acts and of new needs; write them with their figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from evals.train.acts.figures import bar, figures
from evals.train.acts.fitting import Logits, chances, cross_validate, fit, log_loss, temperature
from evals.train.acts.matrix import Reader
from evals.train.acts.turns import DIALOGUES, SENTENCES, Turn, dialogue_turns, moved, sentences, strangers
from evals.train.gate import TrainingRefused

COMMAND = "queqiao train acts -o agent/read/acts/weights.npz"
TOLERANCE = 0.005
"""How far accuracy may fall in retraining: about two turns in three hundred."""
Tell = Callable[[str], None]
VARIANTS = {"letters": False, "vector": True}


def train(out: Path, tell: Tell, *, force: bool = False) -> dict[str, Any]:
    """Fit and write; raises TrainingRefused where the file at ``out`` does better on the same dialogues."""
    turns, reader = dialogue_turns(), Reader()
    about: dict[str, Any] = {"note": COMMAND, "trained_on": trained_on(turns), "temperature": {}, "cross_validated": {}}
    arrays: dict[str, Any] = {}
    for name, vectors in VARIANTS.items():
        tell(f"动作分类：{name}")
        logits = cross_validate(turns, enriched, reader.acts, vectors=vectors)
        labels = reader.acts(turns).labels
        heat = temperature(logits, labels)
        about["temperature"][name] = heat
        about["cross_validated"][name] = figures(logits, labels, heat) | {"asking": bar(logits, labels, heat)}
        arrays |= fit(reader.acts(enriched(turns)), vectors=vectors).packed(name)
    about["bar"] = {name: about["cross_validated"][name]["asking"]["bar"] for name in VARIANTS}
    _new_needs(turns, reader, about, arrays, tell)
    if not force:
        _gate(about, out)
    arrays["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8)
    np.savez_compressed(out, **arrays)
    return about


def enriched(turns: Sequence[Turn]) -> list[Turn]:
    """What is learned from: the turns, the same in other states, and the single sentences."""
    later = [turn.state for turn in turns if turn.state.turns]
    return [*turns, *moved(turns, later), *sentences(later)]


def _new_needs(
    turns: Sequence[Turn], reader: Reader, about: dict[str, Any], arrays: dict[str, Any], tell: Tell
) -> None:
    told = [turn for turn in turns if turn.new is not None]
    every = [*told, *strangers(turns)]
    for name, vectors in VARIANTS.items():
        tell(f"新需求判断：{name}")
        make = partial(reader.opens, vectors=vectors)
        logits = cross_validate(every, list, make, vectors=vectors)
        labels = make(every).labels
        heat = temperature(logits, labels)
        about["temperature"][f"new.{name}"] = heat
        about["cross_validated"][f"new.{name}"] = _opening(logits, labels, heat)
        arrays |= fit(make(every), vectors=vectors).packed(f"new.{name}")


def _opening(logits: Logits, labels: Any, heat: float) -> dict[str, Any]:
    from agent.read.reading import NEW, SAME

    given, new = chances(logits, heat)[:, 0], labels == 1
    return {
        "turns": len(labels),
        "new": int(new.sum()),
        "accuracy": round(float(((given > 0.5) == new).mean()), 4),
        "log_loss": round(log_loss(logits, labels, heat), 4),
        "taken_for_new": round(float((given[~new] >= NEW).mean()), 4),
        "new_taken_for_same": round(float((given[new] <= SAME).mean()), 4),
        "asked": round(float(((given > SAME) & (given < NEW)).mean()), 4),
    }


def trained_on(turns: Sequence[Turn]) -> dict[str, Any]:
    """What the weights were fitted on, and a fingerprint of the dialogues that the figures are of."""
    return {
        "dialogues": DIALOGUES.name,
        "turns": len(turns),
        "sentences": sum(1 for line in SENTENCES.read_text("utf-8").splitlines() if line),
        "stamp": hashlib.sha256(DIALOGUES.read_bytes()).hexdigest()[:16],
    }


def stored(path: Path) -> dict[str, Any] | None:
    """What a weights file tells of itself; None without a file."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as data:
        about: dict[str, Any] = json.loads(bytes(data["about"]).decode())
    return about


def _gate(about: dict[str, Any], out: Path) -> None:
    before = stored(out)
    if before is None or before["trained_on"]["stamp"] != about["trained_on"]["stamp"]:
        return
    for name, now in about["cross_validated"].items():
        old = before["cross_validated"].get(name, now)
        if now["accuracy"] < old["accuracy"] - TOLERANCE or now["log_loss"] > old["log_loss"] + 4 * TOLERANCE:
            raise TrainingRefused(
                f"新模型不如现有的，未写入。{name} 准确率 {old['accuracy']:.4f} → {now['accuracy']:.4f}，"
                f"对数损失 {old['log_loss']:.4f} → {now['log_loss']:.4f}。"
            )
