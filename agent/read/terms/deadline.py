"""The time limit asked for, as an exact quote, and in months where it can be computed."""

from __future__ import annotations

import re
from datetime import date

from knowledge.quantities import fold, parse_han

_N = r"(?:(?<!\d)\d{1,4}(?:\.\d{1,3})?|(?<![一二两三四五六七八九十])[一二两三四五六七八九十]{1,4}|半)"
_SPAN = rf"(?P<first>{_N})(?: ?(?:[-~]+|到|至) ?(?P<second>{_N}))? ?(?P<unit>个多?月|年半|年|个?季度|周|个?星期|天|日|个?工作日)"
_WITHIN = rf"(?:(?:合同|协议|项目|立项|签订|启动)[^，,。；;\n]{{0,8}}?(?:后|起))?(?:的)?(?:在|于|力争|争取|希望|计划)?(?:未来|今后|最迟)?{_SPAN} ?(?P<close>时间)?(?:以内|之内|内)"
_RELATIVE = re.compile(_WITHIN)
_PERIOD = re.compile(
    rf"(?:(?:研发|项目|开发|研究|实施|合作|完成|交付|建设|执行|攻关|履约|技术)?(?:周期|工期|期限|时限|时间要求|完成时间|所需时间)|交期)(?:要求|限)?(?:为|是|:|在|约|不超过|控制在|大约|预计)*[ :]?{_SPAN}(?:以内|之内|内|左右)?"
)
_EFFORT = re.compile(
    rf"(?:用|通过|经过|利用){_SPAN}(?:的)?(?:时间|努力|左右)?[^。；;\n]{{0,30}}?(?:完成|实现|形成|具备|建成|解决|达到|突破)"
)
_LISTED = re.compile(rf"(?<=[，,、；;]) ?{_SPAN}(?= ?(?:[，,、。；;\n]|$))")
_TERMS = re.compile(r"预算|经费|资金|投入|万元|联合研发|委托开发|技术开发|合作")
_DATE = re.compile(
    r"(?:(?:力争|争取|计划|拟|预计|希望|要求|须|需|必须)?(?:于|在|到)?)(?P<year>20\d\d|今|明|后|本) ?年 ?"
    r"(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?: ?(?P<day>\d{1,2}) ?[日号])?)?(?P<part>底|末|中|初|上半年|下半年|年底)? ?(?P<close>以前|之前|前|内)"
)
_YEAR_END = re.compile(
    r"(?<![\d一二两三四五六七八九十几数])(?P<part>年底|年末|年内|月底|本月内|本季度)(?P<close>之前|以前|前|内)?(?=完成|解决|实现|要|必须|投产|交付|上线|，|。|前|$)"
)
_PAST = re.compile(
    r"近$|过去|最近|前期|已|历时|成立|目前|曾|截至|以来|建于|注册|保质|质保|保修|存活|存储|保存|储存|寿命|运行|使用|货架|有效期|更换|稳定|降解|可|能够|温度|清理|响应|放置|盐雾|连续|回收|投资|当天|供货"
)
_WANT = re.compile(
    r"完成|解决|实现|交付|投产|达到|形成|建成|开发|研发|研制|攻克|突破|上线|量产|产业化|取得|具备|验收|落地|拿出|做出|搞定|要|希望|要求|前|内"
)
_AIM = re.compile(
    r"完成|解决|交付|投产|形成|建成|开发|研发|研制|攻克|突破|上线|量产|产业化|验收|落地|拿出|做出|搞定|立项|合同|项目|周期|工期|期限|希望|力争|争取|计划|希望|预期|目标|要求|必须|需要"
)
_AIM_LONG = re.compile(r"实现|达到|培育|掌握|取得|具备|建立|推出|将|进入|替代")
_MONTHS = {"年": 12.0, "个月": 1.0, "个多月": 1.0, "季度": 3.0, "个季度": 3.0, "周": 7 / 30.4375, "星期": 7 / 30.4375}


def _number(text: str) -> float:
    if text[0].isdigit():
        return float(text)
    return parse_han(text) or 0.0


def _months(match: re.Match[str]) -> float | None:
    amount = _number(match["second"] or match["first"])
    unit = match["unit"]
    if unit == "年半":
        return round((amount + 0.5) * 12, 2)
    factor = _MONTHS.get(unit) or _MONTHS.get(unit.removeprefix("个"))
    if factor is None:
        factor = 1 / 21 if "工作日" in unit else 1 / 30.4375
    return round(amount * factor, 2)


def _until(match: re.Match[str], today: date) -> float | None:
    year = {"今": today.year, "本": today.year, "明": today.year + 1, "后": today.year + 2}.get(match["year"])
    year = year or int(match["year"])
    part = match["part"] or ""
    month = {"上半年": 6, "中": 6, "初": 1}.get(part, 12)
    if match["month"]:
        month = int(_number(match["month"]))
    months = (year - today.year) * 12 + month - today.month
    return float(months) if months >= 0 else None


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    left = max(text.rfind(mark, 0, start) for mark in "。；;，,\n")
    right = min((p for p in (text.find(mark, end) for mark in "。；;\n") if p >= 0), default=len(text))
    return text[left + 1 : start], text[end : min(right, end + 40)]


def extract_deadline(text: str, today: date) -> tuple[str, float | None]:
    """The time limit asked for: its exact quote from ``text`` and the months from ``today``; ``("", None)`` if none.

    A past or historical date, a storage time or a service life is none. Of several limits the last to run out counts.
    Months are None when the date has passed or cannot be computed.
    """
    folded = fold(text)
    found: list[tuple[float, int, int]] = []
    for pattern in (_PERIOD, _RELATIVE, _EFFORT):
        if pattern is _EFFORT and found:
            break
        for match in pattern.finditer(folded):
            before, after = _clause(folded, match.start(), match.end())
            if pattern is _RELATIVE and (_PAST.search(before) or not _asked(before + match[0], after)):
                continue
            end = match.end("unit") if pattern is _EFFORT else match.end()
            found.append((_months(match) or 0.0, match.start(), end))
    if not found:
        found = [
            (_months(match) or 0.0, match.start("first"), match.end("unit"))
            for match in _LISTED.finditer(folded)
            if _listed_among_terms(folded, match)
        ]
    for match in _DATE.finditer(folded):
        before, after = _clause(folded, match.start(), match.end())
        if not _PAST.search(before):
            found.append((_until(match, today) or 0.0, match.start(), match.end()))
    end_of_year = _YEAR_END.search(folded)
    if not found and end_of_year and not _PAST.search(_clause(folded, *end_of_year.span())[0]):
        months = float(12 - today.month) if "年" in end_of_year[0] else 1.0
        found.append((months, *end_of_year.span()))
    if not found:
        return "", None
    months, start, end = max(found, key=lambda item: item[0])
    return text[start:end], months or None


def _listed_among_terms(folded: str, match: re.Match[str]) -> bool:
    """Whether a bare time stands in a list of terms, as in 联合研发，经费80万元，18个月."""
    before, _ = _clause(folded.replace("，", ","), match.start(), match.end())
    sentence = re.split(r"[。\n]", folded[: match.start()])[-1]
    return match["unit"] in _MONTHS and bool(_TERMS.search(sentence[-40:])) and not _PAST.search(before)


def _asked(before: str, after: str) -> bool:
    if _PAST.search(before):
        return False
    if _AIM.search(before + after):
        return True
    return bool(re.search(r"[月年] ?(?:以|之)?内$", before) and _AIM_LONG.search(after))
