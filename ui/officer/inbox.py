"""The inbox panel: filters, counts, and one row per need."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent import ANYBODY, NOBODY, InboxRow
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, told

ANY_STATUS = "全部状态"
STATUSES = (ANY_STATUS, "新建", "推荐", "联系", "洽谈", "签约", "关闭")
HEADER = ("需求", "级别", "完整度", "状态", "负责人", "收到")
OPEN_ROW = """element.addEventListener('click', event => {
  const link = event.target.closest('[data-need]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, '', link.getAttribute('href'));
  trigger('click', {need: link.dataset.need});
});"""


class InboxPanel:
    """Filters above a table; ``opened`` fires with the id of the need that was chosen."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        with gr.Row(equal_height=True):
            self.text = gr.Textbox(label="找需求", placeholder="标题里的词", scale=3, max_length=60)
            self.status = gr.Dropdown(list(STATUSES), value=ANY_STATUS, label="状态", scale=1)
            self.owner = gr.Dropdown([ANYBODY, NOBODY], value=ANYBODY, label="负责人", scale=1)
            self.refresh = gr.Button("刷新", scale=0, min_width=88, elem_classes="q-low")
        self.counts = gr.HTML()
        self.table = gr.HTML(js_on_load=OPEN_ROW, elem_id="inbox")
        filters = [self.text, self.status, self.owner]
        for trigger in (self.text.submit, self.status.input, self.owner.input, self.refresh.click):
            trigger(self.rows, filters, [self.counts, self.table], **EVENT)

    @property
    def outputs(self) -> list[Any]:
        """What ``load`` fills."""
        return [self.owner, self.counts, self.table]

    def load(self, text: str, status: str, owner: str) -> list[Any]:
        """The inbox as the page opens."""
        owners = gr.Dropdown([ANYBODY, NOBODY, *self._context.desk.inbox.owners()], value=owner)
        return [owners, *self.rows(text, status, owner)]

    @told
    def rows(self, text: str, status: str, owner: str) -> list[str]:
        """Counts and table under the filters."""
        inbox = self._context.desk.inbox
        found = inbox.rows(status="" if status == ANY_STATUS else status, owner=owner, text=text)
        counted = inbox.counts()
        full = len(found) >= inbox.most
        return [_counts(counted, full), _table(found) if found else _nothing(bool(sum(counted.values())))]


def _counts(counted: dict[Any, int], full: bool) -> str:
    cells = "".join(f"<span>{html.text(name)} <b>{number}</b></span>" for name, number in counted.items())
    more = "<span>只列最近变化的，更早的请用筛选</span>" if full else ""
    return f'<div class="q-counts"><span>共 <b>{sum(counted.values())}</b> 条需求</span>{cells}{more}</div>'


def _table(rows: list[InboxRow]) -> str:
    body = [
        (
            f'<a class="q-link" href="?need={html.text(row.id)}" data-need="{html.text(row.id)}">{html.text(row.title)}</a>',
            html.level(row.level),
            f'<span class="q-keep">{row.quality}%</span>',
            html.chip(row.status, row.status != "新建"),
            f'<span class="q-keep">{html.text(row.owner) or "—"}</span>',
            f'<span class="q-keep" title="{html.moment(row.created)}">{row.age}</span>',
        )
        for row in rows
    ]
    return f'<div class="q-scroll">{html.table(HEADER, body, "q-inbox")}</div>'


def _nothing(any_needs: bool) -> str:
    if any_needs:
        return html.empty("没有符合条件的需求。", "把状态或负责人改回“全部”，或清空搜索词。")
    return html.empty(
        "还没有需求。",
        "企业在提问页（/）说出难题后，需求会自动出现在这里。",
        "可以自己先试一条：在提问页输入“喷漆房循环水发臭，想延长换水周期到3个月以上”。",
        "手里有需求表格，可用命令 queqiao import 成批导入成果，再把需求逐条发到提问页。",
    )
