"""One need on one screen: its head, and the panels of card, candidates, report, progress and trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from agent import Found
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, done, told
from ui.officer.panels.candidates import CandidatesPanel
from ui.officer.panels.card import CardPanel
from ui.officer.panels.progress import ProgressPanel
from ui.officer.panels.report import ReportPanel
from ui.officer.panels.traces.trace import TracePanel

NOBODY = "（无人）"


class NeedPanel:
    """The need at hand. ``show`` fills everything from its id."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.id = gr.State("")
        self.nothing = gr.HTML(html.empty("还没有打开需求。", "到“收件箱”里点一条需求的标题。"))
        with gr.Column(visible=False) as self.page:
            with gr.Row(elem_classes="q-head"):
                self.head = gr.HTML(elem_id="need-head", scale=5)
                self.owner = gr.Dropdown([], label="负责人", min_width=140, scale=1, elem_id="owner")
            with gr.Tabs():
                with gr.Tab("对话与需求卡"):
                    self._card = CardPanel(context, self.id)
                with gr.Tab("候选与覆盖"):
                    self._candidates = CandidatesPanel(context, self.id)
                with gr.Tab("报告"):
                    self._report = ReportPanel(context, self.id)
                with gr.Tab("对接进展"):
                    self._progress = ProgressPanel(context, self.id)
                with gr.Tab("运行记录"):
                    self._trace = TracePanel()
        self._bind()

    @property
    def outputs(self) -> list[Any]:
        """Everything that ``show`` fills."""
        panels = (self._card, self._candidates, self._progress, self._trace)
        own = [self.id, self.nothing, self.page, self.head, self.owner]
        return [*own, *(one for panel in panels for one in panel.outputs), *self._report.outputs]

    @property
    def variant(self) -> Any:
        """The report variant at hand, which ``show`` keeps."""
        return self._report.variant

    @told
    def show(self, request: gr.Request, need_id: str, variant: str) -> list[Any]:
        """Open a need, or fill it anew after a change. Shows a message when there is no such need."""
        officer = self._context.officer(request)
        found = self._context.desk.candidates.present(need_id)
        owners = [(NOBODY, ""), *((name, name) for name in self._context.desk.inbox.owners())]
        return [
            need_id,
            gr.HTML(visible=False),
            gr.Column(visible=True),
            _head(found),
            gr.Dropdown(owners, value=found.need.owner),
            *self._card.fill(officer, found),
            *self._candidates.fill(found),
            *self._progress.fill(found),
            *self._trace.fill(found),
            *self._report.fill(officer, found, variant),
        ]

    def _bind(self) -> None:
        self._on(self._card.save, self._card.saved, self._card.inputs)
        self._candidates.bind(self._on, EVENT)
        self._progress.bind(self._on, EVENT)
        self._report.bind(EVENT)
        self._card.bind(EVENT, self.show, [self.id, self.variant], self.outputs)
        self.owner.input(self._assign, [self.id, self.owner], [self.head], **EVENT)

    def _on(self, button: Any, work: Callable[..., Any], inputs: list[Any]) -> None:
        done = button.click(work, inputs, None, **EVENT)
        done.success(self.show, [self.id, self.variant], self.outputs, **EVENT)

    @told
    def _assign(self, request: gr.Request, need_id: str, owner: str) -> str:
        self._context.desk.inbox.assign(self._context.officer(request), need_id, owner or "")
        done(f"已交给 {owner}。" if owner else "已改为无人负责。")
        return _head(self._context.desk.candidates.present(need_id))


def _head(found: Found) -> str:
    need = found.need
    return (
        f'<div class="q-bar q-need"><h2>{html.text(need.title)}</h2>{html.level(need.best_level or "无")}'
        f"{html.chip(need.status, need.status != '新建')}"
        f'<span class="q-soft">完整度 {round(need.quality * 100)}% · 收到 {html.moment(need.created)}'
        f" · 编号 {html.text(need.id[:8])}</span></div>"
    )
