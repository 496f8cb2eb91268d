"""How well requirements are decomposed, measured against labelled texts.

A gold folder holds ``texts.jsonl`` (rid, title, content) and ``gold.jsonl`` (the labels). Items are matched one to one
within a text, greedily in order. Names and quotes overlap by the Dice coefficient of their characters as multisets
(≥ .6 for names, ≥ .5 for quotes). Intervals are 95 % percentile bootstrap intervals over texts (Efron 1979).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from agent import decompose_row
from evals.errors import EvalError
from evals.metrics import bootstrap
from evals.overlap import NAME_OVERLAP, QUOTE_OVERLAP, overlap, pair, plain
from knowledge import show_amount

Row = dict[str, Any]
Decompose = Callable[[str, str, str], Row]


class GoldError(EvalError):
    """Labelled texts that cannot be read; the message says where, in Chinese."""


@dataclass
class Part:
    """One measured part: counts per text (hits, predicted, expected), its misses, and what follows from them."""

    name: str
    counts: list[tuple[int, int, int]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def scores(self, sample: Iterable[tuple[int, int, int]] | None = None) -> tuple[float, float, float]:
        """Precision, recall and F1 over ``sample`` (default all texts); 1.0 where there is nothing to find."""
        rows = self.counts if sample is None else list(sample)
        hits, predicted, expected = (sum(row[i] for row in rows) for i in range(3))
        precision = hits / predicted if predicted else 1.0
        recall = hits / expected if expected else 1.0
        f1 = 2 * hits / (predicted + expected) if predicted + expected else 1.0
        return precision, recall, f1

    def interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of F1 (of accuracy, where predicted equals expected)."""
        found = bootstrap(len(self.counts), lambda drawn: self.scores(self.counts[i] for i in drawn)[2])
        return found.low, found.high


@dataclass
class DecomposeReport:
    """The parts in order, the number of texts, the median time a text takes in milliseconds; the same per group.

    Groups are the splits and the styles of the texts. Misses are kept for texts of the split ``train`` only.
    """

    texts: int
    parts: list[Part]
    ms_median: float
    groups: dict[str, list[Part]] = field(default_factory=dict)

    def part(self, name: str) -> Part:
        """The part called ``name``; KeyError when there is none."""
        return {part.name: part for part in self.parts}[name]


def same_value(a: Row, b: Row) -> bool:
    """Whether two indicators have the same operator, value(s) and unit."""

    def close(x: float | None, y: float | None) -> bool:
        return x == y if x is None or y is None else abs(x - y) <= 1e-9 * max(1.0, abs(x))

    same = a["op"] == b["op"] and plain(a["unit"]) == plain(b["unit"])
    return same and close(a["value"], b["value"]) and close(a["value_max"], b["value_max"])


def _show(item: Any) -> str:
    if isinstance(item, dict) and "op" in item:
        return f"{item['name']} {show_amount(item['op'], item['value'], item['value_max'], item['unit'])}".strip()
    return str(item.get("quote", item)) if isinstance(item, dict) else str(item)


def _count(part: Part, rid: str, found: list[Any], gold: list[Any], same: Callable[[Any, Any], bool]) -> None:
    pairs = pair(found, gold, same)
    part.counts.append((len(pairs), len(found), len(gold)))
    part.misses += [f"{rid} 漏 {_show(g)}" for g in gold if not any(g is b for _, b in pairs)]
    part.misses += [f"{rid} 多 {_show(f)}" for f in found if not any(f is a for a, _ in pairs)]


def same_amount(a: Row, b: Row) -> bool:
    """Whether two present values have the same value(s) and unit."""
    return same_value({**a, "op": "="}, {**b, "op": "="})


def _sides(found: Row, gold: Row) -> tuple[int, int, list[str]]:
    """Of the gold numbers found at all, how many stand on the right side (target or baseline)."""
    tagged = [(item, side) for side in ("indicators", "baselines") for item in found[side]]
    wanted = [(item, side) for side in ("indicators", "baselines") for item in gold[side]]
    right = pair(tagged, wanted, lambda a, b: a[1] == b[1] and same_value(a[0], b[0]))
    rest = [t for t in tagged if not any(t is a for a, _ in right)]
    missed = [w for w in wanted if not any(w is b for _, b in right)]
    wrong = pair(rest, missed, lambda a, b: same_value(a[0], b[0]))
    return len(right), len(right) + len(wrong), [f"{_show(b[0])} 应为 {b[1]}" for _, b in wrong]


def same_and_named(a: Row, b: Row) -> bool:
    """Whether two indicators agree in operator, value(s) and unit, and mostly in name."""
    return same_value(a, b) and overlap(a["name"], b["name"]) >= NAME_OVERLAP


def _same_quote(a: Row, b: Row) -> bool:
    return overlap(a["quote"], b["quote"]) >= QUOTE_OVERLAP


def _one(value: Any) -> list[Any]:
    return [] if value in (None, "", False) else [value]


def compare(parts: dict[str, Part], found: Row, gold: Row) -> None:
    """Count one text as read against its labels, in every part."""

    def count(name: str, key: str, same: Callable[[Any, Any], bool], single: bool = False) -> None:
        wrap = _one if single else list
        _count(parts[name], gold["rid"], wrap(found[key]), wrap(gold[key]), same)

    count("指标", "indicators", same_value)
    count("指标（含名称）", "indicators", same_and_named)
    count("现状值", "baselines", same_amount)
    if "sub_requirements" in gold:
        _compare_rest(parts, found, gold, count)


