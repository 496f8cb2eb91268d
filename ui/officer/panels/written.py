"""What the report panel shows of one written report: its state, doubts, sources, changes and files."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent import Draft, Statement, WrittenReport, text_diff
from ui.officer import html

SIGNS = {"added": ("ins", "＋"), "removed": ("del", "－")}
FORMATS = (("docx", "导出 Word"), ("html", "导出网页"), ("md", "导出 Markdown"))


def editor(text: str, editable: bool) -> list[Any]:
    """The text and the buttons that change it; an approved version is closed."""
    buttons = [gr.Button(interactive=editable), gr.Button(interactive=editable)]
    return [gr.Textbox(text, interactive=editable), *buttons]


def status(written: WrittenReport) -> str:
    """Who drafted and approved it, and how much is doubtful."""
    stored = written.stored
    drafted = f"{html.text(stored.author)} 起草于 {html.moment(stored.created)}"
    if stored.approved_by:
        told_by = f"{html.chip('已批准', True)} {html.text(stored.approved_by)} 于 {html.moment(stored.approved_at)}"
    else:
        told_by = html.chip("未批准")
    doubt = f'<span class="q-bad">{len(written.problems)} 处待核实</span>' if written.problems else "核对无异议"
    return f'<div class="q-bar">{told_by}<span class="q-soft">{drafted}</span><span>{doubt}</span></div>'


def unsaved(written: WrittenReport, others: list[Draft]) -> str:
    """What stands on the desk and is not saved: the officer's own draft, a conflict, and drafts of others."""
    stored, lines = written.stored, list[str]()
    if written.draft is not None:
        lines.append(f"已接回您 {html.moment(written.draft.at)} 没有保存的改动。")
    if written.conflict:
        saved = text_diff(stored.final, written.stands)
        differing = "".join(f"<div>{html.text(one.text)}</div>" for one in saved if one.kind == "added")
        lines.append(
            "<b>您改的时候，别人保存过另一份正文。</b>您的还在编辑框里，没有丢。"
            f"<details><summary>对方保存的、与您不同的行</summary>{differing}</details>"
        )
    lines += [f"{html.text(one.who)} 在 {html.moment(one.at)} 也改过这一版，还没保存。" for one in others]
    key = f"queqiao-typed/{stored.need_id}/{stored.variant}/{stored.version}"
    kept = len(stored.final.encode("utf-16-le")) // 2
    body = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div class="q-soft" data-draft="{html.text(key)}" data-kept="{kept}">{body}</div>'


def rest(written: WrittenReport) -> list[Any]:
    """Sources, what was left out, files to take out, and the report itself."""
    return [
        _sources(written),
        _doubts(written.report.removed, "没有删去的句子。", "起草时没有依据的句子会被删去并列在这里。"),
        _exports(written),
        written,
    ]


def judged(written: WrittenReport) -> list[Any]:
    """Preview, doubts and changes of the text, and the confirmation taken back."""
    return [
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
