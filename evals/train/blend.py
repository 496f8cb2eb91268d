"""Learn how a full record's evidence adds up: from the judged example questions, and from officers' decisions.

``queqiao train records -o agent/match/model/blend.json`` learns from every committed question but the held-out ones,
prints cross-validated figures, refuses weights that are worse than those of the file, and writes them.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from agent import Agent, get_settings
from agent.match.rank.blend import OF_LEVEL, PARTS, Blend, about
from agent.match.rank.criteria import CRITERIA
from agent.match.rank.scoring import evidence, parts
from agent.read import understand
from agent.turn.retrieval import retrieve
from evals.dataset import Case, load
from evals.metrics import RELEVANT, ndcg
from evals.train.judged import read_decisions
from evals.train.match import TrainingRefused
from knowledge.records import Achievement

Array = NDArray[np.float64]
NAMES = (*PARTS, *CRITERIA)
FOLDS, RIDGE, PART_RIDGE, TOLERANCE = 5, 0.5, 0.005, 0.005
_LEVEL_COLUMNS = np.array([name in PARTS or name in OF_LEVEL for name in NAMES])


@dataclass(frozen=True)
class Asked:
    """One question: features of the records that the ranker saw (n, len(NAMES)), their ids, and what is known of them.

    ``levels`` (1 to 4) are those of a judged question; ``pair`` (first, over) are the row numbers of a contrast.
    """

    case: Case
    ids: list[str]
    rows: Array
    levels: NDArray[np.int64] | None = None
    pair: tuple[int, int] | None = None


def collect(agent: Agent, cases: Sequence[Case]) -> list[Asked]:
    """Every question through understanding and search, with the evidence of its candidates."""
    found = []
    for case in cases:
        card = understand(case.message)
        retrieved, records = retrieve(agent.services, card)
        pool = [one for key in retrieved.ids() if isinstance(one := records[key], Achievement)]
        table, learned, _ = evidence(card, pool, retrieved)
        ids = [one.id for one in pool if one.id in learned]
        rows = np.array([_row(table[one]) for one in ids]).reshape(len(ids), len(NAMES))
        found.append(_asked(case, ids, rows))
    return [one for one in found if one.levels is not None or one.pair is not None]


def _row(features: Mapping[str, float]) -> list[float]:
    held = parts(features) | {name: features[name] for name in CRITERIA if name in features}
    return [held.get(name, 0.0) for name in NAMES]


def _asked(case: Case, ids: list[str], rows: Array) -> Asked:
    if "first" in case.expected:
        places = {one: place for place, one in enumerate(ids)}
        first, over = places.get(case.expected["first"]), places.get(case.expected["over"])
        return Asked(case, ids, rows, pair=None if first is None or over is None else (first, over))
    grades = case.expected.get("achievements", {})
    return Asked(case, ids, rows, levels=np.array([1 + grades.get(one, 0) for one in ids]))


def fit(asked: Sequence[Asked]) -> Blend:
    """Proportional odds on the judged questions, with a pairwise logistic loss on the contrasts; weights are not negative."""
    judged = [one for one in asked if one.levels is not None]
    rows = np.vstack([one.rows for one in judged])
    levels = np.concatenate([one.levels for one in judged if one.levels is not None])
    gaps = [one.rows[one.pair[0]] - one.rows[one.pair[1]] for one in asked if one.pair]
    contrasts = np.array(gaps).reshape(len(gaps), len(NAMES))
    start = np.concatenate([np.ones(len(NAMES)), [4.0, 1.0, 1.0]])
    bounds = [(0.0, None)] * len(NAMES) + [(None, None), (0.01, None), (0.01, None)]
    found = minimize(_loss, start, args=(rows, levels, contrasts), method="L-BFGS-B", bounds=bounds).x
    weights = {name: round(float(value), 3) for name, value in zip(NAMES, found, strict=False)}
    first, second, third = (round(float(cut), 3) for cut in np.cumsum(found[len(NAMES) :]))
    return Blend({n: weights[n] for n in PARTS}, {n: weights[n] for n in CRITERIA}, (first, second, third))


def _loss(values: Array, rows: Array, levels: NDArray[np.int64], contrasts: Array) -> float:
    weights, cuts = values[: len(NAMES)], np.cumsum(values[len(NAMES) :])
    logits = rows @ np.where(_LEVEL_COLUMNS, weights, 0.0)
    above = expit(logits[:, None] - cuts[None, :])
    padded = np.hstack([np.ones((len(rows), 1)), above, np.zeros((len(rows), 1))])
    chance = padded[np.arange(len(rows)), levels - 1] - padded[np.arange(len(rows)), levels]
    own, criteria = weights[: len(PARTS)], weights[len(PARTS) :]
    return float(
        -np.log(np.maximum(chance, 1e-12)).sum()
        + np.logaddexp(0, -(contrasts @ weights)).sum()
        + (RIDGE * criteria @ criteria + PART_RIDGE * own @ own) / 2
    )


@dataclass(frozen=True)
class Quality:
    """nDCG@10 over the judged questions, the share of contrasts in order, and the mean log loss of 较强 or better."""

    ndcg: float
    contrasts: float
    loss: float

    def worse_than(self, other: Quality) -> bool:
        """Whether any of the three is worse by more than TOLERANCE."""
        return (
            self.ndcg < other.ndcg - TOLERANCE
            or self.contrasts < other.contrasts - TOLERANCE
            or self.loss > other.loss + TOLERANCE
        )

    def text(self) -> str:
        """For the person at the console."""
        return f"nDCG@10 {self.ndcg:.4f}，条件对照 {self.contrasts:.3f}，对数损失 {self.loss:.4f}"


def quality(asked: Sequence[Asked], blend_of: Callable[[Asked], Blend]) -> Quality:
    """The quality of the blend that ``blend_of`` names for each question."""
    ranks, order, losses = [], [], []
    for one in asked:
        blend = blend_of(one)
        scores, chances = _judge(blend, one.rows)
        if one.pair:
            order.append(float(scores[one.pair[0]] > scores[one.pair[1]]))
        if one.levels is not None:
            good = one.levels >= RELEVANT
            losses += (-np.log(np.clip(np.where(good, chances, 1 - chances), 1e-9, 1))).tolist()
            if good.any():
                levels = dict(zip(one.ids, one.levels.tolist(), strict=True))
                ranks.append(ndcg(levels, dict(zip(one.ids, scores, strict=True)), 10))
    return Quality(*(float(np.mean(values)) if values else 0.0 for values in (ranks, order, losses)))


def _judge(blend: Blend, rows: Array) -> tuple[list[float], Array]:
    scores, chances = [], []
    for row in rows:
        features = dict(zip(NAMES, row.tolist(), strict=True))
        fit_ = blend.technical(features)
        scores.append(blend.gain(fit_ + blend.wishes(features)))
        chances.append(blend.chances(fit_ + blend.wishes(features, OF_LEVEL))[1])
    return scores, np.array(chances)


def cross_validate(asked: Sequence[Asked], added: Sequence[Asked] = ()) -> Quality:
    """Quality of blends that did not learn from the question; all of them learn from ``added``."""
    folds = np.random.default_rng(0).permutation(len(asked)) % FOLDS
    parted = [[one for one, own in zip(asked, folds, strict=True) if own != fold] for fold in range(FOLDS)]
    blends = [fit([*own, *added]) for own in parted]
    place = {id(one): blends[fold] for one, fold in zip(asked, folds, strict=True)}
    return quality(asked, lambda one: place[id(one)])


def train(out: Path, progress: Callable[[str], None], *, decisions: Path | None = None, force: bool = False) -> Blend:
    """Learn, compare with what the file at ``out`` says of itself, and write.

    The gate looks at the committed questions only, each judged by weights that did not see it. Raises JudgedError for a
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
            raise TrainingRefused(f"新权重不如现有的，未写入。现有：{before.text()}；新：{found.text()}。")
    blend.save(out, {"questions": stamp, "quality": asdict(found)})
    return blend


