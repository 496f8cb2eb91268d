"""Complaints in the administration: a list, and an answer for one."""

from __future__ import annotations

from typing import Any

import gradio as gr

from knowledge import Complaint
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, done, told


class ComplaintsPanel:
    """What administrators see of the complaints; every event checks who sent it."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        with gr.Row():
            with gr.Column(scale=7, min_width=480):
                self.list = gr.HTML(elem_id="complaints")
            with gr.Column(scale=4, min_width=340, elem_classes="q-side"):
                self.chosen = gr.Dropdown([], label="选一条未处理的", filterable=False)
                self.answer = gr.Textbox(label="处理结果（投诉人凭回执能看到）", lines=4)
                self.settle = gr.Button("提交处理结果", variant="primary")
        self.settle.click(self._settle, [self.chosen, self.answer], self.outputs, **EVENT)

    @property
    def outputs(self) -> list[Any]:
        """What ``load`` fills."""
        return [self.list, self.chosen, self.answer]

    @told
    def load(self, request: gr.Request) -> list[Any]:
        """The complaints there are; nothing for who is no administrator."""
        officer = self._context.officer(request)
        if not officer.is_administrator:
            return [gr.skip()] * len(self.outputs)
        found = self._context.desk.administration.complaints(officer)
        waiting = [(f"{html.moment(one.created)} {one.kind}", one.id) for one in found if one.settled is None]
        return [_table(found), gr.Dropdown(waiting, value=None), ""]

    @told
    def _settle(self, request: gr.Request, id: str | None, answer: str) -> list[Any]:
        self._context.desk.administration.settle(self._context.officer(request), id or "", answer)
        done("处理结果已保存。")
        return self.load(request)


def _table(found: list[Complaint]) -> str:
    rows = [
        (
            f'<span class="q-keep">{html.moment(one.created)}</span>',
            html.text(one.kind),
            html.text(one.text),
            html.text(one.about),
            html.text(one.contact),
            html.text(one.answer) if one.settled else '<span class="q-bad">未处理</span>',
        )
        for one in found
    ]
    if not rows:
        return html.empty("没有投诉。")
    return f'<div class="q-scroll">{html.table(("时间", "类型", "内容", "关于", "联系方式", "处理结果"), rows)}</div>'
