"""``queqiao train reading``: fit, cross-validate by text and by writer, refuse a worse model, write the arrays."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.extract import extract_indicators
from agent.read.indicators.model import WEIGHTS, Array, Model
from evals.labelled.decompose import same_amount, same_and_named, same_value
from evals.overlap import pair
from evals.train.gate import TrainingRefused
from evals.train.reading.labelled import Labelled, read_labelled, writers
from evals.train.reading.roles import FOLDS, Prepared, fit, fold_of, prepare

Counts = dict[str, list[int]]
Record = dict[str, Any]
_NOISE = 0.005
_TINY = 2e-3
_PARTS = ("indicators", "named", "baselines")


def train(
    gold: Sequence[Path], output: Path, tell: Callable[[str], None], *, networks: int = 0, force: bool = False
) -> Record:
    """Fit on all train texts of ``gold`` and write ``reading.npz`` and ``reading.json`` into ``output``.

    ``networks`` recurrent networks go beside the linear models; they need PyTorch, which is no dependency. Since they
    take minutes each, one fold of five is then held out; linear models alone are tried on all, and on unseen writers.

    Raises TrainingRefused when the cross-validated figures of the model that stands there, on the same folders, were
    better.
    """
    texts = [text for folder in gold for text in read_labelled(folder)]
    some = prepare(texts)
    record: Record = {
        "trained_on": {folder.name: sum(1 for _ in read_labelled(folder)) for folder in gold},
        "networks": networks,
        "numbers": sum(len(text.labels) for text in texts),
        "folds": 1 if networks else FOLDS,
        "cross_validated": held_out(texts, some, range(1 if networks else FOLDS), fold_of, tell, networks),
        "unseen_writer": held_out(texts, some, writers(texts), lambda text: text.writer, tell),
    }
    target = output / WEIGHTS.name
    if not force:
        _refuse_worse(record, target.with_suffix(".json"))
    output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, **arrays(fit(some, networks)))  # type: ignore[arg-type]
    target.with_suffix(".json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return record


def held_out(
    texts: Sequence[Labelled],
    some: Sequence[Prepared],
    groups: Sequence[int] | Sequence[str],
    group: Callable[[Labelled], int | str],
    tell: Callable[[str], None],
    networks: int = 0,
) -> dict[str, dict[str, float]]:
    """Figures per set of texts, each text read by a model that saw nothing of its group."""
    counts: dict[str, Counts] = {}
    for one in groups:
        model = fit([item for item in some if group(item.text) != one], networks)
        for text in texts:
            if group(text) == one:
                count(text, model, counts.setdefault(_set(text), {part: [0, 0, 0] for part in _PARTS}))
        tell(f"{one}: {figures(counts)}")
    return figures(counts)


def _set(text: Labelled) -> str:
    return "full" if text.full else text.writer


def figures(counts: dict[str, Counts]) -> dict[str, dict[str, float]]:
    """F1 of every part per set."""
    return {
        name: {part: round(2 * hits / max(found + wanted, 1), 3) for part, (hits, found, wanted) in parts.items()}
        for name, parts in counts.items()
    }


def count(text: Labelled, model: Model, counts: Counts) -> None:
    """Add what ``model`` reads in one text to ``counts``: hits, found and wanted."""
    targets, present = (
        [one.model_dump() for one in part]
        for part in extract_indicators(text.text["content"], text.text["title"], model)
    )
    wanted = text.gold["indicators"]
    for part, found, gold, same in (
        ("indicators", targets, wanted, same_value),
        ("named", targets, wanted, same_and_named),
        ("baselines", present, text.gold["baselines"], same_amount),
    ):
        for index, number in enumerate((len(pair(found, gold, same)), len(found), len(gold))):
            counts[part][index] += number


def _refuse_worse(record: Record, standing: Path) -> None:
    if not standing.exists():
        return
    before = json.loads(standing.read_text("utf-8"))
    if (before["trained_on"].keys(), before["folds"]) != (record["trained_on"].keys(), record["folds"]):
        return
    for name, parts in before["cross_validated"].items():
        for part, value in parts.items():
            now = record["cross_validated"].get(name, {}).get(part, 0.0)
            if now < value - _NOISE:
                raise TrainingRefused(f"新模型在 {name} 的 {part} 上只有 {now:.3f}，现有模型是 {value:.3f}，没有写出。")


def arrays(model: Model) -> dict[str, NDArray[Any]]:
    """The model as arrays to be stored."""
    parts = {"first": model.first, "second": model.second, "others": model.others, "operator": model.operator}
    out: dict[str, NDArray[Any]] = {f"{name}_weights": _small(part.weights) for name, part in parts.items()}
    out |= {f"{name}_intercept": part.intercept.astype(np.float16) for name, part in parts.items()}
    for index, network in enumerate(model.networks):
        out |= {f"net{index}.{name}": _small(array) for name, array in network.arrays.items() if name != "letters"}
        out[f"net{index}.letters"] = network.arrays["letters"]
    return {**out, "names": _small(model.names)}


def _small(weights: Array) -> NDArray[np.float16]:
    """Two bytes each, and nothing where next to nothing was learned."""
    return np.where(np.abs(weights) < _TINY, 0, weights).astype(np.float16)
