"""``queqiao train match --bench DIR -o MODEL``: train, compare with what is there, and write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from agent.match.rank.features import FEATURES
from agent.match.rank.ranker import CENTRES, LINEAR, Ranker, arrays
from agent.trees import Forest
from evals.errors import EvalError
from evals.train.gate import refuse
from evals.train.match.ranker import Quality, compare, fit_ranker
from evals.train.pairs.embedded import Embedded, Progress
from evals.train.pairs.judged import Judged, merge
from evals.train.pairs.reading import read_decisions, read_judged
from knowledge import Embedder, make_embedder

COMMAND = "queqiao train match --bench DIR -o agent/match/rank/model/ranker.npz"


def train(
    bench_dir: Path,
    out: Path,
    progress: Progress | None = None,
    *,
    decisions: Path | None = None,
    force: bool = False,
    embedder: Embedder | None = None,
) -> Ranker:
    """Train on every judged pair of a folder, and of officers' ``decisions``, and write the model.

    The gate decides first, unless ``force``, by the quality on the folder's own pairs, each need held out: it must not
    fall by the decisions, nor below what a model already at ``out`` has recorded for the same pairs. Raises EvalError
    and TrainingRefused.
    """
    judged = read_judged(bench_dir).labelled()
    if not judged.pairs:
        raise EvalError("pairs.csv 没有 level 列，不能训练。")
    tell = progress or (lambda _: None)
    joined = merge(judged, read_decisions(decisions)) if decisions else judged
    embedded = Embedded(embedder or make_embedder("e5"))
    embedded.add(joined, progress)
    tell("交叉验证")
    before, after = compare(judged, joined, embedded)
    tell(f"{f'原：{before.text()}；新：' if decisions else ''}{after.text()}")
    if not force:
        _gate(before, after, _stored(out, judged))
    tell("训练")
    ranker = fit_ranker(joined, embedded)
    out.parent.mkdir(parents=True, exist_ok=True)
    save(ranker, out, {"note": COMMAND, "pairs": _stamp(judged), "quality": asdict(after)})
    return ranker


def save(ranker: Ranker, path: Path, note: Mapping[str, Any]) -> None:
    """Write the model; ``note`` says how it was made and how good it was found to be."""
    told = json.dumps({"features": FEATURES, **note}).encode()
    held: dict[str, Any] = {name: getattr(ranker.weights, name) for name in LINEAR}
    held |= {f"forest_{name}": getattr(ranker.weights.forest, name) for name in Forest.FIELDS}
    held |= {f"centre_{name}": getattr(ranker.space.centres, name).astype(np.float16) for name in CENTRES}
    held["about"] = np.frombuffer(told, dtype=np.uint8)
    held["idf"] = ranker.space.lexicon.idf.astype(np.float16)
    held["profile"] = ranker.space.lexicon.profile.astype(np.float16)
    np.savez_compressed(path, **held)


def about(path: Path) -> dict[str, Any]:
    """What a model file says of itself. Raises ModelError."""
    found: dict[str, Any] = json.loads(arrays(path)["about"].tobytes())
    return found


def _gate(before: Quality, after: Quality, stored: Quality | None) -> None:
    if after.worse_than(before):
        refuse("加入新成果对后变差", before, after)
    if stored is not None and after.worse_than(stored):
        refuse("新模型不如现有的", stored, after)


def _stored(path: Path, judged: Judged) -> Quality | None:
    """What the model at ``path`` recorded for the same judged pairs; None without a model or with other pairs."""
    if not path.is_file():
        return None
    held = about(path)
    return Quality(**held["quality"]) if held.get("pairs") == _stamp(judged) else None


def _stamp(judged: Judged) -> str:
    """A fingerprint of the needs and the judged pairs, which says nothing of what they hold."""
    lines = [f"{pair.rid} {pair.aid} {pair.level} {judged.titles[pair.aid]}" for pair in judged.pairs]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
