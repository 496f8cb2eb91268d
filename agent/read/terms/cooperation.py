"""Modes of cooperation that a text states, as the registration of technology contracts names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.read.lexicon import named, says, terms
from agent.read.sections import Clause, clauses

UNSTATED = "未说明"


def _spaced(cut: Sequence[Clause]) -> list[Clause]:
    """The clauses, those that refuse something cut at their spaces, which stand for commas in chat."""
    found: list[Clause] = []
    for clause in cut:
        pieces = clause.text.split(" ") if _refused(clause) else [clause.text]
        found += [replace(clause, text=piece) for piece in pieces if piece]
    return found


def _refused(clause: Clause) -> bool:
    return says(clause.text, "partners", "refuse")


def refused_cooperation(cut: Sequence[Clause]) -> list[str]:
    """The modes that the clauses refuse: 不接受技术转让."""
    said = named("。".join(clause.text for clause in _spaced(cut) if _refused(clause)), "cooperation")
    return [mode for mode in terms("cooperation") if mode in said]


def extract_cooperation(text: str, title: str = "", cut: Sequence[Clause] | None = None) -> list[str]:
    """The modes that ``text`` states, in a fixed order; ``["未说明"]`` when it states none.

    What stands under 现有工作基础 and the like, or tells of past cooperation, does not count. ``cut`` is the text's
    clauses where they are known.
    """
    modes = terms("cooperation")
    kept: list[str] = [title]
    spelled: set[str] = set()
    last = -1
    for clause in _spaced(clauses(text) if cut is None else cut):
        if clause.section in {"existing", "result"} or says(clause.text, "partners", "done", "refuse"):
            continue
        joint = "，" if clause.sentence == last else "。"
        head = "需求内容：" if clause.section == "need" and clause.sentence != last and clause.position == 0 else ""
        kept.append(joint + head + clause.text)
        if clause.text in modes or "合作" in clause.text:
            spelled.update(name for name in modes if name in clause.text)
        last = clause.sentence
    found = spelled | named("".join(kept), "cooperation")
    return [name for name in modes if name in found] or [UNSTATED]
