"""The budget: the enterprise's stated input for this demand, in yuan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.quantities import find_numbers, fold

_UNIT = re.compile(
    r" ?(?P<tail>余|多|来)? ?(?P<scale>[十百千]?[万亿])? ?(?P<unit>元|人民币|块钱|RMB|rmb|CNY|(?P<foreign>美元|美金|欧元|港元|港币|日元))?"
)
_RANGE = re.compile(r" ?(?:[-~]+|到|至) ?$")
_PLANNED = re.compile(
    r"预算|最多[出花]|(?:拟|预计|计划|预期|预备|准备|打算|希望|愿意?|可以?|能够?|需要?|本次|将)[^，。；\d]{0,8}(?:投|出|花|用|付|提供|资)|出资|悬赏|揭榜(?:金额|资金)|意向(?:投入|金额|资金)|报酬|酬金|奖金"
    r"|(?:总|项目|合作|课题)(?:研究|研发|开发)?(?:资金|经费|投资|投入|费用|金额)|经费(?:总额|合计|约?需)|费用(?:控制|不超过|上限)|技术(?:转让|服务|开发|许可)费"
)
_STATED = re.compile(
    r"(?:研发|科研|研究|开发|技术|投入|资金|经费)(?:经费|费用|资金|投入)?(?:总额|合计|为|约|是|[:]|$)|(?:投入|提供|拿出|支付)(?:研发|科研|资金|经费|约|$)"
)
_SPENT = re.compile(
    r"已(?:经)?(?:累计)?(?:投|花|支出|到位|完成|获|筹|购|建|实现)|前期(?:已|投|累计|研发)|累计|先后投|曾|到位|历年|注册|产值|销售|营业|营收|利润|税|市场|成本|节约|节省|收入"
    r"|补贴|奖励|售价|单价|价格|每吨|每台|每套|每年|年投|年均|年研发|每月|近[一二两三几\d]+年|去年|上年|固定资产|总资产|资产|损失|效益|创汇|合同额|罚|融资|建成|总价值|超过?约?$|逾$"
    r"|20\d\d年(?!底|前|内|计划|拟|预)|(?:药[物剂]|电费|人工|原料)"
)
_TOTAL = re.compile(r"总(?:预算|投资|投入|经费|额|费用|资金|计)|合计|共计|共需|共")
_HEADING = re.compile(r"(?:预算|资金|经费|费用)[^\n。;；]{0,8}[:\n]")
_EXISTING = re.compile(r"(?:工作基础|已投入|已投|已有|研究基础|工作进展)[^\n。]{0,12}[:\n]")
_BREAK = re.compile(r"[。！？；;\n]")
_PART = re.compile(r"(?:[\u4e00-\u9fff]费用?|支出)[^，,。\n\d]{0,4}$")
_FACTOR = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}


@dataclass(frozen=True, slots=True)
class Money:
    """One sum of money in a folded text: yuan, its span, and the clause start that its quote begins at."""

    yuan: float
    start: int
    end: int
    quote_start: int


def _factor(scale: str | None) -> float:
    factor = 1.0
    for character in scale or "":
        factor *= _FACTOR[character]
    return factor


def find_money(text: str) -> list[Money]:
    """Every sum in yuan in folded ``text``; ``500-800万元`` counts as its upper end, foreign currency is left out."""
    found: list[Money] = []
    floor = 0
    for number in find_numbers(text):
        unit = _UNIT.match(text, number.end)
        scale = number.scale if not number.han else (1e4 if number.value >= 1e4 else 1.0)
        if not unit or unit["foreign"] or not (unit["unit"] or unit["scale"] or scale >= 1e4):
            continue
        if (
            not unit["unit"]
            and text[unit.end() : unit.end() + 1] not in "，,。；;、\n()）（ 左以用投资经研的人和"
            and unit.end() < len(text)
        ):
            continue
        start = number.start
        if (before := _RANGE.search(text, max(0, number.start - 4), number.start)) and text[
            before.start() - 1
        ].isdigit():
            start = before.start()
            while start > floor and (text[start - 1].isdigit() or text[start - 1] in "."):
                start -= 1
        found.append(Money(number.value * _factor(unit["scale"]), start, unit.end(), _clause_start(text, start)))
        floor = unit.end()
    return found


def _clause_start(text: str, pos: int) -> int:
    cut = max(text.rfind(mark, 0, pos) for mark in "。；;，,\n！？")
    start = cut + 1
    while start < pos and text[start] in " ":
        start += 1
    return start


def _sentence(text: str, pos: int) -> str:
    cut = 0
    for match in _BREAK.finditer(text, max(0, pos - 80), pos):
        cut = match.end()
    return text[max(cut, pos - 80) : pos]


def _score(text: str, money: Money) -> int:
    clause, sentence = text[money.quote_start : money.start], _sentence(text, money.start)
    if _SPENT.search(clause):
        return 0
    existing = _last(_EXISTING, text, money.start)
    score = 3 if _PLANNED.search(clause) else 0
    if (
        not score
        and existing is None
        and (_STATED.search(clause) or _PLANNED.search(sentence))
        and not _SPENT.search(sentence)
    ):
        score = 2
    if not score and (heading := _last(_HEADING, text, money.start)) and money.start - heading < 80:
        score = 1 if existing is None or existing < heading else 0
    return score + 1 if score and _TOTAL.search(clause) else score


def _last(pattern: re.Pattern[str], text: str, end: int) -> int | None:
    position = None
    for match in pattern.finditer(text, max(0, end - 160), end):
        position = match.end()
    return position


def extract_budget(text: str) -> tuple[float | None, str]:
    """The stated input for this demand in yuan and its exact quote from ``text``; ``(None, "")`` when none is stated.

    Money already spent, sales, prices and yearly outlays are no budget. A stated total wins; itemised costs
    (直接费用 …, 间接费用 …) are added up.
    """
    folded = fold(text)
    sums = find_money(folded)
    scored = [(score, money) for money in sums if (score := _score(folded, money)) > 0]
    if not scored:
        return None, ""
    best = max(score for score, _ in scored)
    if best < 4 and len(items := _items(folded, sums, scored[0][1])) > 1:
        return sum(m.yuan for m in items), text[items[0].quote_start : items[-1].end]
    money = next(m for score, m in scored if score == best)
    return money.yuan, text[money.quote_start : money.end]


def _items(text: str, sums: list[Money], first: Money) -> list[Money]:
    """The items of one bill (直接费用 …, 间接费用 …) that begins with ``first``; one item when it is no bill."""
    items = [first]
    for money in sums:
        if 0 < money.start - items[-1].end < 60 and not _SPENT.search(text[money.quote_start : money.start]):
            items.append(money)
    named = sum(bool(_PART.search(text[m.quote_start : m.start])) for m in items)
    return items if named * 2 > len(items) and bool(_PART.search(text[first.quote_start : first.start])) else items[:1]
