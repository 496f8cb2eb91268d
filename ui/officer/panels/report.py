"""The report panel: draft a variant, edit it beside preview and sources, see doubts and changes, approve export."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent import Found, Officer, WrittenReport
from ui.officer import html
from ui.officer.context import DeskContext, done, told
from ui.officer.panels import written as view

NOT_DRAFTED = "还没有起草。"
FOLLOW = """document.addEventListener('scroll', event => {
  const text = event.target, pane = element.closest('#preview') ?? element;
  if (!(text instanceof HTMLTextAreaElement) || !text.closest('#report-text')) return;
  const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
  pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * share;
}, true);"""
"""The preview scrolls along with the text."""

LOCAL = """const place = element.closest('#report-status') ?? element;
const name = () => place.querySelector('[data-draft]')?.dataset.draft;
const box = () => document.querySelector('#report-text textarea');
const settle = () => {
  const told = place.querySelector('[data-draft]'), key = name(), text = box();
  if (!key || !text) return;
  const kept = localStorage.getItem(key);
  if (kept === null) return;
  if (kept.length === Number(told.dataset.kept)) localStorage.removeItem(key);
  else if (text.value !== kept && !text.dataset.typed) {
    text.value = kept;
    text.dispatchEvent(new Event('input', {bubbles: true}));
  }
};
document.addEventListener('input', event => {
  if (event.target !== box() || !event.isTrusted || !name()) return;
  event.target.dataset.typed = '1';
  localStorage.setItem(name(), event.target.value);
}, true);
let later = 0;
const soon = () => { clearTimeout(later); later = setTimeout(settle, 500); };
new MutationObserver(soon).observe(place, {childList: true, subtree: true});"""
"""What is typed stands in the browser too until the server says that it is kept: a session may end in between.

