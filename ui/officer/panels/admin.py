"""Administration: accounts, the audit log, usage day by day, and exports. Administrators only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from agent import Officer
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, done, told
from ui.officer.panels.complaints import ComplaintsPanel
from ui.officer.panels.keys import KeysPanel

ROLES = [("专员", "officer"), ("管理员", "administrator")]
EXPORTS = (
    ("decisions.csv", "导出取舍记录", "专员对候选的取舍，可用 queqiao train match --decisions 训练排序"),
    ("traces.jsonl", "导出运行记录", "每轮的步骤、模型、词元和删去的句子，不含企业原话"),
)


class AdminPanel:
    """What administrators see."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        with gr.Tabs():
            with gr.Tab("账号"):
                self._build_accounts()
            with gr.Tab("操作记录"):
                with gr.Row(elem_classes="q-tools"):
                    self.who = gr.Textbox(label="谁", placeholder="账号名，留空为所有人", scale=1)
                    self.action = gr.Textbox(label="做了什么", placeholder="例如 批准报告，留空为全部", scale=1)
                    self.find = gr.Button("查看", scale=0, min_width=90)
                self.audit = gr.HTML(elem_id="audit")
            with gr.Tab("接口密钥"):
                self.keys = KeysPanel(context)
            with gr.Tab("投诉举报"):
                self.complaints = ComplaintsPanel(context)
            with gr.Tab("用量与导出"):
                self.usage = gr.HTML(elem_id="usage")
                gr.HTML(_exports())
        self._bind()

    def _build_accounts(self) -> None:
        with gr.Row():
            with gr.Column(scale=7, min_width=480):
                self.users = gr.HTML(elem_id="users")
            with gr.Column(scale=4, min_width=340, elem_classes="q-side"):
                gr.HTML("<h3>新建账号</h3>")
                with gr.Row():
                    self.name = gr.Textbox(label="账号名", elem_id="new-name")
                    self.role = gr.Dropdown(ROLES, value="officer", label="角色", filterable=False)
                self.password = gr.Textbox(label="初始密码（至少 12 个字符）", type="password", elem_id="new-password")
                self.add = gr.Button("新建", variant="primary")
                gr.HTML("<h3>已有账号</h3>")
                self.chosen = gr.Dropdown([], label="选一个账号", filterable=False, elem_id="account")
                self.reset = gr.Textbox(label="新密码", type="password")
                with gr.Row():
                    self.set_password = gr.Button("重设密码")
                    self.toggle = gr.Button("停用或启用")
                    self.promote = gr.Button("换角色")

    @property
    def outputs(self) -> list[Any]:
        """What ``load`` fills."""
        own = [self.users, self.chosen, self.password, self.reset, self.audit, self.usage]
        return [*own, *self.keys.outputs, *self.complaints.outputs]

    @told
    def load(self, request: gr.Request) -> list[Any]:
        """Accounts, audit log and usage."""
        officer = self._context.officer(request)
        if not officer.is_administrator:
            return [gr.skip()] * len(self.outputs)
        names = [user.username for user in self._context.staff.all()]
        own = [self._users(), gr.Dropdown(names), "", "", self._audit(officer, "", ""), self._usage(officer)]
        return [*own, *self.keys.load(request), *self.complaints.load(request)]

    def _bind(self) -> None:
        def on(button: Any, work: Callable[..., None], inputs: list[Any]) -> None:
            button.click(work, inputs, None, **EVENT).success(self.load, None, self.outputs, **EVENT)

        on(self.add, self._add, [self.name, self.password, self.role])
        on(self.set_password, self._set_password, [self.chosen, self.reset])
        on(self.toggle, self._toggle, [self.chosen])
        on(self.promote, self._promote, [self.chosen])
        self.find.click(self._find, [self.who, self.action], [self.audit], **EVENT)

    def _administrator(self, request: gr.Request) -> Officer:
        officer = self._context.officer(request)
        if not officer.is_administrator:
            raise gr.Error("这一项只有管理员可以使用。", print_exception=False)
        return officer

    @told
    def _add(self, request: gr.Request, name: str, password: str, role: Any) -> None:
        by = self._administrator(request)
        added = self._context.staff.add(name, password, role, by.username)
        done(f"已新建{added.role_name}账号 {added.username}。")

    @told
    def _set_password(self, request: gr.Request, name: str | None, password: str) -> None:
        by = self._administrator(request)
        self._context.staff.set_password(name or "", password, by.username)
        done(f"{name} 的密码已重设，原有登录已失效。")

    @told
    def _toggle(self, request: gr.Request, name: str | None) -> None:
        by, staff = self._administrator(request), self._context.staff
        active = staff.get(name or "") is None
        staff.set_active(name or "", active, by.username)
        done(f"{name} 已{'启用' if active else '停用'}。")

    @told
    def _promote(self, request: gr.Request, name: str | None) -> None:
        by, staff = self._administrator(request), self._context.staff
        now = staff.get(name or "")
        staff.set_role(name or "", "officer" if now and now.is_administrator else "administrator", by.username)
        done(f"{name} 的角色已更改，需要重新登录。")

    @told
    def _find(self, request: gr.Request, who: str, action: str) -> str:
        return self._audit(self._administrator(request), who.strip(), action.strip())

    def _users(self) -> str:
        rows = [
            (
                html.text(user.username),
                "管理员" if user.role == "administrator" else "专员",
                "在用" if user.active else '<span class="q-bad">停用</span>',
                html.moment(user.created),
            )
            for user in self._context.staff.all()
        ]
        return html.table(("账号", "角色", "状态", "建立时间"), rows)

    def _audit(self, officer: Officer, who: str, action: str) -> str:
        lines = self._context.desk.administration.audit(officer, who, action)
        rows = [
            (
                f'<span class="q-keep">{html.moment(line.at)}</span>',
                html.text(line.who),
                f'<span class="q-keep">{html.text(line.action)}</span>',
                html.text(line.object),
                html.text(line.detail),
            )
            for line in lines
        ]
        if not rows:
            return html.empty("没有符合的记录。")
        return f'<div class="q-scroll">{html.table(("时间", "谁", "做了什么", "对象", "说明"), rows)}</div>'

    def _usage(self, officer: Officer) -> str:
        days = self._context.desk.administration.usage(officer)
        if not days:
            return html.empty("近 30 天没有调用模型。", "接好模型后，这里按天显示调用次数、词元和费用。")
        rows = [
            (str(one.day), f"{one.calls}", f"{one.tokens_in:,}", f"{one.tokens_out:,}", f"{one.cost:.2f}")
            for one in days
        ]
        return html.table(("日期", "调用次数", "输入词元", "输出词元", "费用（元）"), rows)


def _exports() -> str:
    links = "".join(
        f'<p class="q-bar"><a class="q-button" href="export/{path}" download>{name}</a>'
        f'<span class="q-soft">{note}</span></p>'
        for path, name, note in EXPORTS
    )
    return f"<h3>导出</h3>{links}"
