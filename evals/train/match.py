"""Training the ranker from judged pairs: ``queqiao train match --bench DIR -o MODEL``."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features import FeatureSpace, Lexicon
from agent.match.rank.ranker import GAINS, Ranker, Weights, about, median_level, softmax
from evals.metrics import level_score, ndcg
from evals.train.fitting import calibrate, fit_weights
from evals.train.judged import Embedded, Judged, JudgedError, Pair, Progress, merge, read_decisions, read_judged
from knowledge.embedding import Embedder, make_embedder

Array = NDArray[np.float32]
NEGATIVES = 15
"""Random titles added to each list as level 1: what most retrieved candidates of an open catalogue are."""

FOLDS = 5
TOLERANCE = 0.005
"""How far a measure may fall in retraining: about its noise between two splits of the needs."""

COMMAND = "queqiao train match --bench DIR -o agent/match/model/ranker.npz"


def fit_space(judged: Judged, embedded: Embedded) -> FeatureSpace:
    """The statistics behind the features, from a catalogue's titles and the judged needs."""
    needs = [judged.needs[rid] for rid in sorted({pair.rid for pair in judged.pairs})]
    lexicon = Lexicon.fit(judged.titles.values(), [f"{title}\n{text}" for title, text in needs])
    return FeatureSpace(lexicon, embedded.centres(judged))


def extract(space: FeatureSpace, judged: Judged, embedded: Embedded, text: bool = True) -> Array:
    """Feature rows of every pair, in the order of ``judged.pairs``: shape (n, f)."""
    rows = []
    for rid, pairs in judged.lists():
        need = judged.needs[rid]
        titles = [judged.titles[pair.aid] for pair in pairs]
        rows.append(space.extract(*need, titles, embedded.of(need, titles, text)))
    return np.vstack(rows)


def with_negatives(judged: Judged, count: int = NEGATIVES, seed: int = 0) -> Judged:
    """Each judged list with ``count`` random titles of the catalogue added at level 1."""
    random = np.random.default_rng(seed)
    catalogue = sorted(judged.titles)
    known = {(pair.rid, pair.aid) for pair in judged.pairs}
    added = [
        Pair(rid, catalogue[i], 1)
        for rid, _ in judged.lists()
        for i in random.choice(len(catalogue), min(count, len(catalogue)), replace=False)
        if (rid, catalogue[i]) not in known
    ]
    return merge(judged, Judged(judged.needs, judged.titles, added))


def folds_by_need(judged: Judged, count: int = FOLDS, seed: int = 0) -> NDArray[np.int64]:
    """A fold number per pair; the pairs of one need share a fold."""
    rids = sorted({pair.rid for pair in judged.pairs})
    place = dict(zip(rids, np.random.default_rng(seed).permutation(len(rids)) % count, strict=True))
    return np.array([place[pair.rid] for pair in judged.pairs], dtype=np.int64)


def cross_fit(
    rows: Array, levels: NDArray[np.int64], folds: NDArray[np.int64], allowed: NDArray[np.bool_] | None = None
) -> Array:
    """Out-of-fold logits, shape (n, 4); only ``allowed`` rows are learned from."""
    logits = np.zeros((len(rows), 4), dtype=np.float32)
    usable = np.ones(len(rows), dtype=bool) if allowed is None else allowed
    for fold in np.unique(folds):
        out = folds == fold
        learn = ~out & usable
        logits[out] = fit_weights(rows[learn], levels[learn]).logits(rows[out])
    return logits


def fit_calibrated(rows: Array, levels: NDArray[np.int64], folds: NDArray[np.int64]) -> Weights:
    """Weights fitted on all rows and calibrated on out-of-fold logits."""
    temperature, bias = calibrate(cross_fit(rows, levels, folds), levels)
    return replace(fit_weights(rows, levels), temperature=temperature, bias=bias)


def fit_ranker(judged: Judged, embedded: Embedded) -> Ranker:
    """The ranker for any need: judged lists as they are, and again among random titles without the text vector."""
    space = fit_space(judged, embedded)
    wide = with_negatives(judged)
    rows = np.vstack([extract(space, judged, embedded), extract(space, wide, embedded, text=False)])
    levels = np.concatenate([judged.levels(), wide.levels()])
    folds = np.concatenate([folds_by_need(judged), folds_by_need(wide)])
    return Ranker(space, fit_calibrated(rows, levels, folds))


@dataclass(frozen=True)
class Quality:
    """Out-of-fold quality over whole needs: mean nDCG@10 (needs with a level 3 or 4) and level Score."""

    ndcg: float
    score: float

    def worse_than(self, other: Quality) -> bool:
        """Whether either measure is lower by more than TOLERANCE."""
        return self.ndcg < other.ndcg - TOLERANCE or self.score < other.score - TOLERANCE

    def text(self) -> str:
        """For the person at the console."""
        return f"nDCG@10 {self.ndcg:.4f}，Score {self.score:.4f}"


class TrainingRefused(ValueError):
    """Retraining would make the model worse; nothing was written. The message gives both qualities, in Chinese."""


def quality(judged: Judged, logits: Array) -> Quality:
    """Quality of predictions for the pairs of ``judged``, in their order."""
    probabilities = softmax(logits)
    errors = np.abs(median_level(probabilities) - judged.levels()).astype(np.float64)
    gains = dict(zip(((pair.rid, pair.aid) for pair in judged.pairs), (probabilities @ GAINS).tolist(), strict=True))
    lists = [
        ndcg({pair.aid: pair.level for pair in pairs}, {pair.aid: gains[pair.rid, pair.aid] for pair in pairs})
        for _, pairs in judged.lists()
        if max(pair.level for pair in pairs) >= 3
    ]
    return Quality(float(np.mean(lists)) if lists else 0.0, level_score(errors))


def compare(base: Judged, joined: Judged, embedded: Embedded) -> tuple[Quality, Quality]:
    """Quality on the pairs of ``base``, each need held out: learning from ``base`` only, and from ``joined``."""
    if base is joined:
        rows = extract(fit_space(base, embedded), base, embedded)
        only = quality(base, cross_fit(rows, base.levels(), folds_by_need(base)))
        return only, only
    rows = extract(fit_space(joined, embedded), joined, embedded)
    folds = folds_by_need(joined)
    known = {(pair.rid, pair.aid): pair.level for pair in base.pairs}
    in_base = np.array([(pair.rid, pair.aid) in known for pair in joined.pairs])
    before = np.array([known.get((pair.rid, pair.aid), pair.level) for pair in joined.pairs], dtype=np.int64)
    return (
        quality(base, cross_fit(rows, before, folds, allowed=in_base)[in_base]),
        quality(base, cross_fit(rows, joined.levels(), folds)[in_base]),
    )


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
    fall by the decisions, nor below what a model already at ``out`` has recorded for the same pairs. Raises JudgedError
    and TrainingRefused.
    """
    judged = read_judged(bench_dir).labelled()
    if not judged.pairs:
        raise JudgedError("pairs.csv 没有 level 列，不能训练。")
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
    ranker.save(out, {"note": COMMAND, "pairs": _stamp(judged), "quality": asdict(after)})
    return ranker


def _gate(before: Quality, after: Quality, stored: Quality | None) -> None:
    if after.worse_than(before):
        raise TrainingRefused(f"加入新成果对后变差，未写入模型。原：{before.text()}；新：{after.text()}。")
    if stored is not None and after.worse_than(stored):
        raise TrainingRefused(f"新模型不如现有的，未写入。现有：{stored.text()}；新：{after.text()}。")


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
