"""Statements to the Markdown that a reader sees in a terminal or a chat window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from agent.draft.formats.outlet import defused
from agent.schema import Statement

HEADINGS = {
    "understanding": "我这样理解您的需求",
    "suggestion": "可能涉及的技术点（建议，来自成果库中同类问题）",
    "achievement": "推荐成果",
    "nearest": "最接近的成果（不作推荐）",
    "expert": "专家",
    "support": "配套",
    "portfolio": "建议组合",
    "path": "转化路径（建议）",
    "uncovered": "还没有覆盖",
    "next": "下一步",
    "question": "想再确认",
}
NUMBERED = {"achievement", "nearest", "expert", "support"}
BEHIND = {
    "achievement": "另外 {} 项成果",
    "nearest": "最接近的 {} 项（不作推荐）",
    "expert": "专家 {} 位",
    "support": "配套 {} 项",
    "path": "转化路径 {} 条",
    "uncovered": "没有覆盖的 {} 项",
}
"""What is folded, as the line below an answer counts it."""
PLAIN = {"verdict", "note", "record", "figure", "resource", "understanding"}


def to_markdown(statements: Sequence[Statement], label: str = "") -> str:
    """Group statements by section in their order; ``label`` is the AI label printed at the end."""
    shown = [item for item in statements if not item.folded]
    blocks = [_block(section, list(group)) for section, group in groupby(shown, key=lambda item: item.section)]
    return "\n\n".join([*blocks, *_behind(statements, shown), *([f"（{label}）"] if label else [])])


def _behind(statements: Sequence[Statement], shown: Sequence[Statement]) -> list[str]:
    """One line that names what is folded, and how to ask for it."""
    open_heads = {(item.section, item.record_id) for item in shown}
    behind: dict[str, set[str]] = {}
    for item in statements:
        if item.folded and item.section in BEHIND and (item.section, item.record_id) not in open_heads:
            behind.setdefault(item.section, set()).add(item.record_id or item.text)
    told = [BEHIND[section].format(len(held)) for section, held in behind.items()]
    ask = "可以问“为什么推荐第一个”“有哪些专家”。" if any(item.section == "achievement" for item in shown) else ""
    return [f"▸ 还有{'、'.join(told)}。{ask}"] if told else []


def _block(section: str, statements: list[Statement]) -> str:
    title = HEADINGS.get(section, "" if section in PLAIN else section)
    heading = f"**{title}**\n" if title else ""
    if section in NUMBERED:
        return heading + "\n".join(_numbered(statements))
    if section in PLAIN:
        return heading + "\n".join(_text(item) for item in statements)
    return heading + "\n".join(f"- {_text(item)}" for item in statements)


def _numbered(statements: list[Statement]) -> list[str]:
    lines: list[str] = []
    for place, (_, group) in enumerate(groupby(statements, key=lambda item: item.record_id), 1):
        head, *rest = list(group)
        lines.append(f"{place}. {_text(head)}")
        lines.extend(f"   - {_text(item)}" for item in rest)
    return lines


def _text(statement: Statement) -> str:
    return defused(statement.text) + ("〔待核实〕" if statement.unverified else "")