def _questions(progress: Callable[[str], None]) -> tuple[list[Asked], list[Asked]]:
    """The committed questions, apart from the held-out ones, and those."""
    cases = [case for name in ("matching", "unanswerable", "conditions") for case in load(name)]
    progress(f"检索 {len(cases)} 个问题的候选")
    with tempfile.TemporaryDirectory() as folder:
        settings = get_settings().model_copy(update={"data_dir": Path(folder), "database_url": "", "model": ""})
        agent = Agent.open(settings, owner=False)
        try:
            agent.sync()
            asked = collect(agent, cases)
        finally:
            agent.close()
    kept = [one for one in asked if one.case.metadata["split"] != "held-out"]
    return kept, [one for one in asked if one.case.metadata["split"] == "held-out"]


def read_features(path: Path) -> list[Asked]:
    """Officers' decisions that carry their features, by need. Raises JudgedError."""
    judged = read_decisions(path)
    by_need: dict[str, list[tuple[str, list[float], int]]] = {}
    for pair in judged.pairs:
        features = judged.features.get((pair.rid, pair.aid))
        if features and "words" in features:
            by_need.setdefault(pair.rid, []).append((pair.aid, _row(features), pair.level))
    return [
        Asked(
            Case(id=rid, message=judged.needs[rid][0], expected={}),
            [aid for aid, _, _ in own],
            np.array([row for _, row, _ in own]),
            np.array([level for _, _, level in own]),
        )
        for rid, own in by_need.items()
    ]
