"""API keys in the administration: a list, a form for a new one, and an end for one."""

from __future__ import annotations

from typing import Any

import gradio as gr

from knowledge import ApiKey
from ui.api.access import SCOPE_NAMES
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, done, told

SHOWN_ONCE = "密钥只显示这一次，请现在复制并妥善保存"


class KeysPanel:
    """What administrators see of the keys; every event checks who sent it."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        with gr.Row():
            with gr.Column(scale=7, min_width=480):
                self.keys = gr.HTML(elem_id="keys")
            with gr.Column(scale=4, min_width=340, elem_classes="q-side"):
                gr.HTML("<h3>新建密钥</h3>")
                self.name = gr.Textbox(label="谁用", placeholder="例如 园区门户", elem_id="key-name")
                choices = [(f"{name}（{scope}）", scope) for scope, name in SCOPE_NAMES.items()]
                self.scopes = gr.CheckboxGroup(choices, value=["chat"], label="权限")
                self.origins = gr.Textbox(
                    label="可在哪些网页里用", placeholder="https://www.example.com，留空为只供程序用"
                )
                with gr.Row():
                    self.rate = gr.Number(60, label="每分钟请求数", precision=0, minimum=1)
                    self.daily = gr.Number(1_000, label="每天提问数", precision=0, minimum=1)
                self.create = gr.Button("新建", variant="primary", elem_id="key-create")
                self.secret = gr.Textbox(label=SHOWN_ONCE, visible=False, interactive=False, elem_id="key-secret")
                gr.HTML("<h3>停用密钥</h3>")
                self.chosen = gr.Dropdown([], label="选一个密钥", filterable=False)
                self.revoke = gr.Button("停用")
        fields = [self.name, self.scopes, self.origins, self.rate, self.daily]
        self.create.click(self._create, fields, [self.secret, *self.outputs], **EVENT)
        self.revoke.click(self._revoke, [self.chosen], [self.secret, *self.outputs], **EVENT)

    @property
    def outputs(self) -> list[Any]:
        """What ``load`` fills."""
        return [self.keys, self.chosen]

    @told
    def load(self, request: gr.Request) -> list[Any]:
        """The keys there are; nothing for who is no administrator."""
        officer = self._context.officer(request)
        if not officer.is_administrator:
            return [gr.skip()] * len(self.outputs)
        keys = self._context.desk.keys.all(officer)
        choices = [(f"{key.name}（{key.id}）", key.id) for key in keys if key.active]
        return [_table(keys), gr.Dropdown(choices, value=None)]

    @told
    def _create(
        self, request: gr.Request, name: str, scopes: list[Any], origins: str, rate: float, daily: float
    ) -> list[Any]:
        officer = self._context.officer(request)
        pages = [part for part in origins.replace("，", ",").replace(",", " ").split() if part]
        key, secret = self._context.desk.keys.create(officer, name, scopes, pages, int(rate or 0), int(daily or 0))
        done(f"已新建密钥 {key.id}。")
        return [gr.Textbox(secret, visible=True), *self.load(request)]

    @told
    def _revoke(self, request: gr.Request, id: str | None) -> list[Any]:
        key = self._context.desk.keys.revoke(self._context.officer(request), id or "")
        done(f"密钥 {key.id} 已停用。")
        return [gr.Textbox("", visible=False), *self.load(request)]


def _table(keys: list[ApiKey]) -> str:
    rows = [
        (
            html.text(key.id),
            html.text(key.name),
            "在用" if key.active else '<span class="q-bad">停用</span>',
            html.text("、".join(SCOPE_NAMES[scope] for scope in key.scopes)),
            html.text("、".join(key.origins) or "只供程序"),
            f"{key.rate} / {key.daily}",
            html.moment(key.used) or "未用过",
        )
        for key in keys
    ]
    if not rows:
        return html.empty("还没有密钥。", "新建一个，交给要接入的门户或程序。")
    return html.table(("编号", "谁用", "状态", "权限", "网页来源", "每分钟 / 每天", "最近使用"), rows)
