"""The budget: the enterprise's stated input for this demand, in yuan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.understand.fold import fold
from agent.understand.numbers import find_numbers

_UNIT = re.compile(
    r" ?(?P<tail>余|多|来)? ?(?P<scale>[十百千]?[万亿])? ?(?P<unit>元|人民币|块钱|RMB|rmb|CNY|(?P<foreign>美元|美金|欧元|港元|港币|日元))?"
)
_RANGE = re.compile(r" ?(?:[-~]+|到|至) ?$")
_EXPECTED = re.compile(
    r"预算|拟投|拟出资|预计投|计划投|预投|出资|悬赏|揭榜|意向投|意向金|(?:愿|可|能)(?:意)?(?:投|出|支付)|经费(?:总额|合计|为|约|预计|[:]|\d|$)"
    r"|(?:总|项目|研发|科研|研究|技术开发)(?:资金|经费|投资|投入|费用)|投入资金|资金投入|投资(?:总额|额|规模|约|为|[:]|\d|$)|费用(?:预算|控制|不超过|约|为)"
    r"|(?:准备|打算|计划|预备|希望)(?:投|出|花|用)|(?:投入|投资|拿出|支付|提供)(?:研发|科研|资金|经费|约|近|不超过|[:]| |$)|报酬|酬金|合作(?:费|金额)|技术(?:转让|服务|开发)费"
)
_SPENT = re.compile(
    r"已(?:经)?(?:累计)?(?:投|花|支出|到位|完成|获|筹|购|建|实现)|前期(?:已|投|累计|研发)|累计|先后投|曾|到位|历年|注册|产值|销售|营业|营收|利润|税|市场|成本|节约|节省|收入"
    r"|补贴|奖励|售价|单价|价格|每吨|每台|每套|每年|年投|年均|年研发|每月|近[一二三两几]年|去年|上年|固定资产|总资产|资产|损失|效益|创汇|合同额|罚|融资|20\d\d年(?!底|前|内|计划|拟|预)"
)
_TOTAL = re.compile(r"总(?:预算|投资|投入|经费|额|费用|资金|计)|合计|共计|共需|共")
_HEADING = re.compile(r"(?:预算|资金|经费|费用)[^\n。;；]{0,8}[:\n]")
_EXISTING = re.compile(r"(?:工作基础|已投入|已投|已有|研究基础|工作进展)[^\n。]{0,12}[:\n]")
_BREAK = re.compile(r"[。！？；;\n]")
_PART = re.compile(
    r"(?:直接|间接|设备|材料|人工|人员|试验|测试|差旅|研发|其[他它])[^，,。\n\d]{0,6}(?:费用|费|支出)[^，,。\n\d]{0,3}$"
)
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
    score = 3 if _EXPECTED.search(clause) else 0
    if not score and _EXPECTED.search(sentence) and not _SPENT.search(sentence):
        score = 2
    if not score and (heading := _last(_HEADING, text, money.start)) and money.start - heading < 80:
        existing = _last(_EXISTING, text, money.start)
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
    if best < 4 and len(parts := [m for _, m in scored if _PART.search(folded[m.quote_start : m.start])]) > 1:
        return sum(m.yuan for m in parts), text[parts[0].quote_start : parts[-1].end]
    money = next(m for score, m in scored if score == best)
    return money.yuan, text[money.quote_start : money.end]
