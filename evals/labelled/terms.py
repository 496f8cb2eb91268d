"""How well the terms of a need are read: budget, deadline, cooperation, constraints, exclusions, the service asked for.

``queqiao eval terms --gold DIR [--split NAME]`` prints figures only. A quote counts as found when it overlaps by half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from agent import RequirementCard, understand
from evals.labelled.decompose import GoldError, Part, _read
from evals.overlap import QUOTE_OVERLAP, overlap, pair

Row = dict[str, Any]
Read = Callable[[str, str], RequirementCard]
PARTS = ("预算", "期限", "合作方式", "约束", "排除", "服务（技术以外）")


def _count(part: Part, found: Iterable[Any], gold: Iterable[Any], same: Callable[[Any, Any], bool]) -> None:
    said, wanted = list(found), list(gold)
    part.counts.append((len(pair(said, wanted, same)), len(said), len(wanted)))


def _alike(a: str, b: str) -> bool:
    return overlap(a, b) >= QUOTE_OVERLAP


def _one(value: Any) -> list[Any]:
    return [] if value in (None, "", "technology") else [value]


def measure(
    gold_dir: Path, split: str = "", read: Read = lambda title, text: understand(text, title=title)
) -> list[Part]:
    """The parts, over the texts of ``split`` (all of them when empty). GoldError when the folder cannot be read."""
    texts = {row["rid"]: row for row in _read(gold_dir / "texts.jsonl", ("rid", "title", "content"))}
    parts = {name: Part(name) for name in PARTS}
    for gold in _read(gold_dir / "gold.jsonl", ("rid",)):
        text = texts.get(gold["rid"])
        if text is None:
            raise GoldError(f"gold.jsonl 中的 {gold['rid']} 在 texts.jsonl 里没有对应文本。")
        if split and text.get("split") != split:
            continue
        card = read(text["title"], text["content"])
        _count(parts["预算"], _one(card.budget_cny), _one(gold["budget_cny"]), lambda a, b: abs(a - b) < 1)
        _count(parts["期限"], _one(card.deadline), _one(gold["deadline"]), _alike)
        _count(parts["合作方式"], card.cooperation, gold["cooperation"], lambda a, b: bool(a == b))
        if "constraints" in gold:
            _count(parts["约束"], card.constraints, gold["constraints"], _alike)
            _count(parts["排除"], card.exclusions, gold["exclusions"], _alike)
            _count(parts["服务（技术以外）"], _one(card.service), _one(gold["service"]), lambda a, b: bool(a == b))
    return list(parts.values())


def render(parts: Iterable[Part]) -> str:
    """A Markdown table, without misses."""
    lines = ["| 部分 | 精确率 | 召回率 | F1 | 95% 区间 |", "|---|---|---|---|---|"]
    for part in parts:
        if part.counts:
            (precision, recall, f1), (low, high) = part.scores(), part.interval()
            lines.append(f"| {part.name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {low:.3f}–{high:.3f} |")
    return "\n".join(lines)
