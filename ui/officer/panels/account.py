"""One's own account: a new password for the old one."""

from __future__ import annotations

import gradio as gr

from ui.officer.context import EVENT, DeskContext, done, told


class AccountPanel:
    """Change one's own password; every session of the account ends with it."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        with gr.Column(elem_classes="q-side q-narrow"):
            self.old = gr.Textbox(label="现在的密码", type="password", elem_id="own-old")
            self.new = gr.Textbox(label="新密码（至少 12 个字符）", type="password", elem_id="own-new")
            self.again = gr.Textbox(label="再输一次新密码", type="password", elem_id="own-again")
            self.change = gr.Button("改密码", variant="primary")
        self.change.click(self._change, [self.old, self.new, self.again], [self.old, self.new, self.again], **EVENT)

    @told
    def _change(self, request: gr.Request, old: str, new: str, again: str) -> list[str]:
        if new != again:
            raise gr.Error("两次输入的新密码不一样，没有改动。", print_exception=False)
        self._context.staff.change_own(self._context.officer(request), old, new)
        done("密码已改，请用新密码重新登录。")
        return ["", "", ""]
