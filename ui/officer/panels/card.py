"""The card panel: the conversation beside every field of the card, and the versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from agent import CardForm, CardStep, Draft, Found, Officer, RequirementCard
from ui.officer import html
from ui.officer.context import DeskContext, done, told

SHORT = ("budget_cny", "deadline", "tier", "stage", "enterprise", "secrecy")
WORDS = ("regions", "institution_types", "keywords", "exclude")
INDICATOR_HEADERS = ["名称", "关系", "数值", "上限", "单位", "原文"]
SUB_HEADERS = ["技术点", "原文", "性质"]
OWN = "（修改需求卡"
"""How a turn begins that came from a change of the card and not from the enterprise."""

WIDTHS = ["26%", "9%", "11%", "11%", "13%", "30%"]


class CardPanel:
    """Edit a card; ``changed`` is what other panels listen to."""

    def __init__(self, context: DeskContext, need: gr.State) -> None:
        self._context = context
        self._fields: dict[str, Any] = {}
        self._version = gr.State(0)
        self._seen = gr.State(0)
        with gr.Row():
            with gr.Column(scale=4, min_width=320):
                gr.HTML("<h3>对话</h3>")
                self.talk = gr.HTML(elem_id="talk")
            with gr.Column(scale=7, min_width=480, elem_classes="q-form"):
                with gr.Row(equal_height=True):
                    self.head = gr.HTML(scale=4)
                    self.save = gr.Button("保存为新版本", variant="primary", size="md", scale=0, min_width=150)
                with gr.Row(elem_classes="q-tools"):
                    self.unsaved = gr.HTML(elem_id="card-unsaved", scale=4)
                    self.give_up = gr.Button("放弃没保存的改动", size="md", scale=0, min_width=170, visible=False)
                self._build_fields()
                gr.HTML("<h3>版本</h3>")
                self.versions = gr.HTML(elem_id="versions")
        self._need = need

    def _build_fields(self) -> None:
        cards, labels = self._context.desk.cards, self._context.desk.cards.labels
        fields = list(cards.fields)
        with gr.Row():
            for name in ("title", "object"):
                self._fields[name] = gr.Textbox(label=labels[name], elem_id=f"card-{name}")
        self._fields["problem"] = gr.Textbox(label=labels["problem"], lines=2, max_lines=3, elem_id="card-problem")
        with gr.Row():
            self._fields["field"] = gr.Dropdown(["未定", *fields], label=labels["field"])
            self._fields["field_alt"] = gr.Dropdown(fields, multiselect=True, label=labels["field_alt"])
            self._fields["cooperation"] = gr.Dropdown(
                list(cards.cooperation), multiselect=True, label=labels["cooperation"]
            )
        for group in (SHORT[:3], SHORT[3:]):
            with gr.Row():
                for name in group:
                    self._fields[name] = gr.Textbox(label=labels[name], min_width=120, elem_id=f"card-{name}")
        for pair in (WORDS[:2], WORDS[2:]):
            with gr.Row():
                for name in pair:
                    self._fields[name] = gr.Textbox(label=f"{labels[name]}（用顿号隔开）", min_width=160)
        for name in ("indicators", "baselines"):
            self._fields[name] = _grid(labels[name], INDICATOR_HEADERS, WIDTHS, f"card-{name}")
        self._fields["sub_requirements"] = _grid(
            labels["sub_requirements"], SUB_HEADERS, ["48%", "40%", "12%"], "card-sub"
        )

    @property
    def outputs(self) -> list[Any]:
        """What ``fill`` fills."""
        own = [self._version, self.talk, self.head, self.versions, self._seen, self.unsaved, self.give_up]
        return [*own, *self._fields.values()]

    @property
    def inputs(self) -> list[Any]:
        """What ``saved`` reads."""
        return [self._need, self._version, *self._fields.values()]

    def fill(self, officer: Officer, found: Found) -> list[Any]:
        """The panel for one need, with what this officer typed and did not save."""
        steps = self._context.desk.cards.steps(found.need.id)
        mine = self._context.desk.drafts.card(officer, found.need.id)
        others = self._context.desk.drafts.others(officer, found.need.id, "card")
        told = [mine.seen, _unsaved(mine, others), gr.Button(visible=mine.seen > 0)]
        shown = [mine.form[name] for name in self._fields]
        return [mine.card.version, talk(found), _head(mine.card), _versions(steps), *told, *shown]

    def bind(self, event: dict[str, Any], show: Callable[..., Any], key: list[Any], everything: list[Any]) -> None:
        """Keep what is typed as it is typed; giving it up fills everything anew by ``show``."""
        typed = {**event, "show_progress": "hidden", "trigger_mode": "always_last"}
        triggers = [field.change for field in self._fields.values()]
        whole = [self._need, self._version, self._seen, *self._fields.values()]
        gr.on(triggers, self._typed, whole, [self._seen, self.give_up], **typed)
        self.give_up.click(self._given_up, [self._need], None, **event).success(show, key, everything, **event)

    @told
    def _typed(self, request: gr.Request, need_id: str, version: int, seen: int, *values: Any) -> list[Any]:
        if not need_id:
            return [gr.skip(), gr.skip()]
        form = dict(zip(self._fields, values, strict=True))
        kept = self._context.desk.drafts.keep_card(self._context.officer(request), need_id, version, form, seen)
        return [kept, gr.Button(visible=kept > 0)]

    @told
    def _given_up(self, request: gr.Request, need_id: str) -> None:
        self._context.desk.drafts.give_up(self._context.officer(request), need_id, "card")

    @told
    def saved(self, request: gr.Request, need_id: str, version: int, *values: Any) -> None:
        """Save what differs from the present card as a new version and match again."""
        form = dict(zip(self._fields, values, strict=True))
        new = self._context.desk.cards.edit(self._context.officer(request), need_id, version, form)
        done(f"已保存第 {new.version} 版，并重新匹配。")


def _grid(label: str, headers: list[str], widths: list[str], elem_id: str) -> Any:
    return gr.Dataframe(
        headers=headers,
        column_count=len(headers),
        column_widths=list(widths),
        type="array",
        datatype="str",
        interactive=True,
        wrap=True,
        label=label,
        buttons=[],
        max_height=260,
        elem_id=elem_id,
    )


def _unsaved(mine: CardForm, others: list[Draft]) -> str:
    lines = [f"{html.text(one.who)} 在 {html.moment(one.at)} 也改过需求卡，还没保存。" for one in others]
    if mine.conflicts:
        saved = "；".join(f"{html.text(one.label)} 为“{html.text(one.saved)}”" for one in mine.conflicts)
        lines.insert(0, f"<b>您改的时候，别人保存了：{saved}。</b>表里是您的，保存就以您的为准。")
    if mine.at is not None:
        lines.insert(0, f"已接回您 {html.moment(mine.at)} 没有保存的改动。")
    return f'<div class="q-soft">{"".join(f"<div>{line}</div>" for line in lines)}</div>' if lines else ""


def talk(found: Found) -> str:
    """The conversation: what the enterprise said and how the agent answered."""
    lines = []
    for turn in found.turns:
        answer = str(turn.reply.get("text", ""))
        said = "q-own" if turn.message.startswith(OWN) else "q-said"
        lines.append(
            f'<div class="{said}">{html.text(turn.message)}</div>'
            f'<details class="q-answer"><summary>鹊桥的回答 · {html.moment(turn.at)}</summary>'
            f"{html.text(answer)}</details>"
        )
    return f'<div class="q-talk">{"".join(lines)}</div>'


def _head(card: RequirementCard) -> str:
    missing = f"缺：{'、'.join(card.missing)}" if card.missing else "各项齐全"
    return f'<h3>需求卡 第 {card.version} 版</h3><span class="q-soft">{html.text(missing)}</span>'


def _versions(steps: list[CardStep]) -> str:
    rows = [
        (
            f'<span class="q-keep">第 {step.version} 版</span>',
            html.text(step.author),
            f'<span class="q-keep">{html.moment(step.at)}</span>',
            "<br>".join(
                f"{html.text(one.label)}：<del>{html.text(one.before)}</del> → <ins>{html.text(one.after)}</ins>"
                for one in step.changes
            )
            or '<span class="q-soft">首次整理</span>',
        )
        for step in steps
    ]
    return html.table(("版本", "谁", "时间", "改了什么"), rows)
