"""Learn the weights of the reader of asks from labelled texts: ``queqiao train asks --gold DIR [--gold DIR] -o FILE``.

First pass: logistic regressions over hashed features for what each unit is and whether a stretch is asked for. Second
pass: boosted trees over the relations among the stretches of a text; they learn from first scores of models that had
not seen the text. Objects: a softmax over the noun stretches of a text. Figures are cross-validated by text and with
each writer left out. A file that is better on the same texts is not overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.choosing import select
from agent.read.asks.reader import VAGUE
from agent.read.asks.sight.model import Model, load
from agent.read.asks.sight.objects import choose
from agent.read.asks.sight.prepared import Seen
from evals.overlap import QUOTE_OVERLAP, overlap, pair
from evals.train.asks.fitting import apart, chances, fit_first, fit_objects, fit_second, fit_vague, spans_of
from evals.train.asks.needs import fit_needs, known_starts, needs_figures
from evals.train.asks.texts import Text, fold_of, object_of, read_gold, set_groups, writers
from evals.train.gate import TrainingRefused

Array = NDArray[np.float64]
Tell = Callable[[str], None]
THRESHOLD = 0.33
_FOLDS, _INNER, _OTHERS_WEIGHT, _TOLERANCE = 5, 3, 0.5, 0.01


def hold_out(texts: Sequence[Text], parts: Sequence[int], tell: Tell) -> list[Seen]:
    """Each part read by models of the other parts."""
    found: list[Any] = [None] * len(texts)
    for part in sorted(set(parts)):
        seen = [t for t, p in zip(texts, parts, strict=True) if p != part]
        first = apart(seen, _INNER, f"in{part}")
        forest, base = fit_second(seen, first)
        whole = fit_first(seen)
        objects = fit_objects(
            [spans_of(t, chances(t, f, forest, base)) for t, f in zip(seen, first, strict=True) if t.thing]
        )
        for number, text in enumerate(texts):
            if parts[number] == part:
                scores = whole.of(text)
                held = chances(text, scores, forest, base)
                spans = spans_of(text, held)
                thing, sureness = choose(spans.words, np.asarray(spans.rows @ objects))
                found[number] = Seen(text.prepared, scores[1], held, thing, sureness)
        tell(f"第 {part} 份完成")
    return found


def asked_f1(texts: Sequence[Text], held: Sequence[Seen], threshold: float = THRESHOLD) -> tuple[float, float, float]:
    """Precision, recall and F1 of the quotes over the texts whose asks are labelled."""
    hits = given = wanted = 0
    for text, one in zip(texts, held, strict=True):
        if text.labelled:
            quotes = [s.quote for s in select(text.prepared.stretches, one.chances, threshold)]
            hits += len(pair(quotes, text.quotes, lambda a, b: overlap(a, b) >= QUOTE_OVERLAP))
            given, wanted = given + len(quotes), wanted + len(text.quotes)
    return hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1)


def object_rate(texts: Sequence[Text], held: Sequence[Seen]) -> tuple[float, float]:
    """Share of texts with a labelled object whose object contains it or is contained in it; and is the same."""
    pairs = [(one.thing, object_of(text)) for text, one in zip(texts, held, strict=True) if text.thing]
    near = sum(bool(a) and (a in b or b in a) for a, b in pairs)
    return near / max(len(pairs), 1), sum(a == b for a, b in pairs) / max(len(pairs), 1)


def vague_f1(texts: Sequence[Text], seen: Sequence[Seen]) -> float:
    """F1 of the judgement that a text is too vague, each fold judged by weights of the others."""
    hits = given = wanted = 0
    for fold in range(_FOLDS):
        other = [n for n, text in enumerate(texts) if fold_of(text, _FOLDS) != fold]
        model = fit_vague([texts[n] for n in other], [seen[n] for n in other])
        for n, text in enumerate(texts):
            if fold_of(text, _FOLDS) == fold and text.weight == 1.0 and "vague" in text.row:
                said, is_so = model.of(seen[n]) > VAGUE, bool(text.row["vague"])
                hits, given, wanted = hits + (said and is_so), given + said, wanted + is_so
    return 2 * hits / max(given + wanted, 1)


def report(name: str, texts: Sequence[Text], held: Sequence[Seen]) -> str:
    """One line of figures."""
    precision, recall, f1 = asked_f1(texts, held)
    near, same = object_rate(texts, held)
    return f"{name}：子需求 F1 {f1:.3f}（P {precision:.3f} R {recall:.3f}），对象 {near:.3f}（全同 {same:.3f}）"


def train(gold_dirs: Sequence[Path], output: Path, tell: Tell, force: bool = False, leave_out: bool = True) -> Model:
    """Cross-validate, refuse a model that is worse than the one at ``output``, fit on everything and write.

    The first folder is the one that counts; texts of the others weigh less. Raises TrainingRefused.
    """
    weights = [1.0, *(_OTHERS_WEIGHT for _ in gold_dirs[1:])]
    texts = [t for folder, weight in zip(gold_dirs, weights, strict=True) for t in read_gold(folder, weight)]
    set_groups(texts)
    own = [n for n, text in enumerate(texts) if text.weight == 1.0]
    tell(f"{len(texts)} 条文本")
    starts = known_starts(gold_dirs[0])
    tell(needs_figures([texts[n] for n in own], starts))
    held = hold_out(texts, [fold_of(text, _FOLDS) for text in texts], tell)
    unclear = vague_f1(texts, held)
    tell(f"含糊 F1 {unclear:.3f}")
    figures = _figures("按文本交叉验证", texts, held, own, tell)
    if leave_out:
        hands = writers(texts)
        parts = [hands.index(text.rid[0]) if n in set(own) else len(hands) for n, text in enumerate(texts)]
        _figures("轮流留出一位写作者", texts, hold_out(texts, parts, tell), own, tell)
    stamp = hashlib.sha256("".join(texts[n].prepared.text for n in own).encode()).hexdigest()[:16]
    if not force:
        _refuse_worse(output, stamp, figures)
    first = apart(texts, _INNER, "all")
    forest, base = fit_second(texts, first, seeds=2)
    whole = fit_first(texts)
    objects = fit_objects([spans_of(t, one.chances) for t, one in zip(texts, held, strict=True) if t.thing])
    vague = fit_vague(texts, held)
    borders, border_bias = fit_needs([texts[n] for n in own], starts)
    about = {"texts": len(texts), "stamp": stamp, "cross_validated": figures}
    model = Model(
        whole.roles.astype(np.float32),
        whole.role_bias.astype(np.float32),
        whole.stretches.astype(np.float32),
        whole.bias,
        forest,
        base,
        objects.astype(np.float32),
        vague.weights.astype(np.float32),
        vague.bias,
        vague.few,
        vague.base,
        borders.astype(np.float32),
        border_bias,
        THRESHOLD,
        about,
    )
    output.parent.mkdir(parents=True, exist_ok=True)
    model.save(output)
    return model


def _figures(
    name: str, texts: Sequence[Text], held: Sequence[Seen], own: Sequence[int], tell: Tell
) -> dict[str, float]:
    mine, theirs = set(own), [n for n in range(len(texts)) if n not in set(own)]
    tell(report(f"{name}，本集", [texts[n] for n in own], [held[n] for n in own]))
    if theirs:
        tell(report(f"{name}，其他", [texts[n] for n in theirs], [held[n] for n in theirs]))
    for style in sorted({str(texts[n].row.get("style", "")) for n in mine} - {""}):
        some = [n for n in own if texts[n].row.get("style") == style]
        tell(report(f"　{style}", [texts[n] for n in some], [held[n] for n in some]))
    ours, seen = [texts[n] for n in own], [held[n] for n in own]
    return {"asked": round(asked_f1(ours, seen)[2], 4), "object": round(object_rate(ours, seen)[0], 4)}


def _refuse_worse(output: Path, stamp: str, figures: dict[str, float]) -> None:
    if not output.is_file():
        return
    known = load(output).about
    if known.get("stamp") == stamp:
        worse = [name for name, value in figures.items() if value < known["cross_validated"][name] - _TOLERANCE]
        if worse:
            raise TrainingRefused(f"新模型不如现有的，未写入。现有：{known['cross_validated']}；新：{figures}。")
