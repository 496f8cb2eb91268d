"""The candidates panel: levels and reasons, the coverage matrix, the officer's verdicts, and swapping by search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import gradio as gr

from agent import Candidate, Found
from ui.officer import html
from ui.officer.context import DeskContext, done, told

KINDS = {"achievement": "成果", "expert": "专家"}
MARKS = {"met": "✓", "covered": "✓", "partial": "△", "not_met": "✕", "not_stated": "–", "none": "–"}
SHADES = {"met": "q-good", "covered": "q-good", "not_met": "q-bad"}


class CandidatesPanel:
    """Candidates on the left, verdicts on the right, the matrix below."""

    def __init__(self, context: DeskContext, need: gr.State) -> None:
        self._context = context
        self.need = need
        with gr.Row():
            with gr.Column(scale=7, min_width=480):
                self.list = gr.HTML(elem_id="candidates")
            with gr.Column(scale=4, min_width=340, elem_classes="q-side"):
                self.chosen = gr.Dropdown([], label="选一个候选", elem_id="candidate", filterable=False)
                self.accept = gr.Button("采用，列入对接", variant="primary", size="md")
                with gr.Row():
                    self.reason = gr.Dropdown(
                        list(context.desk.candidates.reject_reasons),
                        value=None,
                        label="不采用的原因",
                        filterable=False,
                        elem_id="reject-reason",
                    )
                    self.note = gr.Textbox(label="备注", max_length=200)
                self.reject = gr.Button("不采用", size="md")
                gr.HTML("<h3>换成另一条</h3>")
                with gr.Row(equal_height=True):
                    self.query = gr.Textbox(
                        label="在成果库里找", placeholder="关键词或编号；留空按需求卡找", scale=3, elem_id="swap-query"
                    )
                    self.search = gr.Button("搜索", scale=0, min_width=72, size="md")
                self.results = gr.Radio([], label="找到的记录", elem_id="swap-results", elem_classes="q-results")
                self.swap = gr.Button("用选中的替换候选", size="md")
        gr.HTML("<h3>覆盖矩阵</h3>")
        self.matrix = gr.HTML(elem_id="matrix")

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        return [self.list, self.chosen, self.results, self.matrix]

    def fill(self, found: Found) -> list[Any]:
        """The panel for one need."""
        recommendation = found.recommendation
        standing = [*recommendation.achievements, *recommendation.experts]
        choices = [(f"{one.record_id} {one.title}", one.record_id) for one in standing]
        return [
            _list(found),
            gr.Dropdown(choices, value=choices[0][1] if choices else None),
            gr.Radio([], value=None),
            matrix(found),
        ]

    def bind(self, on: Callable[[Any, Callable[..., Any], list[Any]], Any], event: dict[str, Any]) -> None:
        """Tie the buttons to their work; ``on`` ties one button and then fills every panel anew."""
        on(self.accept, self._accept, [self.need, self.chosen, self.note])
        on(self.reject, self._reject, [self.need, self.chosen, self.reason, self.note])
        on(self.swap, self._swap, [self.need, self.chosen, self.results, self.reason, self.note])
        for trigger in (self.search.click, self.query.submit):
            trigger(self._search, [self.need, self.chosen, self.query], [self.results], **event)

    @told
    def _accept(self, request: gr.Request, need_id: str, record_id: str, note: str) -> None:
        self._context.desk.candidates.accept(self._context.officer(request), need_id, record_id or "", note)
        done(f"{record_id} 已采用，列入“对接进展”。")

    @told
    def _reject(self, request: gr.Request, need_id: str, record_id: str, reason: str, note: str) -> None:
        officer = self._context.officer(request)
        self._context.desk.candidates.reject(officer, need_id, record_id or "", reason or "", note)
        done(f"{record_id} 已移出候选。")

    @told
    def _swap(self, request: gr.Request, need_id: str, old: str, new: str, reason: str, note: str) -> None:
        officer = self._context.officer(request)
        self._context.desk.candidates.swap(officer, need_id, old or "", new or "", reason or "", note)
        done(f"已用 {new} 替换 {old}。")

    @told
    def _search(self, need_id: str, chosen: str, query: str) -> Any:
        lines = self._context.desk.candidates.search(need_id, query, chosen or "")
        choices = [(f"{one.id} {one.title}（{one.subtitle or '无说明'}）", one.id) for one in lines]
        if not choices:
            done("没有找到，换个词试试。")
        return gr.Radio(choices, value=None)


def _list(found: Found) -> str:
    recommendation = found.recommendation
    parts = []
    if recommendation.abstained:
        parts.append(f'<p class="q-note">{html.text(recommendation.abstain_reason)}</p>')
    for one in (*recommendation.achievements, *recommendation.experts):
        parts.append(_candidate(one, found.verdicts.get(one.record_id, "")))
    if found.rejected:
        gone = "；".join(f"{html.text(one.record_id)} {html.text(one.title)}" for one in found.rejected)
        parts.append(f'<p class="q-soft">已移出：{gone}</p>')
    return "".join(parts) or html.empty("没有候选。", "补充需求卡后会重新匹配；也可以在右侧搜索。")


def _candidate(one: Candidate, verdict: str) -> str:
    reasons = "".join(
        f'<li class="{"q-bad" if reason.risk else ""}"><b>{html.text(reason.criterion)}</b> {html.text(reason.text)} '
        f'<span class="q-soft">{_marks(c.record_id for c in reason.citations)}</span></li>'
        for reason in one.reasons
    )
    marks = html.chip(KINDS.get(one.kind, "")) + (html.chip(verdict, True) if verdict else "")
    return (
        f'<div class="q-candidate"><header>{html.level(one.level)}'
        f"<b>{html.text(one.record_id)} {html.text(one.title)}</b>"
        f'{marks}</header><div class="q-soft">{html.text(one.subtitle)}{"　示例记录" if one.example else ""}</div>'
        f"<ul>{reasons}</ul></div>"
    )


def _marks(ids: Iterable[str]) -> str:
    return "".join(f"〔{html.text(one)}〕" for one in dict.fromkeys(ids))


def matrix(found: Found) -> str:
    """Sub-requirements and indicators by candidates: ✓ met, ✕ not met, – not stated, △ in part."""
    table = found.recommendation.coverage
    if not table.rows or not table.columns:
        return html.empty("没有可以比对的内容。", "需求卡里有技术点或指标、并且有候选时，这里显示逐项覆盖。")
    rows = []
    for row in table.rows:
        cells = [f'<span class="q-soft">{html.text(row.id)}</span> {html.text(row.text)}']
        for column in table.columns:
            cell = row.cells.get(column)
            mark, note = (MARKS[cell.verdict], cell.text) if cell else ("–", "未说明")
            shade = SHADES.get(cell.verdict, "q-soft") if cell else "q-soft"
            cells.append(f'<span class="{shade}">{mark} {html.text(note)}</span>')
        rows.append(cells)
    header = ["技术点与指标", *(html.text(column) for column in table.columns)]
    return f'<div class="q-scroll">{html.table(header, rows)}</div>'