def _compare_rest(parts: dict[str, Part], found: Row, gold: Row, count: Callable[..., None]) -> None:
    """What is labelled beside the quantities, where it is."""
    count("子需求", "sub_requirements", _same_quote)
    count("预算", "budget_cny", lambda a, b: abs(a - b) < 1, single=True)
    count("期限", "deadline", lambda a, b: overlap(a, b) >= QUOTE_OVERLAP, single=True)
    count("合作方式", "cooperation", lambda a, b: bool(a == b))
    count("含糊", "vague", lambda a, b: bool(a == b), single=True)
    right, total, wrong = _sides(found, gold)
    parts["现状与目标之分"].counts.append((right, total, total))
    parts["现状与目标之分"].misses += [f"{gold['rid']} {line}" for line in wrong]
    hit = int(found["field"] in {gold["field"], *gold["field_alt"]})
    parts["技术领域"].counts.append((hit, 1, 1))
    parts["技术领域"].misses += [] if hit else [f"{gold['rid']} 得 {found['field']}，应为 {gold['field']}"]


_PARTS = (
    *("指标", "指标（含名称）", "现状值", "现状与目标之分"),
    *("技术领域", "子需求", "预算", "期限", "合作方式", "含糊"),
)


def _read(path: Path, keys: Sequence[str]) -> list[Row]:
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [key for key in keys if key not in row]
        except (ValueError, TypeError) as error:
            raise GoldError(f"{path.name} 第 {number} 行不是合法的 JSON 对象。") from error
        if missing:
            raise GoldError(f"{path.name} 第 {number} 行缺少 {'、'.join(missing)}。")
        rows.append(row)
    return rows


def evaluate(gold_dir: Path | str, decompose: Decompose = decompose_row, split: str = "") -> DecomposeReport:
    """Decompose every labelled text of ``gold_dir`` and compare; with ``split`` only the texts of that split.

    Raises FileNotFoundError when ``texts.jsonl`` or ``gold.jsonl`` is missing, GoldError when one cannot be read or a
    label has no text.
    """
    folder = Path(gold_dir)
    texts = {row["rid"]: row for row in _read(folder / "texts.jsonl", ("rid", "title", "content"))}
    whole = parts()
    groups: dict[str, dict[str, Part]] = {}
    times: list[float] = []
    for gold in _read(folder / "gold.jsonl", ("rid",)):
        if gold["rid"] not in texts:
            raise GoldError(
                f"gold.jsonl 中的 {gold['rid']} 在 texts.jsonl 里没有对应文本，请检查这两个文件是否同一版本。"
            )
        text = texts[gold["rid"]]
        if split and text.get("split") != split:
            continue
        start = time.perf_counter()
        found = decompose(text["rid"], text["title"], text["content"])
        times.append((time.perf_counter() - start) * 1000)
        one = parts()
        compare(one, found, gold)
        if text.get("split", "train") != "train":
            one = {name: Part(name, part.counts) for name, part in one.items()}
        names = [text[key] for key in ("split", "style") if text.get(key)]
        for group in (whole, *(groups.setdefault(name, parts()) for name in names)):
            _add(group, one)
    middle = median(times) if times else 0.0
    return DecomposeReport(
        len(times), list(whole.values()), middle, {name: list(own.values()) for name, own in groups.items()}
    )


def parts() -> dict[str, Part]:
    """Every part by name, without a text."""
    return {name: Part(name) for name in _PARTS}


def _add(parts: dict[str, Part], more: dict[str, Part]) -> None:
    for name, part in more.items():
        parts[name].counts += part.counts
        parts[name].misses += part.misses


def render(report: DecomposeReport, misses: int = 20) -> str:
    """The report as a Markdown table, followed by up to ``misses`` misses of each part."""
    lines = [
        f"文本 {report.texts} 条，每条用时中位数 {report.ms_median:.1f} 毫秒",
        "",
        "| 部分 | 精确率 | 召回率 | F1 或准确率 | 95% 区间 |",
        "|---|---|---|---|---|",
    ]
    for part in report.parts:
        precision, recall, f1 = part.scores()
        low, high = part.interval() if part.counts else (1.0, 1.0)
        lines.append(f"| {part.name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {low:.3f}–{high:.3f} |")
    if report.groups:
        lines += ["", "各拆分与文体的 F1 或准确率", "", "| 部分 | " + " | ".join(report.groups) + " |"]
        lines += ["|---" * (len(report.groups) + 1) + "|"]
        for index, part in enumerate(report.parts):
            row = [f"{parts[index].scores()[2]:.3f}" for parts in report.groups.values()]
            lines.append(f"| {part.name} | " + " | ".join(row) + " |")
    for part in report.parts:
        shown = part.misses[:misses]
        more = [f"- 另有 {len(part.misses) - len(shown)} 条"] if len(part.misses) > len(shown) else []
        lines += ["", f"{part.name}：差错 {len(part.misses)} 条", *(f"- {miss}" for miss in shown), *more]
    return "\n".join(lines)