After it has ended the page is another one, where nothing was typed yet: there the text is put back.
"""


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
        self.status = gr.HTML(js_on_load=LOCAL, elem_id="report-status")
        with gr.Row(elem_classes="q-tools"):
            self.mine = gr.Button("看过了，以我的为准", size="md", scale=0, min_width=170, visible=False)
            self.give_up = gr.Button("放弃没保存的改动", size="md", scale=0, min_width=170, visible=False)
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
        self._seen = gr.State(0)

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        return [self.version, self.text, self.save, self.approve, *self._views]

    @property
    def _views(self) -> list[Any]:
        return [*self._judged, self.sources, self.removed, self.exports, self._written, self._seen]

    @property
    def _judged(self) -> list[Any]:
        return [self.status, self.mine, self.give_up, self.preview, self.problems, self.changes, self.confirmed]

    def fill(self, officer: Officer, found: Found, variant: str) -> list[Any]:
        """The latest version of a variant, with what this officer typed and did not save."""
        need_id = found.need.id
        return self._shown(officer, need_id, variant, self._context.desk.reports.read(need_id, variant))

    def bind(self, event: dict[str, Any]) -> None:
        """Tie the controls to their work."""
        key = [self.need, self.variant]
        self.variant.input(self._changed, key, self.outputs, **event)
        self.version.input(self._chosen, [*key, self.version], self.outputs, **event)
        self.draft.click(self._draft, key, self.outputs, **event)
        whole = [*key, self.version, self.text]
        self.check.click(self._check, whole, self._judged, **event)
        # Not "input": gradio fires that for key presses only, so not for pasting or a Chinese input method.
        typed = {**event, "show_progress": "hidden", "trigger_mode": "always_last"}
        self.text.change(self._typed, [*whole, self._written, self._seen], [*self._judged, self._seen], **typed)
        self.mine.click(self._mine, [self._written], [*self._judged, self._written], **event)
        self.give_up.click(self._given_up, [*key, self.version], self.outputs, **event)
        self.save.click(self._save, [*whole, self._written], self.outputs, **event)
        self.approve.click(self._approve, [*whole, self.confirmed, self._written], self.outputs, **event)

    @told
    def _changed(self, request: gr.Request, need_id: str, variant: str) -> list[Any]:
        officer = self._context.officer(request)
        return self._shown(officer, need_id, variant, self._context.desk.reports.read(need_id, variant))

    @told
    def _chosen(self, request: gr.Request, need_id: str, variant: str, version: int | None) -> list[Any]:
        officer = self._context.officer(request)
        return self._shown(officer, need_id, variant, self._context.desk.reports.read(need_id, variant, version))

    @told
    def _given_up(self, request: gr.Request, need_id: str, variant: str, version: int | None) -> list[Any]:
        self._context.desk.drafts.give_up(self._context.officer(request), need_id, f"report/{variant}/{version or 0}")
        return self._chosen(request, need_id, variant, version)

    @told
    def _mine(self, request: gr.Request, shown: WrittenReport) -> list[Any]:
        settled = shown.mine()
        return [*self._judge(self._context.officer(request), settled), settled]

    @told
    def _draft(self, request: gr.Request, need_id: str, variant: str) -> list[Any]:
        officer = self._context.officer(request)
        return self._shown(officer, need_id, variant, self._context.desk.reports.draft(officer, need_id, variant))

    @told
    def _check(self, need_id: str, variant: str, version: int | None, text: str) -> list[Any]:
        written = self._context.desk.reports.check(need_id, variant, version or 0, text)
        done(f"有 {len(written.problems)} 处待核实。" if written.problems else "改动都通过了核对。")
        return [gr.skip()] * 3 + view.judged(written)

    @told
    def _typed(
        self,
        request: gr.Request,
        need_id: str,
        variant: str,
        version: int | None,
        text: str,
        shown: WrittenReport | None,
        seen: int,
    ) -> list[Any]:
        """While the text changes: kept as a draft, and judged against the records as they stood, without a search."""
        if version is None or shown is None or (shown.stored.variant, shown.stored.version) != (variant, version):
            return [gr.skip()] * (len(self._judged) + 1)
        officer, open_ = self._context.officer(request), not shown.stored.approved_by
        seen = self._context.desk.drafts.keep_report(officer, need_id, shown, text, seen) if open_ else 0
        return [*self._judge(officer, shown.edited(text)), seen]

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
        return self._shown(officer, need_id, variant, written)

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
        return self._shown(officer, need_id, variant, written)

    def _judge(self, officer: Officer, written: WrittenReport) -> list[Any]:
        """The status with what is not saved, its buttons, and the views of the text."""
        stored, unsaved = written.stored, written.stored.final != (written.stands or written.saved)
        what = f"report/{stored.variant}/{stored.version}"
        others = self._context.desk.drafts.others(officer, stored.need_id, what)
        status = view.status(written) + view.unsaved(written, others)
        buttons = [gr.Button(visible=written.conflict), gr.Button(visible=unsaved and not stored.approved_by)]
        return [status, *buttons, *view.judged(written)]

    def _views_of(self, officer: Officer, written: WrittenReport) -> list[Any]:
        return [*self._judge(officer, written), *view.rest(written), written.draft.version if written.draft else 0]

    def _shown(self, officer: Officer, need_id: str, variant: str, written: WrittenReport | None) -> list[Any]:
        versions = self._context.desk.reports.versions(need_id, variant)
        choices = [(f"第 {one.version} 版{'（已批准）' if one.approved_by else ''}", one.version) for one in versions]
        if written is None:
            nothing = html.empty(NOT_DRAFTED, "点“起草新版本”，按现在的需求卡和候选写一份，每句话都带来源。")
            closed = [
                nothing,
                gr.Button(visible=False),
                gr.Button(visible=False),
                "",
                "",
                "",
                False,
                "",
                "",
                "",
                None,
                0,
            ]
            return [gr.Dropdown(choices, value=None), *view.editor("", False), *closed]
        written = self._context.desk.drafts.report(officer, written)
        stored = written.stored
        return [
            gr.Dropdown(choices, value=stored.version),
            *view.editor(stored.final, not stored.approved_by),
            *self._views_of(officer, written),
        ]
