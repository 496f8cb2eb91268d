"""What the last turns did: steps, model, tokens, records, what the model proposed, and what verification removed."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent import Found
from ui.officer import html
from ui.officer.panels.traces import decisions

SHOWN = 5
STEPS = {
    "read": "读消息",
    "understand": "理解需求",
    "propose": "模型补充",
    "retrieve": "检索",
    "match": "匹配",
    "draft": "撰写",
    "prose": "模型组织答复",
    "converse": "回答",
    "verify": "核对",
}
KINDS = {
    "recommendation": "推荐",
    "answer": "回答",
    "comparison": "对比",
    "explanation": "说明",
    "smalltalk": "寒暄",
    "clarify": "追问",
    "error": "出错",
}


class TracePanel:
    """The traces of a conversation, for the operator."""

    def __init__(self) -> None:
        self.view = gr.HTML(elem_id="trace")

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        return [self.view]

    def fill(self, found: Found) -> list[Any]:
        """The last turns of the need's conversation, the latest first."""
        return ["".join(_turn(turn) for turn in found.turns[::-1][:SHOWN]) or html.empty("还没有运行记录。")]


def _turn(turn: Any) -> str:
    trace: dict[str, Any] = turn.trace
    steps = "　".join(
        f"{html.text(STEPS.get(one['name'], one['name']))} {one['ms']} ms" for one in trace.get("steps", [])
    )
    calls = [
        (
            html.text(one["prompt"]),
            html.text(one["model"]),
            f"{one['ms']} ms",
            f"{one['tokens_in']} / {one['tokens_out']}",
            html.text(one["error"] or "正常"),
        )
        for one in trace.get("calls", [])
    ]
    removed = [(html.text(one["text"]), html.text(one["problem"])) for one in trace.get("removed_statements", [])]
    retrieved = trace.get("retrieved", [])
    parts = [
        f"<header><b>第 {turn.number} 轮</b> {html.chip(KINDS.get(turn.kind, turn.kind))}",
        f"<span class='q-soft'>{html.moment(turn.at)}</span></header>",
        f"<p>步骤：{steps or '未记录'}</p>",
        html.table(("提示词", "模型", "用时", "词元 入/出", "结果"), calls)
        if calls
        else "<p>没有调用模型，全部由规则完成。</p>",
        decisions.reading(trace.get("reading", [])),
        decisions.decided(trace.get("decisions", [])),
        f"<details><summary>检索到 {len(retrieved)} 条记录</summary>",
        f'<p class="q-soft">{html.text(" ".join(retrieved))}</p></details>',
        html.table(("删去的句子", "为什么"), removed) if removed else "<p>没有删去句子。</p>",
    ]
    return f'<div class="q-candidate">{"".join(parts)}</div>'
