"""Quantitative targets and present values from Chinese technical prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from agent.read.indicators.cycles import with_cycles
from agent.read.indicators.layout import Layout, lay_out
from agent.read.indicators.names import name_of, named_respectively, with_object, with_property
from agent.read.indicators.roles import Role, in_bracket, is_problem, role_of
from agent.read.indicators.roles_words import ASKED, COUNT, OUTPUT, RATE, SHARES, TIME
from agent.schema import Indicator
from knowledge.quantities import Operator, Quantity, convert, find_quantities, fold, numerator, same_kind

_SMALL = re.compile(
    r"^R[azqy]$|^Rmax$|^Sa$|误差|偏差|公差|变形|粗糙度|响应时间|时延|延迟|延时|噪[声音]|能耗|功耗|损耗|消耗|耗电|耗能|成本|不良|故障率|漏|摆幅|收缩率|残留|水分|含水|杂质|波动|精度|均匀性|检[测出]限|检出下限|雾度|压降|热阻|摩擦系数|分辨率|时间|(?<!起)重量|厚度差|圆度|跳动|平面度|死亡率|烧损|失重|真空度|稳定[性度]|不确定度|线性度|直线度|平行度|垂直度|圆柱度|同[轴心]度|回差|漂移"
)
_LARGE = re.compile(r"试验|盐雾|保存|储存|存储时间|寿命|续航|耐|无故障|值守|使用时间|工作时间|运行时间|距离|覆盖|跟踪")
_LARGER = re.compile(r"(?:覆盖|作用|通信|探测)半径$|带宽|量程|扬程|射程|行程$|里程$|载重$|负载$|承载")
_NOMINAL_UNIT = re.compile(r"^(?:mm|cm|m|米|毫米|厘米|μm|um|nm|寸|英寸|[kM]?V|KV|伏|千伏|[kMG]?Hz|MHZ|GHZ|吨级|mg|g)$")
_TRAVEL = re.compile(
    r"旋转|转动|回转|摆角|摆动|俯仰|横滚|偏航|方位|扫描|转角|视场|视角|波束|行程|动态范围|量程|[水平垂直]面"
)
_ROUGHNESS = re.compile(r"(?<![A-Za-z])(R[azqy]|Rmax|Sa)[ :=<>≤≥]*(?=\d)")
_PEAK = re.compile(r"最[大高长远多]")
_TROUGH = re.compile(r"最[小低短]")
_BORNE = re.compile(r"(?:承受|耐受|抵抗|经受|[耐抗]) ?$")
_CONCENTRATION = re.compile(r"/(?:m|μ|u|d)?[Ll]$|/k?g$|^pp[mbt]$|^mol")
_GAIN = re.compile(
    r"提高|提升|增加|增长|降低|减少|减低|下降|缩短|节约|节省|节能|节材|延长|"
    r"减小|减轻|减重|增产|减排|降耗|降噪|省电|[比较][^，。；\d]{1,12}[轻高低长短快慢大小多少厚薄] ?$"
)
_COVERED = re.compile(
    r"(?:的)?(?:区域|范围|目标|物体|障碍|空间|车辆)|(?:仍|均|都)?(?:可以?|能够?|保持|不|无)(?!(?:[^，。；]{0,4})(?:完成|达到|响应|启动|解决|切换|恢复|检测|识别|处理|定位|充|实现|清|超|降|出))"
)
_OUTPUT_UNITS = frozenset(["瓶", "袋", "盒", "支", "辆", "头", "羽", "株", "粒", "片", "块", "箱"])
_ERROR = re.compile(r"误差|偏差|公差|(?<!酒)精度|变形")
_PLANT = re.compile(r"^的?[^，。；\d]{0,14}(?:装置|窑炉?|生产线|设备|机组|锅炉|炉)")
_LENGTH_OR_ERROR = re.compile(r"^(?:mm|μm?|um|cm|nm|丝|微米|毫米|m|米|°|度|″|℃|s|ms|秒)$")


_APART = 160
_HALF = 50
_FINE = re.compile(r"精度|分辨率|稳定[性度]|真空度")
_COARSE = re.compile(r"(?i)dpi|像素|位|bit|lp/|线对|级|[nd]m级")

LIMIT = 400
"""Quantities read from one text at most; real requirements hold fewer than a hundred."""


@dataclass(frozen=True, slots=True)
class _Found:
    quantity: Quantity
    role: Role
    indicator: Indicator
    problem: bool


def extract_indicators(text: str, title: str = "") -> tuple[list[Indicator], list[Indicator]]:
    """Targets and baselines of a requirement: ``(targets, baselines)``.

    Every ``quote`` is an exact substring of ``text`` or of ``title``. A literal backslash-n in ``text`` counts as a
    line break. Conditions, company facts, money, dates and deliverables are left out.
    """
    found = _scan(title, title, True) + _scan(text, title, False)
    found = [_as_present(f) if _overtaken(f, found, fold(text)) else f for f in found]
    targets = [f for f in found if f.role == "target"]
    baselines = [f for f in found if f.role == "baseline" and (f.problem or _faces(f, targets))]
    facts = [f for f in found if f.role == "fact" and any(_improves(f, target) for target in targets)]
    baselines = sorted([*baselines, *facts], key=lambda f: f.quantity.at)
    return with_cycles(text, _unique(targets), _unique(baselines))


def _unique(found: list[_Found]) -> list[Indicator]:
    """Drop repeated statements: same operator, values and unit, and one name part of the other."""
    out: list[Indicator] = []
    for item in found:
        i = item.indicator
        if not any(_same(i, other) for other in out):
            out.append(i)
    return out


def _same(left: Indicator, right: Indicator) -> bool:
    if (left.op, left.value, left.value_max, left.unit) != (right.op, right.value, right.value_max, right.unit):
        return False
    return left.name == right.name or (min(len(left.name), len(right.name)) > 2 and _part(left.name, right.name))


def _part(left: str, right: str) -> bool:
    return left in right or right in left


def _faces(baseline: _Found, targets: list[_Found]) -> bool:
    """Whether some target speaks of the same property: same unit (a rate counts as its numerator) and related name."""
    unit = numerator(baseline.indicator.unit)
    for target in targets:
        other = numerator(target.indicator.unit)
        if (same_kind(unit, other) or convert(1.0, unit, other) is not None) and (
            unit in _OUTPUT_UNITS or _related(baseline.indicator.name, target.indicator.name)
        ):
            return True
    return False


def _improves(fact: _Found, target: _Found) -> bool:
    """Whether ``target`` stands closely behind ``fact``, names the same property and asks for a better value."""
    old, new = fact.indicator, target.indicator
    if not 0 < target.quantity.at - fact.quantity.at < _APART or not same_kind(old.unit, new.unit) or not old.unit:
        return False
    better = new.value < old.value if new.op in ("<=", "<") else new.value > old.value
    return better and min(len(old.name), len(new.name)) > 1 and _part(old.name, new.name)


def _overtaken(one: _Found, found: list[_Found], text: str) -> bool:
    """Whether a wish stands only between ``one`` and a better value of its property: 达到80，要求控制在20以内."""
    for other in found:
        if one.role == other.role == "target" and _improves(one, other):
            start = max(text.rfind(mark, 0, one.quantity.at) for mark in "。；;\n") + 1
            between = text[one.quantity.end : other.quantity.at]
            if "；" not in between and ASKED.search(between) and not ASKED.search(text[start : one.quantity.at]):
                return True
    return False


def _as_present(one: _Found) -> _Found:
    indicator = one.indicator if one.quantity.op else one.indicator.model_copy(update={"op": "="})
    return replace(one, role="baseline", indicator=indicator)


def _related(left: str, right: str) -> bool:
    if left == right:
        return True
    common = set(left) & set(right) - set("的率量度提高降低")
    return len(common) >= 2


def _scan(original: str, heading: str, title: bool) -> list[_Found]:
    folded = fold(original)
    quantities = [q for q in find_quantities(folded) if _worth(q)][:LIMIT]
    if not quantities:
        return []
    layout = lay_out(folded)
    found: list[_Found] = []
    previous_name = ""
    listed = named_respectively(layout, quantities) if "分别" in folded else {}
    quantities = _share_operator(quantities, listed)
    for index, quantity in enumerate(quantities):
        before = quantities[index - 1] if index else None
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        role = _title_role(quantity, layout) if title else role_of(layout, quantity, before, following)
        if role == "neither":
            continue
        name, start = name_of(layout, quantity, [f.quantity for f in found[-8:] if f.role != "fact"], previous_name)
        if role == "baseline" and before and in_bracket(folded, before, quantity):
            name = previous_name
        rough = _ROUGHNESS.match(folded, quantity.at)
        if rough and "粗糙" not in name:
            name = rough[1]
        name = listed.get(quantity.at) or with_object(with_property(name, quantity), heading)
        indicator = _indicator(layout, quantity, role, name, original[start : quantity.end])
        if title and _is_nominal(folded, quantity):
            indicator = indicator.model_copy(update={"op": "="})
        found.append(_Found(quantity, role, indicator, is_problem(layout, quantity)))
        previous_name = previous_name if role == "fact" else name
    return found


def _is_nominal(title: str, quantity: Quantity) -> bool:
    """Whether a count in a title belongs to the thing's name: 25层车库, but not 年产3万台."""
    before = title[: quantity.at].rstrip()
    stated = quantity.op or quantity.cue or RATE.search(before) or OUTPUT.search(before)
    return not stated and quantity.unit in COUNT


