"""The report panel: draft a variant, edit it beside preview and sources, see doubts and changes, approve export."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent import Found, Statement, WrittenReport
from ui.officer import html
from ui.officer.context import DeskContext, done, told

SIGNS = {"added": ("ins", "＋"), "removed": ("del", "－")}
NOT_DRAFTED = "还没有起草。"
FOLLOW = """document.addEventListener('scroll', event => {
  const text = event.target, pane = element.closest('#preview') ?? element;
  if (!(text instanceof HTMLTextAreaElement) || !text.closest('#report-text')) return;
  const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
  pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * share;
}, true);"""
"""The preview scrolls along with the text."""

FORMATS = (("docx", "导出 Word"), ("html", "导出网页"), ("md", "导出 Markdown"))


class ReportPanel:
    """One variant and version of the report of the need at hand."""

    def __init__(self, context: DeskContext, need: gr.State) -> None:
        self._context = context
        self.need = need
        variants = [(title, name) for name, title in context.desk.reports.variants.items()]
        with gr.Row(equal_height=True):
            self.variant = gr.Dropdown(variants, value="full", label="文种", filterable=False, elem_id="variant")
            self.version = gr.Dropdown([], label="版本", filterable=False, min_width=120, elem_id="version")
            self.draft = gr.Button("起草新版本", size="md", scale=0, min_width=120)
            self.check = gr.Button("核对改动", size="md", scale=0, min_width=110)
            self.save = gr.Button("保存", size="md", scale=0, min_width=90)
            self.approve = gr.Button("署名批准", variant="primary", size="md", scale=0, min_width=120)
        self.status = gr.HTML(elem_id="report-status")
        with gr.Row():
            with gr.Column(scale=6, min_width=480):
                self.text = gr.Textbox(
                    label="正文（Markdown）", lines=30, max_lines=30, autoscroll=False, elem_id="report-text"
                )
            with gr.Column(scale=5, min_width=400), gr.Tabs():
                with gr.Tab("预览"):
                    self.preview = gr.HTML(js_on_load=FOLLOW, elem_id="preview", elem_classes="q-pane")
                with gr.Tab("来源"):
                    self.sources = gr.HTML(elem_id="sources")
                with gr.Tab("核对结果"):
                    self.problems = gr.HTML(elem_id="problems")
                    self.confirmed = gr.Checkbox(label="以上各处我已核实", value=False)
                with gr.Tab("与初稿的差异"):
                    self.changes = gr.HTML(elem_id="changes")
                with gr.Tab("起草时删去的"):
                    self.removed = gr.HTML()
        self.exports = gr.HTML(elem_id="exports")
        self._written = gr.State(None)

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        return [self.version, self.text, self.save, self.approve, *self._views]

    @property
    def _views(self) -> list[Any]:
        return [*self._judged, self.sources, self.removed, self.exports, self._written]

    @property
    def _judged(self) -> list[Any]:
        return [self.status, self.preview, self.problems, self.changes, self.confirmed]

    def fill(self, found: Found, variant: str) -> list[Any]:
        """The latest version of a variant."""
        return self._shown(found.need.id, variant, self._context.desk.reports.read(found.need.id, variant))

    def bind(self, event: dict[str, Any]) -> None:
        """Tie the controls to their work."""
        key = [self.need, self.variant]
        self.variant.input(self._changed, key, self.outputs, **event)
        self.version.input(self._chosen, [*key, self.version], self.outputs, **event)
        self.draft.click(self._draft, key, self.outputs, **event)
        whole = [*key, self.version, self.text]
        self.check.click(self._check, whole, self._views, **event)
        # Not "input": gradio fires that for key presses only, so not for pasting or a Chinese input method.
        typed = {**event, "show_progress": "hidden", "trigger_mode": "always_last"}
        self.text.change(self._typed, [*whole, self._written], self._judged, **typed)
        self.save.click(self._save, [*whole, self._written], self.outputs, **event)
        self.approve.click(self._approve, [*whole, self.confirmed, self._written], self.outputs, **event)

    @told
    def _changed(self, need_id: str, variant: str) -> list[Any]:
        return self._shown(need_id, variant, self._context.desk.reports.read(need_id, variant))

    @told
    def _chosen(self, need_id: str, variant: str, version: int | None) -> list[Any]:
        return self._shown(need_id, variant, self._context.desk.reports.read(need_id, variant, version))

    @told
    def _draft(self, request: gr.Request, need_id: str, variant: str) -> list[Any]:
        written = self._context.desk.reports.draft(self._context.officer(request), need_id, variant)
        return self._shown(need_id, variant, written)

    @told
    def _check(self, need_id: str, variant: str, version: int | None, text: str) -> list[Any]:
        written = self._context.desk.reports.check(need_id, variant, version or 0, text)
        done(f"有 {len(written.problems)} 处待核实。" if written.problems else "改动都通过了核对。")
        return _views(written)

    @told
    def _typed(
        self, need_id: str, variant: str, version: int | None, text: str, shown: WrittenReport | None
    ) -> list[Any]:
        """While the text changes: against the records as they stood when the version was shown, without a search."""
        if version is None:
            return [gr.skip()] * len(self._judged)
        if shown is None:
            shown = self._context.desk.reports.check(need_id, variant, version or 0, text)
        return _judged(shown.edited(text))

    @told
    def _save(
        self,
        request: gr.Request,
        need_id: str,
        variant: str,
        version: int | None,
        text: str,
        shown: WrittenReport | None,
    ) -> list[Any]:
        officer = self._context.officer(request)
        seen = shown.saved if shown else None
        written = self._context.desk.reports.save(officer, need_id, variant, version or 0, text, seen)
        done("已保存。")
        return self._shown(need_id, variant, written)

    @told
    def _approve(
        self,
        request: gr.Request,
        need_id: str,
        variant: str,
        version: int | None,
        text: str,
        confirmed: bool,
        shown: WrittenReport | None,
    ) -> list[Any]:
        officer, reports = self._context.officer(request), self._context.desk.reports
        seen = shown.saved if shown else None
        written = reports.approve(officer, need_id, variant, version or 0, text, confirmed=confirmed, based_on=seen)
        done(f"已由 {officer.username} 批准。")
        return self._shown(need_id, variant, written)

    def _shown(self, need_id: str, variant: str, written: WrittenReport | None) -> list[Any]:
        versions = self._context.desk.reports.versions(need_id, variant)
        choices = [(f"第 {one.version} 版{'（已批准）' if one.approved_by else ''}", one.version) for one in versions]
        if written is None:
            nothing = html.empty(NOT_DRAFTED, "点“起草新版本”，按现在的需求卡和候选写一份，每句话都带来源。")
            return [gr.Dropdown(choices, value=None), *_open("", False), nothing, "", "", "", False, "", "", "", None]
        stored = written.stored
        return [
            gr.Dropdown(choices, value=stored.version),
            *_open(stored.final, not stored.approved_by),
            *_views(written),
        ]


def _open(text: str, editable: bool) -> list[Any]:
    """The text and the buttons that change it; an approved version is closed."""
    buttons = [gr.Button(interactive=editable), gr.Button(interactive=editable)]
    return [gr.Textbox(text, interactive=editable), *buttons]


def _status(written: WrittenReport) -> str:
    stored = written.stored
    drafted = f"{html.text(stored.author)} 起草于 {html.moment(stored.created)}"
    if stored.approved_by:
        told_by = f"{html.chip('已批准', True)} {html.text(stored.approved_by)} 于 {html.moment(stored.approved_at)}"
    else:
        told_by = html.chip("未批准")
    doubt = f'<span class="q-bad">{len(written.problems)} 处待核实</span>' if written.problems else "核对无异议"
    return f'<div class="q-bar">{told_by}<span class="q-soft">{drafted}</span><span>{doubt}</span></div>'


def _views(written: WrittenReport) -> list[Any]:
    return [
        *_judged(written),
        _sources(written),
        _doubts(written.report.removed, "没有删去的句子。", "起草时没有依据的句子会被删去并列在这里。"),
        _exports(written),
        written,
    ]


def _judged(written: WrittenReport) -> list[Any]:
    return [
        _status(written),
        f'<div class="q-paper">{written.preview}</div>',
        _doubts(written.problems, "改动都有依据。", "改过的句子会在这里逐句核对。"),
        _changes(written),
        False,
    ]


def _sources(written: WrittenReport) -> str:
    rows = [
        (
            f"[{one.number}]",
            f'<b class="q-keep">{html.text(one.record_id)}</b>',
            f"{html.text(one.title)} · {html.text(one.label)}<br>“{html.text(one.quote)}”"
            f'<br><span class="q-soft">{html.text(one.source)} {html.text(one.as_of)}</span>',
        )
        for one in written.report.citations
    ]
    return f'<div class="q-scroll q-pane">{html.table(("号", "记录", "原文与出处"), rows)}</div>'


def _doubts(statements: list[Statement], nothing: str, advice: str) -> str:
    if not statements:
        return html.empty(nothing, advice)
    rows = [
        (
            f'<span class="q-keep">{html.text(one.section)}</span>',
            html.text(one.text),
            f'<span class="q-bad">{html.text(one.problem)}</span>',
        )
        for one in statements
    ]
    return f'<div class="q-scroll q-pane">{html.table(("位置", "句子", "为什么"), rows)}</div>'


def _changes(written: WrittenReport) -> str:
    lines = [line for line in written.changes if line.kind != "same" and line.text.strip()]
    if not lines:
        return html.empty("与初稿一致。")
    told_lines = "".join(
        f"<div><{tag}>{sign} {html.text(line.text)}</{tag}></div>" for line in lines for tag, sign in [SIGNS[line.kind]]
    )
    return f'<div class="q-scroll q-pane q-diff">{told_lines}</div>'


def _exports(written: WrittenReport) -> str:
    stored = written.stored
    links = "".join(
        f'<a class="q-button" download '
        f'href="export/report/{html.text(stored.need_id)}/{stored.variant}/{stored.version}.{made}">{name}</a>'
        for made, name in FORMATS
    )
    note = (
        "" if stored.approved_by else '<span class="q-soft">未批准的文件名会注明“未批准”。导出的是已保存的正文。</span>'
    )
    return f'<div class="q-bar">{links}{note}</div>'
