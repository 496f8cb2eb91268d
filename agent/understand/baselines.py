"""Is a quantity a target, a present value, or neither (background, company facts, conditions, deliverables)?

The rules read the section heading, the words before the number in its sentence, and the kind of its unit.
"""

from __future__ import annotations

import re
from typing import Literal

from agent.understand.indicators_layout import Layout
from agent.understand.quantities import Quantity
from agent.understand.units_grammar import same_kind

Role = Literal["target", "baseline", "neither"]

_NEVER_UNITS = frozenset(
    [
        "人",
        "名",
        "项",
        "篇",
        "家",
        "户",
        "栋",
        "座",
        "部",
        "份",
        "本",
        "元",
        "人民币",
        "万元",
        "张",
        "页",
        "单位",
        "架",
        "艘",
        "周龄",
        "日龄",
        "月龄",
        "代",
        "C",
        "里",
        "方",
        "里程",
        "克拉",
    ]
)
_COUNT = frozenset(
    [
        "台",
        "套",
        "条",
        "种",
        "个",
        "类",
        "件",
        "组",
        "只",
        "支",
        "批",
        "批次",
        "层",
        "级",
        "辆",
        "道",
        "点",
        "位",
        "维",
        "孔",
        "轴",
        "路",
        "对",
        "头",
        "株",
        "片",
        "块",
        "根",
        "圈",
        "枚",
        "回",
        "包",
        "盒",
        "袋",
        "瓶",
        "棵",
        "羽",
        "尾",
        "粒",
        "颗",
        "通道",
        "节点",
        "自由度",
        "次",
        "面",
        "束",
        "段",
        "寸",
        "亩",
        "倍频",
        "工序",
    ]
)
_LETTER = frozenset(
    [
        "N",
        "L",
        "D",
        "B",
        "M",
        "U",
        "P",
        "K",
        "C",
        "H",
        "F",
        "T",
        "A",
        "n",
        "a",
        "d",
        "b",
        "u",
        "G",
        "k",
        "J",
        "j",
        "f",
        "l",
    ]
)
_TIME = frozenset(["年", "个月", "月", "天", "日", "周", "星期", "小时", "h", "d", "分钟", "分", "min", "秒", "s"])
_CALENDAR = frozenset(["年", "个月", "月", "周", "星期"])
_LIFE = re.compile(
    r"寿命|工作|保质|有效期|保存|存储|储存|续航|质保|更换|维护|检修|间隔|无故障|运行|使用|耐|保持|稳定|无锈|(?:更换|维护|检修|使用|循环|校准|生产|生长|保养)周期|货架|降解|可靠"
)
_DELIVERABLE = re.compile(
    r"样机|专利|论文|标准(?!偏)|报告|著作|软著|生产线|示范|基地|实验室|平台|规范|人才|工程师|博士|硕士|学位|奖|证书|方面|问题|难题|部分|阶段|步骤|课题|厂房|车间|项目|企业|城市"
    r"|品种|品系|新产品|产品系列"
)
_MARKET = re.compile(
    r"我国|国内(?!领先|先进|外先进)|全国|全球|世界|市场(?:规模|需求|容量|份额|值|占|价|销|上)|据[^，]{0,8}(?:统计|核算|测算|调查|报道)|(?:结果|数据)显示|预测|年均|增长率|增速|份额|占据|约占|总产量|人口|近[几\d一二两三十]+年|每年[^，。]{0,8}(?:产生|浪费|消耗|用水|死亡)"
)
_USUAL = re.compile(r"通常|一般(?!情)|局部|正常|主要成分|成分(?:为|:|是)|主要包[括含]|普遍|随着|由于|导致|造成")
_MONEY = re.compile(r"(?:产值|销售额?|利税|利润|收入|售价|价格|经费|资金|投资|金额|货值)[^，。；]{0,10}$")
_MONEY_AFTER = re.compile(r"[^，。；]{0,4}(?:产值|销售|利税|利润|资金|经费)|元|美元|人民币|公里外|人(?!工|均)")
_COMPANY = re.compile(
    r"(?:公司|我司|企业|本单位|我单位|本校|本所|实验室|我们|我厂|团队)[^。；]{0,14}(?:拥有|现有|占地|具有|建有|已|成立|注册|位于|年产|年生产|设计|现存|目前有|配备|下设|获|总部|配有|专注|从事)"
    r"|占地|建筑面积|注册资[金本]|员工|职工|职称|学历|人员|存栏|出栏|建成|拥有|荣获|获得.{0,6}奖|授权|申请|成立|创立|多年"
)
_CAN = r"能够|可以|可(?![靠见燃降编视调])|(?<![性功节智产储技电热动效才])能(?![源量耗力级效])"
_WANT = re.compile(
    r"要求|(?<!的)需(?!求[^，。]{0,6}(?:增加|旺盛|日益|不断))|(?<![响反适效对供相])应(?![用力急变])|必须|须|希望|期望|预期|目标|力争|争取|拟|想|达到|实现|满足|控制|保证|确保|提高|提升|降低|降至|降到|降噪|减少|缩短|延长"
    rf"|增加|寻求|寻找|适用|不得|不能|至少|使(?!用)|{_CAN}|解决|开发|研发|研制|技术指标|难题|完成|形成|建设|设计|采用|每隔"
)
_ASKED = re.compile(r"希望|期望|要求|必须|力争|寻求|目标|拟(?!合)|以便|使(?!用)")
_NOW = re.compile(
    r"目前|(?<!实)现在|(?<!实)现有|现为|现状|现阶段|当前|原来|原有|原先|原为|以往|以前|过去|只有|仅有|仅为|仅能|只能|普通|传统|常规|已有|已达|已能|已用|已实现|较低|较差|偏大|偏低|过高|过低|不足|同行业|最多|问题是|会产生|偏差大|(?<![实出体发呈表再])现(?=氧|采|用|使|生产|产)"
)
_FROM = re.compile(r"(?:由|从)(?:原来的?|目前的?|现在的?|现有的?|之前的?)?[^，。；\d由从]{0,8}$")
_TO_AFTER = re.compile(r"[^。；\d]{0,10}(?:降|提|升|增|减|缩|延|改|到|至)")
_CONDITION_UNIT = re.compile(
    r"^(?:℃|°C|摄氏度|度|C|V|v|h|小时|天|d|min|分钟|MPa|kPa|Pa|rpm|r/min|Hz|kHz|MHz|%RH|%|N|kN|A|mA|nm|mol/L|M|mm|年|个月)$",
    re.I,
)
_CONDITION_AFTER = re.compile(
    r"^[^，。；]{0,6}(?:存储|储存|放置|搁置|循环|充|放电|老化|浸泡|保温|煅烧|烧结|条件|环境|工况|载荷|负载|负荷|时(?!间)|下(?!降)|后(?!端|方)|处理|加热|测试|试验|水浴)"
)
_SERVICE = re.compile(r"[^，。；]{0,6}下[^，。；]{0,4}(?:使用|工作|运行|服役|保存)")
_HELD = re.compile(r"(?:存储|储存|放置|搁置|保温|老化|浸泡)\s*$")
_CYCLE = re.compile(r"循环|寿命|次数|疲劳|弯折|插拔|使用|充放")
_PROPERTY = re.compile(
    r"(?:度|率|[含风流容产用重质热耗]量|力|性|值|径|厚|宽|压|阻|寿命|时间|功率|距离?|半径|公差|范围|尺寸|里程|面积|指数|系数|波长|产能|能力|限|转速|速率|温|升|载|噪声|噪音|常数|深|损耗|增益|时长)(?:为|:|是|约|在)? ?$"
)
_GAINED = re.compile(r"(?:提高|提升|增加|降低|减少|减轻|缩短|节约|节省|节能|延长|下降|减小)(?:了|约)? ?$")
_PROJECT = re.compile(r"合同|项目|研发|开发|工期|周期|期限|完成|交付|时间")
_RATE = re.compile(r"每(?:分钟|小时|秒|天|日|年|月|班)$")
_PROBLEM = re.compile(
    r"只有|仅(?=有|为|能)|较低|较差|偏低|偏大|偏高|过高|过低|问题是|缺点|存在[^，。]{0,8}(?:大|小|低|高|差)|偏差大|最多|会产生"
)
_PROBLEM_AFTER = re.compile(
    r"^[^。；\n]{0,12}。?(?:远远)?(?:不能满足|无法满足|达不到|频率太高|不理想|难以满足|太[高低大小短])|^[^。；\n]{0,20}频率太高"
)
_OF = re.compile(r"(?:为|是|只有|仅|占)[^，。；\d]{2,}的? ?$")
_OUTPUT = re.compile(r"[年日月](?:产|处理)|产能|处理量|处理能力|产量")


