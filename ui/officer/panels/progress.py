"""The progress panel: matches moved by hand, their history, and contact data once contact was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from agent import Found, MatchLine
from ui.officer import html
from ui.officer.context import DeskContext, done, told


class ProgressPanel:
    """Every match of the need, and the form that moves one on."""

    def __init__(self, context: DeskContext, need: gr.State) -> None:
        self._context = context
        self.need = need
        progress = context.desk.progress
        with gr.Row():
            with gr.Column(scale=7, min_width=480):
                self.list = gr.HTML(elem_id="matches")
            with gr.Column(scale=4, min_width=340, elem_classes="q-side"):
                self.chosen = gr.Dropdown([], label="选一条对接", filterable=False, elem_id="match")
                self.status = gr.Radio(list(progress.statuses), label="改为", elem_id="match-status")
                self.reason = gr.Dropdown(
                    list(progress.close_reasons),
                    label="关闭原因",
                    filterable=False,
                    visible=False,
                    elem_id="close-reason",
                )
                self.note = gr.Textbox(label="备注", lines=2, max_length=500, elem_id="match-note")
                self.move = gr.Button("更新状态", variant="primary", size="md")
                self.look = gr.Button("查看联系方式（留痕）", size="md")
                self.contact = gr.HTML(elem_id="contact")

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        return [self.list, self.chosen, self.note, self.contact]

    def fill(self, found: Found) -> list[Any]:
        """The panel for one need."""
        lines = self._context.desk.progress.of_need(found.need.id)
        choices = [(f"{one.match.record_id} {one.title}（{one.match.status}）", one.match.record_id) for one in lines]
        return [_list(lines), gr.Dropdown(choices, value=choices[0][1] if choices else None), "", ""]

    def bind(self, on: Callable[[Any, Callable[..., Any], list[Any]], Any], event: dict[str, Any]) -> None:
        """Tie the controls to their work."""
        on(self.move, self._move, [self.need, self.chosen, self.status, self.note, self.reason])
        self.look.click(self._contact, [self.need, self.chosen], [self.contact], **event)
        self.status.change(_needs_reason, [self.status], [self.reason], **event)

    @told
    def _move(
        self, request: gr.Request, need_id: str, record_id: str, status: str, note: str, reason: str | None
    ) -> None:
        officer = self._context.officer(request)
        moved = self._context.desk.progress.move(officer, need_id, record_id or "", status or "", note, reason or "")
        done(f"{moved.record_id} 已改为“{moved.status}”。")

    @told
    def _contact(self, request: gr.Request, need_id: str, record_id: str) -> str:
        contact = self._context.desk.progress.contact(self._context.officer(request), need_id, record_id or "")
        return f'<p class="q-note">{html.text(contact)}</p>'


def _needs_reason(status: str | None) -> Any:
    return gr.Dropdown(visible=status == "关闭")


def _list(lines: list[MatchLine]) -> str:
    if not lines:
        return html.empty("还没有对接。", "在“候选与覆盖”里采用一个候选，或用搜索替换一个，就会从“推荐”开始一条对接。")
    return "".join(_match(one) for one in lines)


def _match(one: MatchLine) -> str:
    match = one.match
    rows = [
        (
            f'<span class="q-keep">{html.moment(move.at)}</span>',
            html.text(move.who),
            f'<span class="q-keep">{html.text(move.from_status or "—")} → <b>{html.text(move.to_status)}</b></span>',
            html.text("；".join(filter(None, (move.close_reason, move.note)))) or "—",
        )
        for move in one.moves
    ]
    return (
        f'<div class="q-candidate"><header>{html.chip(match.status, match.status != "关闭")}'
        f"<b>{html.text(match.record_id)} {html.text(one.title)}</b>"
        f"{html.level(match.level) if match.level else ''}</header>"
        f"{html.table(('时间', '谁', '变化', '原因与备注'), rows)}</div>"
    )
