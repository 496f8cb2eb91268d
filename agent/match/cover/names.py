"""Names of indicators and parameters: whether two of them mean the same quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.match.cover import states as states_of
from agent.match.rank.terms import normalise
from knowledge.quantities import find_quantities

_SYNONYMS = (
    ("良率", "良品率|成品合格率|产品合格率|合格率|成品率"),
    ("导热系数", "热导率|导热率|热传导系数|热传导率"),
    ("电导率", "导电率"),
    ("抗拉强度", "拉伸强度|抗张强度"),
    ("抗压强度", "压缩强度|耐压强度"),
    ("抗弯强度", "弯曲强度"),
    ("剪切强度", "抗剪强度"),
    ("断裂伸长率", "断后伸长率|断裂延伸率"),
    ("寿命", "使用寿命|服役寿命|工作寿命"),
    ("准确率", "正确率|准确度"),
    ("特异度", "特异性"),
    ("误报率", "虚警率|误警率"),
    ("漏检率", "漏报率"),
    ("去除率", "脱除率|去除效率|脱除效率"),
    ("含水率", "水分含量|含水量"),
    ("能量密度", "比能量|质量能量密度"),
    ("功率密度", "比功率"),
    ("循环寿命", "循环次数"),
    ("孔隙率", "气孔率"),
    ("转换效率", "转化效率"),
    ("处理能力", "处理量|处理规模"),
    ("检出限", "检测限|检测下限|检出下限"),
    ("粗糙度", "表面粗糙度|表面光洁度"),
    ("噪声", "噪音"),
    ("时延", "延迟时间|延迟|延时"),
    ("检测时间", "检测用时|检测耗时"),
    ("响应时间", "响应速度时间|反应时间"),
    ("电耗", "耗电量|用电量|电能消耗"),
    ("水耗", "耗水量|用水量"),
    ("能耗", "能源消耗|能量消耗|耗能"),
    ("变异系数", "cv值|cv"),
    ("回收率", "回收效率"),
    ("容量保持率", "容量保留率"),
)
_CHANGES = {
    "节能率": "能耗降低",
    "节电率": "电耗降低",
    "节水率": "水耗降低",
    "减重率": "重量降低",
    "降本率": "成本降低",
    "增产率": "产量提高",
    "减排率": "排放降低",
}
_UP = "提高|提升|增加|增长|延长|增幅|增强"
_DOWN = "降低|下降|减少|缩短|节约|节省|减轻|降幅|减小"
_TAIL = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:幅度|比例|百分比|率|量|值)?$")
_HEAD = re.compile(rf"^(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!速度|高度|重量|力|机|功率|时间)(?=.)")
_FILLER = r"(?:了|幅度|比例|量|率|:)*"
_REACH = 24
_LATER = re.compile(r"(?<!比)较|相比|比(?=传统|现有|原|常规)|同比|环比")
_NEUTRAL = re.compile(
    "^(?:产品|成品|整体|综合|系统|整机|装置|设备|实际|稳定|样品|工艺|生产|目标|要求|技术|指标|性能|本|该|其|的|材料|整车|器件|组件|模型|算法)+"
)
_CRITICAL = re.compile(
    "改造前|改善前|处理前|改前|传统|常规|原有|对照|进水|入口|抗|耐|拉|压|弯|屈服|剪|冲击|疲劳|粘|剥离|断裂|表面|体积|重复|初始|残余|残留|最大|最小|最高|最低|峰值|平均|总|单位|比|相对|绝对"
    "|误|漏|不|非|未|反|逆|废|次品|缺陷|首次|一次|二次|瞬时|累计|单次|额定|极限|动态|静态|横向|纵向|轴向|径向|室内|室外|高温|低温|初"
    "|cod|bod|tn|tp|tss|ss|voc|nox|so2|co2|氨氮|氮|磷|硫|汞|铅|镉|砷|铬|铜|锌|镍|锂|钴|锰|铁|镁|铝"
)
_BRACKETS = re.compile(r"[（(【\[]([^）)】\]]*)[）)】\]]")
_CAPABILITY = re.compile("范围|量程|区间|适用|适应|可调|频段|波段|量限")
_SPECIFIC = re.compile(
    "(?:良率|寿命|能耗|功耗|电耗|水耗|噪声|密度|硬度|粗糙度|导热系数|电导率|准确率|识别率|漏检率|误报率|响应时间|检测时间|时延"
    "|抗拉强度|抗压强度|抗弯强度|剪切强度|屈服强度|断裂伸长率|孔隙率|含水率|处理能力|产能|产量|转换效率|灵敏度|特异度|重量|单价)$"
)
_LOWER_BETTER = re.compile(
    "缺陷|不良|废品|次品|误|漏|损|耗|能耗|成本|噪声|残余|残留|泄漏|含水|杂质|粗糙|延迟|时延|时间|周期|检出限|排放|误差|偏差|波动|变异|衰减|失效|故障|价格|重量"
)
_HIGHER_BETTER = re.compile(
    "良率|合格|准确率|去除率|回收率|收率|得率|效率|寿命|强度|灵敏度|特异度|纯度|产量|产能|处理能力|识别率|检出率|保持率|导热系数|电导率|转化率|成功率|存活率|利用率"
)


@dataclass(frozen=True)
class Property:
    """A name taken apart: its canonical base, its state (25℃, 高温), and -1, 0 or 1 for a fall, a level, a rise."""

    base: str
    states: frozenset[str]
    change: int


def as_duration(name: Property) -> Property:
    """The name of a duration without the word for it: 保存 for 保存时间; 周期 stays, as it means another quantity."""
    return replace(name, base=re.sub(r"(?<=.{2})(?:时间|时长|期限)$", "", name.base))


def proves_more(stated: Property) -> Property:
    """What a stricter stated quantity proves: the yield of the first pass is a floor of the final yield."""
    return replace(stated, base=re.sub(r"^(?:一次|直通)(?=良率$)", "", stated.base))


def is_capability(name: str) -> bool:
    """Whether a range under this name is what the thing can do (测量范围), not where its value lies."""
    return bool(_CAPABILITY.search(name))


def polarity(name: str) -> int:
    """1 when more is better under this name, -1 when less is, 0 when unknown."""
    if _LOWER_BETTER.search(name):
        return -1
    return 1 if _HIGHER_BETTER.search(name) else 0


@lru_cache(maxsize=4_000)
def quantity(name: str, context: str = "", *, stated: bool = False) -> Property:
    """Take a name apart; ``context`` is the quote or the condition that may carry the state or the change.

    In a record's condition (``stated``) every temperature is a state, in a user's quote one said to be a condition.
    """
    bare, states = states_of.in_name(name)
    states |= states_of.in_context(context, stated=stated, temperatures="温" not in name)
    text = _joined(bare)
    for word, meaning in _CHANGES.items():
        text = text.replace(word, meaning)
    change, text = _change(text, context)
    return Property(_canonical(text), states, change)


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text))


def _change(text: str, context: str) -> tuple[int, str]:
    plain = re.sub(r"\s+", "", _BRACKETS.sub("", text))
    for pattern in (_TAIL, _HEAD):
        if match := pattern.search(plain):
            return (1 if match["up"] else -1), plain[: match.start()] + plain[match.end() :]
    by = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:{re.escape(plain)})?{_FILLER}$")
    for amount in find_quantities(context):
        before = _joined(context[max(0, amount.start - len(plain) - _REACH) : amount.start])
        if match := by.search(before):
            return (1 if match["up"] else -1), text
    around = _joined(context)
    if _LATER.search(around) and (match := re.search(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!到|至|为|达)", around)):
        return (1 if match["up"] else -1), text
    return 0, text


def _canonical(text: str) -> str:
    plain = re.sub(r"[\W_]+", "", _BRACKETS.sub(r"\1", text))
    plain = _NEUTRAL.sub("", plain) or plain
    plain = re.sub(r"(?<=..)(?:范围|区间|数值|值)$", "", plain)
    for word, others in _SYNONYMS:
        plain = re.sub(others, word, plain)
    return plain.replace("的", "")


def same_quantity(wanted: Property, stated: Property, wanted_context: str, stated_context: str) -> bool:
    """Whether both names mean one quantity: equal after synonyms, or differing only in words for the object itself.

    Only quantities that mean the same on every object may differ so (良率, not 时间 or 强度), and a qualifier that
    changes the meaning (抗拉, 误, 平均, COD, a number …) never counts as a word for the object.
    """
    if wanted.change != stated.change or not wanted.states <= stated.states:
        return False
    left, right = wanted.base, stated.base
    if left == right:
        return bool(left)
    head = _common_suffix(left, right)
    extras = (left[: len(left) - len(head)], wanted_context), (right[: len(right) - len(head)], stated_context)
    return bool(_SPECIFIC.search(head)) and all(not extra or _names_object(extra, words) for extra, words in extras)


def _common_suffix(left: str, right: str) -> str:
    size = 0
    while size < min(len(left), len(right)) and left[-1 - size] == right[-1 - size]:
        size += 1
    return left[len(left) - size :]


def _names_object(extra: str, context: str) -> bool:
    return (
        len(extra) >= 2
        and not re.search(r"\d", extra)
        and not _CRITICAL.search(extra)
        and extra in re.sub(r"[\W_]+", "", normalise(context))
    )