def role_of(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> Role:
    """Role of ``quantity``, the neighbours of which in the text are ``previous`` and ``following``.

    ``baseline`` here means a present value; whether it is set against a target is decided when all targets are known.
    """
    text = layout.text
    sentence = text[layout.sentence(quantity.at) : quantity.at]
    after = text[quantity.end : layout.clause_end(quantity.tail)]
    if _never(layout, quantity, sentence, after) or _is_condition(layout, quantity, previous, following):
        return "neither"
    rest = text[quantity.end : layout.sentence_end(quantity.tail)]
    if _FROM.search(text[layout.clause(quantity.at) : quantity.at]) and _TO_AFTER.match(rest):
        return "baseline"
    section = layout.section(quantity.start)
    score = _score(quantity, section, sentence, after) + _listed(layout, quantity, previous, following)
    now = _stance(sentence, quantity) == "now"
    if section != "goal" and not now and score < 3.5 and (_MARKET.search(sentence) or _MARKET.search(rest[:30])):
        return "neither"
    if now and is_problem(layout, quantity):
        return "baseline"
    if section == "existing" or (now and score < 6):
        return "baseline"
    return "target" if score >= 2 else "neither"


def is_problem(layout: Layout, quantity: Quantity) -> bool:
    """Whether the sentence complains about this value, so that it is a baseline even without a stated target."""
    start = max(layout.sentence(quantity.at), quantity.at - 24)
    before, after = layout.text[start : quantity.at], layout.text[quantity.end : quantity.end + 40]
    return (
        bool(_PROBLEM.search(before) or _PROBLEM_AFTER.search(after))
        and not _COMPANY.search(before)
        and not _MARKET.search(layout.text[layout.sentence(quantity.at) : quantity.at])
    )


def _never(layout: Layout, quantity: Quantity, sentence: str, after: str) -> bool:
    unit = quantity.unit
    if (
        unit in _NEVER_UNITS
        or unit.startswith(("元", "万元", "美元"))
        or _MONEY_AFTER.match(after)
        or _MONEY.search(sentence)
    ):
        return True
    if quantity.han and quantity.op is None and not (unit in ("倍", "成") and (quantity.cue or "高" in sentence[-4:])):
        return True
    if unit in _LETTER and not (quantity.op or quantity.cue or quantity.signed):
        return True
    if not unit:
        return not _dimensionless(quantity, sentence)
    if unit in _CALENDAR:
        return _calendar(layout, quantity, sentence, after)
    if unit == "%" and not quantity.prefixed and sentence.endswith("的") and _OF.search(sentence):
        return True
    if unit.startswith("C/"):
        return True
    return unit in _COUNT and not _count_counts(quantity, sentence, after)


def _dimensionless(quantity: Quantity, sentence: str) -> bool:
    if quantity.han or quantity.op is None and quantity.cue not in ("down", "up"):
        return False
    if quantity.op == "range":
        return bool(
            re.search(
                r"(?i)ph值?[^，。；]{0,6}$|(?:率|比|值|系数|指数|常数|强度|度) ?(?:为|是|在|达到?)? ?[:(=]? ?$",
                sentence,
            )
        )
    return (
        quantity.symbolic
        or quantity.cue in ("down", "up")
        or (quantity.prefixed and quantity.op in (">=", "<=", ">", "<"))
    )


def _calendar(layout: Layout, quantity: Quantity, sentence: str, after: str) -> bool:
    """Years and months are dates, ages or deadlines unless the words speak of a life or an interval."""
    near = layout.text[max(0, quantity.at - 3) : quantity.at]
    if 1900 <= quantity.value <= 2100 or re.search(r"[年月]\s*$|\d[年月]", near):
        return True
    if quantity.unit == "年" and layout.text[quantity.tail : quantity.tail + 1].isdigit():
        return True
    clause = layout.text[layout.clause(quantity.at) : quantity.at]
    if quantity.prefixed and not _PROJECT.search(clause):
        return False
    return not (quantity.symbolic or _LIFE.search(clause[-14:]) or _LIFE.search(after[:8]) or _CYCLE.search(clause))


def _count_counts(quantity: Quantity, sentence: str, after: str) -> bool:
    if _DELIVERABLE.search(after[:8]) or _DELIVERABLE.search(sentence[-3:]):
        return False
    if quantity.unit == "亩" and not quantity.op:
        return False
    if quantity.op is not None or quantity.cue or quantity.unit in ("批", "通道", "节点", "像素"):
        return True
    if quantity.unit in ("次", "回") and _CYCLE.search(sentence[-24:]):
        return True
    return bool(re.search(r"[年日月]产|产能|数量?[^，。；]{0,3}$|[年日月]生产[^，。；\d]{0,14}$", sentence))


def _is_condition(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> bool:
    text = layout.text
    before = text[layout.clause(quantity.at) : quantity.at]
    if (
        previous is not None
        and not quantity.prefixed
        and not same_kind(quantity.unit, previous.unit)
        and _in_bracket(text, previous, quantity)
    ):
        return True
    if following is None or following.at >= layout.sentence_end(quantity.at):
        return False
    between = text[quantity.end : following.start]
    same_clause = layout.clause(following.at) == layout.clause(quantity.at)
    if quantity.unit == "%" and same_clause and following.prefixed and not re.search(r"[、,和及]", between):
        return not quantity.cue and not quantity.prefixed and len(between) > 1
    if quantity.op is not None or quantity.cue or not _CONDITION_UNIT.match(quantity.unit):
        return False
    if quantity.unit == "%":
        return bool(re.match(r"的?[^，。；]{1,8}(?:处理|浸泡|溶液中|条件)", between))
    if _SERVICE.match(between):
        return False
    if _CONDITION_AFTER.match(between) or _HELD.search(before):
        return True
    return same_clause and following.unit != quantity.unit and not re.search(r"[、,和及(]", between)


def _in_bracket(text: str, previous: Quantity, quantity: Quantity) -> bool:
    """Whether ``quantity`` stands in a bracket that opens right behind ``previous``."""
    between = text[previous.end : quantity.at]
    return between.startswith("(") and ")" not in between


def _stance(sentence: str, quantity: Quantity) -> str:
    if quantity.cue in ("down", "up") or (quantity.unit == "倍" and re.search(r"[是为到][^，。；]{2,}的$", sentence)):
        return "want"
    now = max((m.end() for m in _NOW.finditer(sentence)), default=-1)
    want = max((m.end() for m in _WANT.finditer(sentence)), default=-1)
    return "now" if now > want else "want" if want >= 0 else ""


def _listed(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> float:
    """Bonus of a number that stands in a list of demands or directly behind the property that it measures."""
    bonus = 0.0 if quantity.unit else -0.8
    sentence = layout.sentence(quantity.at)
    for other in (previous, following):
        if other is not None and (other.prefixed or other.cue) and layout.sentence(other.at) == sentence:
            bonus += 0.8
            break
    else:
        if quantity.unit and any(
            o is not None and o.unit and not o.han and layout.sentence(o.at) == sentence for o in (previous, following)
        ):
            bonus += 0.4
    before = layout.text[max(sentence, quantity.start - 8) : quantity.start]
    before = _RATE.sub("", before)
    if _PROPERTY.search(before):
        bonus += 1.3 if before.rstrip().endswith(":") else 0.8
    return bonus + (1.0 if _GAINED.search(before) else 0.0)


def _score(quantity: Quantity, section: str, sentence: str, after: str) -> float:
    score = {"goal": 2.5, "need": 1.0, "none": 0.0}.get(section, -4.0)
    if quantity.symbolic or quantity.signed:
        score += 2.5
    elif quantity.op:
        score += 2.0 if quantity.prefixed and quantity.op != "approx" else 1.2
    score += 1.5 if quantity.cue else 0.0
    score += 1.2 if _WANT.search(sentence) else 0.4 if _WANT.search(after) else 0.0
    if quantity.unit in ("次", "周") and _CYCLE.search(sentence):
        score += 1.5
    elif quantity.unit not in _TIME and quantity.unit not in _COUNT:
        score += 0.5 if quantity.unit in ("%", "‰", "倍") else 1.0
    if quantity.unit in _TIME and (_LIFE.search(sentence[-14:]) or _LIFE.search(after[:8])):
        score += 1.0
    score += 1.0 if _OUTPUT.search(sentence[-12:]) else 0.0
    score -= (2.5 if section != "goal" else 1.0) if _MARKET.search(sentence) else 0.0
    score -= 1.5 if _USUAL.search(sentence) and not quantity.symbolic else 0.0
    asked = max((m.end() for m in _ASKED.finditer(sentence)), default=0)
    return score - (3.0 if _COMPANY.search(sentence, asked) else 0.0)