def _share_operator(quantities: list[Quantity], listed: dict[int, str]) -> list[Quantity]:
    """In ``分别低于 a、b 和 c`` the operator before the first number holds for all."""
    out: list[Quantity] = []
    for quantity in quantities:
        if quantity.at in listed and quantity.op is None and out and out[-1].at in listed:
            quantity = replace(quantity, op=out[-1].op, symbolic=out[-1].symbolic)
        out.append(quantity)
    return out


def _worth(quantity: Quantity) -> bool:
    """Whether the quantity can matter at all: a bare Chinese numeral (二级, 一次) or a bare number cannot."""
    if quantity.han:
        return bool(quantity.unit) and (quantity.stated is not None or quantity.unit in ("倍", "成", *SHARES, *TIME))
    return bool(quantity.unit or quantity.cue) or quantity.op is not None


def _title_role(quantity: Quantity, layout: Layout) -> Role:
    unit = quantity.unit
    if (
        not unit
        or unit in ("年", "月", "日", "项", "人", "个", "种", "元", "号", "代")
        or quantity.han
        or len(unit) == 1
        and unit in "DGKCPMN"
    ):
        return "neither"
    return "target"


def _indicator(layout: Layout, quantity: Quantity, role: Role, name: str, quote: str) -> Indicator:
    value, high = quantity.value, quantity.value_max
    op = quantity.op if not quantity.better else None
    op = op or _bare_operator(layout, quantity, role, name)
    if op == "<=" and not quantity.prefixed and _covers(layout.text, quantity):
        op = ">="
    return Indicator(name=name, op=op, value=value, value_max=high, unit=quantity.unit, quote=quote)


