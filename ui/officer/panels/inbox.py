"""The inbox panel: filters, counts, and one row per need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from agent import ANYBODY, NOBODY, InboxPage, InboxRow
from ui.officer import html
from ui.officer.context import EVENT, DeskContext, told

ANY_STATUS = "全部状态"
STATUSES = (ANY_STATUS, "新建", "推荐", "联系", "洽谈", "签约", "关闭")
HEADER = ("需求", "级别", "完整度", "状态", "负责人", "收到")
HINT = "编号、标题、企业原话、对象或问题、负责人；几个词用空格分开"
SEARCHED = "搜索的是编号（开头 4 位以上）、标题、企业写的话、需求卡里的对象和问题、负责人；几个词要同时符合。"
OPEN_ROW = """element.addEventListener('click', event => {
  const link = event.target.closest('[data-need]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, '', link.getAttribute('href'));
  trigger('click', {need: link.dataset.need});
});"""


class InboxPanel:
    """Filters above a table, twenty needs a page; a click on the table carries the id of the need that was chosen."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        orders = list(context.desk.inbox.orders)
        with gr.Row(equal_height=True):
            self._text = gr.Textbox(label="找需求", placeholder=HINT, scale=3, max_length=60, elem_id="inbox-text")
            self._status = gr.Dropdown(list(STATUSES), value=ANY_STATUS, label="状态", scale=1, elem_id="inbox-status")
            self._owner = gr.Dropdown([ANYBODY, NOBODY], value=ANYBODY, label="负责人", scale=1)
            self._order = gr.Dropdown(orders, value=orders[0], label="排序", scale=1, elem_id="inbox-order")
            self._find = gr.Button("查找", scale=0, min_width=88, elem_classes="q-low")
        self._counts = gr.HTML()
        self.table = gr.HTML(js_on_load=OPEN_ROW, elem_id="inbox")
        with gr.Row(elem_classes="q-pager"):
            self._back = gr.Button("上一页", size="md", scale=0, min_width=88)
            self._place = gr.HTML(elem_id="inbox-place")
            self._on = gr.Button("下一页", size="md", scale=0, min_width=88)
        self._number = gr.State(1)
        for trigger in (self._text.submit, self._status.input, self._owner.input, self._order.input, self._find.click):
            trigger(self._first, self._filters, self._page, **EVENT)
        self._back.click(self._turn(-1), self.inputs, self._page, **EVENT)
        self._on.click(self._turn(1), self.inputs, self._page, **EVENT)

    @property
    def _filters(self) -> list[Any]:
        return [self._text, self._status, self._owner, self._order]

    @property
    def _page(self) -> list[Any]:
        return [self._counts, self.table, self._number, self._place, self._back, self._on]

    @property
    def inputs(self) -> list[Any]:
        """What ``load`` reads: the filters and the page at hand."""
        return [*self._filters, self._number]

    @property
    def outputs(self) -> list[Any]:
        """What ``load`` fills."""
        return [self._owner, *self._page]

    def load(self, text: str, status: str, owner: str, order: str, number: int) -> list[Any]:
        """The inbox as the page opens."""
        owners = gr.Dropdown([ANYBODY, NOBODY, *self._context.desk.inbox.owners()], value=owner)
        return [owners, *self._rows(text, status, owner, order, number)]

    def _first(self, text: str, status: str, owner: str, order: str) -> list[Any]:
        return self._rows(text, status, owner, order, 1)

    def _turn(self, step: int) -> Callable[..., list[Any]]:
        def turned(text: str, status: str, owner: str, order: str, number: int) -> list[Any]:
            return self._rows(text, status, owner, order, number + step)

        return turned

    @told
    def _rows(self, text: str, status: str, owner: str, order: str, number: int) -> list[Any]:
        inbox = self._context.desk.inbox
        asked = "" if status == ANY_STATUS else status
        page = inbox.page(status=asked, owner=owner, text=text, order=order, number=number)
        counted = inbox.counts()
        return [
            _counts(counted),
            _table(page.rows) if page.rows else _nothing(bool(sum(counted.values()))),
            page.number,
            _place(page),
            gr.Button(interactive=page.number > 1),
            gr.Button(interactive=page.number < page.pages),
        ]


def _counts(counted: dict[Any, int]) -> str:
    cells = "".join(f"<span>{html.text(name)} <b>{number}</b></span>" for name, number in counted.items())
    return f'<div class="q-counts"><span>共 <b>{sum(counted.values())}</b> 条需求</span>{cells}</div>'


def _place(page: InboxPage) -> str:
    return f'<div class="q-soft">符合条件 <b>{page.total}</b> 条 · 第 {page.number} / {page.pages} 页</div>'


def _table(rows: list[InboxRow]) -> str:
    body = [
        (
            f'<a class="q-link" href="?need={html.text(row.id)}" data-need="{html.text(row.id)}">'
            f'{html.text(row.title)}</a> <span class="q-soft">{html.text(row.id[:8])}</span>',
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
        return html.empty("没有符合条件的需求。", "把状态或负责人改回“全部”，或清空搜索词。", SEARCHED)
    return html.empty(
        "还没有需求。",
        "企业在提问页（/）说出难题后，需求会自动出现在这里。",
        "可以自己先试一条：在提问页输入“喷漆房循环水发臭，想延长换水周期到3个月以上”。",
        "手里有需求表格，可用命令 queqiao import 成批导入成果，再把需求逐条发到提问页。",
    )
