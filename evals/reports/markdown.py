"""The Report as Markdown and as a short text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evals.measure import Measure
from evals.reports.report import SLICED, SLICES, Difference, Report, Row, Slice

ENGINES = {"rules": "无模型", "model": "有模型"}
SEARCH = {"lexical": "仅词汇检索", "hybrid": "词汇与向量混合检索"}
STYLES = {
    "precise": "具体",
    "plain": "一般",
    "vague": "模糊",
    "long": "长文",
    "typo": "错别字",
    "dev": "调优",
    "held-out": "留出",
    "fresh": "新写",
}
HARD = {
    "near-duplicate": "近似重复",
    "sounds alike": "字面相近",
    "just below target": "略低于指标",
    "namesake": "同名专家",
    "conflict of interest": "利益冲突",
    "expert only": "只有专家",
    "same object, other problem": "同对象不同问题",
    "same words, other meaning": "同词不同义",
    "same words, other problem": "同词不同问题",
    "same words, other object": "同词不同对象",
    "absent object": "库中无此对象",
    "absent problem": "库中无此问题",
    "off-catalogue region": "库外地区",
    "impossible": "不可能实现",
    "other period": "时期易混",
    "plan, not actual": "计划非实际",
    "exploratory": "探索中",
    "historical": "历史工具",
    "planned": "规划中",
    "version": "版本",
    "not stated": "来源未说明",
}
WORDS = STYLES | HARD
DATASETS = {"matching": "匹配", "unanswerable": "无合适答案", "knowledge": "知识问答", "dialogues": "多轮对话"}
RECORDS = {"achievement": "成果", "expert": "专家", "resource": "资源", "figure": "数字", "vocabulary": "分类口径"}


def row_title(row: Row) -> str:
    """Engine, way of searching and how much of the suite, such as ``有模型，仅词汇检索，抽样 8/248 例``."""
    part = "" if row.complete else f"，抽样 {row.ran}/{row.of} 例，不判门槛"
    return f"{ENGINES[row.engine]}，{SEARCH[row.search]}{part}"


def counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """Names with their numbers, such as ``成果 210，专家 86``."""
    return "，".join(f"{names.get(name, name)} {number}" for name, number in counts.items())


def number(measure: Measure) -> str:
    """A value with its interval, such as ``0.912 [0.880, 0.940]``; whole numbers without decimals."""
    if measure.low is None or measure.high is None:
        return f"{measure.value:g}" if measure.value == round(measure.value, 1) else f"{measure.value:.3f}"
    return f"{measure.value:.3f} [{measure.low:.3f}, {measure.high:.3f}]"


def to_text(report: Report) -> str:
    """Measures and differences, one a line."""
    lines = []
    for row in report.rows:
        lines.append(row_title(row))
        lines += [f"  {one.label}（{one.n} 例）  {number(one)}" for one in row.measures]
        lines += [f"  {_slice_name(one)}  {_label(row, one.key)} {one.value:.3f}（{one.n} 例）" for one in _splits(row)]
    lines += [_difference(one) for one in report.differences]
    return "\n".join(lines)


def to_markdown(report: Report) -> str:
    """The whole report."""
    lines = ["# 评测报告", "", f"日期 {report.date}。示例库：{counted(report.catalogue, RECORDS)}。", ""]
    lines += [f"用例：{counted(report.datasets, DATASETS)}。", ""]
    for row in report.rows:
        lines += [
            f"## {row_title(row)}",
            "",
            "| 指标 | 用例 | 值 [95% 区间] |",
            "|---|---|---|",
        ]
        lines += [f"| {one.label} | {one.n} | {number(one)} |" for one in row.measures]
        lines += ["", *_slices(row), *_notes(row.measures)]
    lines += _differences(report)
    return "\n".join(lines).rstrip() + "\n"


def _slices(row: Row) -> Iterable[str]:
    for by, title in SLICES.items():
        found = [one for one in row.slices if one.by == by]
        groups = list(dict.fromkeys(one.group for one in found))
        if not groups:
            continue
        keys = [key for key in SLICED if any(one.key == key for one in found)]
        cells = {(one.group, one.key): f"{one.value:.3f}（{one.n}）" for one in found}
        yield f"### 按{title}"
        yield ""
        yield f"| {title} | " + " | ".join(_label(row, key) for key in keys) + " |"
        yield "|---" * (len(keys) + 1) + "|"
        for group in groups:
            yield f"| {WORDS.get(group, group)} | " + " | ".join(cells.get((group, key), "–") for key in keys) + " |"
        yield ""


def _notes(measures: Sequence[Measure]) -> list[str]:
    lines = []
    for one in measures:
        if one.notes and one.evaluator != "fairness":
            lines += [f"### {one.label}：明细", "", *(f"- {note}" for note in one.notes[:40]), ""]
    return lines


def _differences(report: Report) -> list[str]:
    if not report.differences:
        return []
    lines = [
        "## 与上次提交的报告相比",
        "",
        "| 指标 | 上次 | 本次 | p（配对置换检验） | 用例 |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {d.label} | {d.before:.3f} | {d.after:.3f} | {d.p:.3f} | {d.n} |" for d in report.differences]
    for one in report.differences:
        if one.changed:
            lines += ["", f"### {one.label}：有变化的用例", ""]
            lines += [f"- {c} {a:.2f} → {b:.2f}　{report.cases.get(c, '')[:40]}" for c, (a, b) in one.changed.items()]
    return [*lines, ""]


def _difference(one: Difference) -> str:
    return f"与上次相比  {one.label} {one.before:.3f} → {one.after:.3f}（p={one.p:.3f}，{len(one.changed)} 例有变化）"


def _splits(row: Row) -> list[Slice]:
    return [one for one in row.slices if one.by == "split"]


def _slice_name(one: Slice) -> str:
    return WORDS.get(one.group, one.group)


def _label(row: Row, key: str) -> str:
    measure = row.get(key)
    return measure.label if measure else key