def _covers(text: str, quantity: Quantity) -> bool:
    """``十天内可以回放`` and ``40米内的范围`` ask for a span to be covered, ``两小时内完成`` for a limit to be kept."""
    closing = text[quantity.tail : quantity.end].strip()
    return closing in ("内", "以内", "之内") and bool(_COVERED.match(text[quantity.end : quantity.end + 16]))


def _coarse(quantity: Quantity) -> bool:
    """Whether an accuracy or a resolution in this unit is better the greater it is: 98 %, 8 级, 300 dpi."""
    if quantity.better:
        return bool(_COARSE.match(quantity.unit)) or (quantity.unit == "%" and quantity.value > _HALF)
    return not _LENGTH_OR_ERROR.match(quantity.unit)


def _bare_operator(layout: Layout, quantity: Quantity, role: Role, name: str) -> Operator:
    """Operator of a number without one: from 降至, ±, the property's direction, or a nominal size."""
    if quantity.signed and _TRAVEL.search(name) and not _ERROR.search(name):
        return ">="
    if quantity.cue == "down" or quantity.signed:
        return "<="
    if "灵敏度" in name and _CONCENTRATION.search(quantity.unit):
        return "<="
    if role == "target" and _ERROR.search(name) and _LENGTH_OR_ERROR.match(quantity.unit):
        return "<="
    if quantity.cue == "up":
        return ">="
    if role in ("baseline", "fact"):
        return "<=" if _ERROR.search(name) and _LENGTH_OR_ERROR.match(quantity.unit) else "="
    return _by_property(layout, quantity, name)


def _by_property(layout: Layout, quantity: Quantity, name: str) -> Operator:
    """The direction in which the named property is wished for; ``=`` for a nominal size."""
    before = layout.text[max(layout.clause(quantity.start), quantity.start - 120) : quantity.start]
    if _GAIN.search(before):
        return ">="
    if _SMALL.search(name) and not _LARGE.search(before) and not (_FINE.search(name) and _coarse(quantity)):
        return "<="
    if _TROUGH.search(name) and not quantity.cue:
        return "<="
    if quantity.cue == "reach" or quantity.better:
        return ">="
    if _LARGER.search(name) or _PEAK.search(name) or _BORNE.search(before):
        return ">="
    if _NOMINAL_UNIT.match(quantity.unit) or _PLANT.match(layout.text[quantity.end : quantity.end + 24]):
        return "="
    return ">="
