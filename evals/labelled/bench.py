"""``queqiao eval bench DIR [--train DIR] [-o scores.csv]``: the ranker against judged pairs, baselines beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.files import write_csv
from evals.labelled.packaged import packaged_embedder
from evals.metrics import (
    Interval,
    Values,
    grouped_interval,
    level_score,
    mean_interval,
    ndcg,
    paired_permutation,
    per_need,
    recall,
    reciprocal_rank,
    spearman,
)
from evals.train.match.local import judge
from evals.train.match.shipped import baselines, judge_shipped
from evals.train.pairs.embedded import Embedded, Progress
from evals.train.pairs.judged import Judged, Judgement
from evals.train.pairs.reading import read_judged
from knowledge import Embedder

Array = NDArray[np.float32]
MODEL_NAME = "模型"


@dataclass(frozen=True)
class Row:
    """One method's measures; a measure that needs levels or an order is None where the method gives none."""

    name: str
    ndcg: Interval | None = None
    mrr: Interval | None = None
    recall: Interval | None = None
    score: Interval | None = None
    spearman: float | None = None
    p_value: float | None = None

    def cells(self) -> list[str]:
        """The row as text."""
        intervals = [item.text() if item else "—" for item in (self.ndcg, self.mrr, self.recall, self.score)]
        last = ["—" if value is None else f"{value:.4f}" for value in (self.spearman, self.p_value)]
        return [self.name, *intervals, *last]


@dataclass(frozen=True)
class BenchReport:
    """What was measured: a row per method, notes to read with them, and the number of pairs and needs."""

    pairs: int
    needs: int
    ranked_needs: int
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The table to print."""
        head = ["方法", "nDCG@10", "MRR", "召回@10", "Score", "Spearman", "p（对模型）"]
        lines = [f"需求 {self.needs} 条（其中 {self.ranked_needs} 条有较强或强相关成果），成果对 {self.pairs} 个"]
        lines += ["\t".join(cells) for cells in (head, *(row.cells() for row in self.rows))]
        return "\n".join([*lines, *self.notes])


def _measure(name: str, judged: Judged, scores: Array | None, levels: Array | None, against: Values | None) -> Row:
    truth = judged.levels().astype(np.float64)
    level = None
    if levels is not None:
        errors = np.abs(levels - truth)
        level = grouped_interval(judged.groups(), lambda chosen: level_score(errors[chosen]))
    if scores is None:
        return Row(name, score=level)
    qrels, run = judged.qrels(), judged.run(scores)
    ranked = per_need(ndcg, qrels, run)
    return Row(
        name,
        mean_interval(ranked),
        mean_interval(per_need(reciprocal_rank, qrels, run)),
        mean_interval(per_need(recall, qrels, run)),
        level,
        spearman(scores.astype(np.float64), truth),
        paired_permutation(against, ranked) if against is not None else None,
    )


def run(
    folder: Path,
    train_dir: Path | None = None,
    out_csv: Path | None = None,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> BenchReport:
    """Score every pair of ``folder``, write rid, aid, score, level, and measure where levels are given.

    With ``train_dir`` a model is trained on its pairs only, needs may be shared; without, the shipped model is used.
    Raises EvalError and ModelError.
    """
    judged = read_judged(folder)
    embedded = Embedded(embedder or packaged_embedder())
    embedded.add(judged, progress)
    notes = []
    train = read_judged(train_dir) if train_dir else None
    if train:
        embedded.add(train, progress)
        if progress:
            progress("训练")
        found = judge(train.labelled(), judged, embedded)
    else:
        notes.append("用的是随包模型：若它正是用这些成果对训练的，数字偏高；请用 --train 或按需求交叉验证。")
        found = judge_shipped(judged, embedded)
    if out_csv is not None:
        pairs = zip(judged.pairs, found.score, found.level, strict=True)
        rows = [(pair.rid, pair.aid, f"{score:.6f}", int(level)) for pair, score, level in pairs]
        write_csv(out_csv, ("rid", "aid", "score", "level"), rows)
    return _report(judged, found, embedded, notes, train)


def _report(
    judged: Judged, found: Judgement, embedded: Embedded, notes: list[str], train: Judged | None
) -> BenchReport:
    scores = {(p.rid, p.aid): (s, lv) for p, s, lv in zip(judged.pairs, found.score, found.level, strict=True)}
    known = judged.labelled()
    if not known.pairs:
        return BenchReport(
            len(judged.pairs), len(list(judged.lists())), 0, notes=[*notes, "没有 level 列，只写出预测。"]
        )
    own = np.array([scores[pair.rid, pair.aid] for pair in known.pairs], dtype=np.float32)
    qrels = known.qrels()
    best = per_need(ndcg, qrels, known.run(own[:, 0]))
    rows = [_measure(MODEL_NAME, known, own[:, 0], own[:, 1], None)]
    constant = float(np.median((train.labelled() if train else known).levels()))
    rows.append(_measure(f"常数 {constant:g}", known, None, np.full(len(own), constant, dtype=np.float32), None))
    rows += [_measure(name, known, values, None, best) for name, values in baselines(judged, embedded).items()]
    return BenchReport(len(known.pairs), len(qrels), len(best), rows, notes)
