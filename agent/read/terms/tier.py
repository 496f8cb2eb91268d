"""Tier and name of the enterprise as it states them, and the maturity it wishes for."""

from __future__ import annotations

import re

from knowledge.text import HAN, clauses

_TIERS = (
    ("链主企业", r"链主"),
    ("专精特新“小巨人”企业", r"小巨人"),
    ("专精特新企业", r"专精特新"),
    ("单项冠军企业", r"单项冠军"),
    ("瞪羚企业", r"瞪羚"),
    ("独角兽企业", r"独角兽"),
    ("上市公司", r"(?:我们|我司|本公司|公司|企业)(?:是|为|系)?[^，。；]{0,10}上市(?:公司|企业)"),
    ("高新技术企业", r"高新技术企业|高企"),
    ("科技型中小企业", r"科技型中小|科小企业"),
    ("规上企业", r"规上|规模以上"),
    ("初创企业", r"初创(?:企业|公司|团队)|创业(?:企业|公司)"),
)
_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _TIERS]
_NOT_OWN = re.compile(r"(?:培育|服务|申报|争取|面向|帮助)[^，。；]{0,6}$")
_NAME = re.compile(
    rf"(?<![{HAN}（）()A-Za-z])((?:[{HAN}]|[（(][{HAN}]{{2,6}}[）)]){{3,26}}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司))"
)
_LEAD = re.compile(
    r"^(?:我们是|我们公司是|我们公司叫|我司是|我公司是|本公司是|公司名称是?|这里是|我是|由|与|和|在|以|对|及|为|是)"
)
_OTHER = re.compile(r"(?:与|和|同|向|从|由|找|联系|比如|例如|厂家)$")
_PARTNER = re.compile(r"^[和同]|与|跟|委托|合作|希望|联系")
_STAGES = (
    (
        "产业化",
        r"(?:已|可|能)?(?:直接)?(?:产业化|量产|规模化)(?:阶段)?(?:的)?(?:成果|技术|项目|设备|产线)"
        r"|(?:产业化|量产)阶段|成熟(?:的)?(?:技术|成果|工艺|方案)|技术(?:要求)?成熟|拿来就能用|直接(?:能)?(?:上|用到|用于)产线|(?:能|可)直接(?:应用|投产|量产)",
    ),
    ("中试", r"中试(?:阶段|水平|完成|以上|及以上|以后|成果|级|过?的)|过中试"),
    ("小试", r"小试(?:阶段|水平|以上|及以上|成果|的)"),
    ("样机", r"样机(?:阶段|以上|水平)|有样机的"),
    ("实验室", r"实验室(?:阶段|成果)(?:即可|也可|也行|都可以)?"),
)
_STAGE_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _STAGES]
_STAGE_WISH = re.compile(r"最好|希望|要求|需要|^要|想要|只要|至少|优先|寻|找|想|必须|限|需$|引进|即可|也可|也行|可以")


def extract_tier(text: str) -> str:
    """The enterprise's own tier, e.g. ``高新技术企业``; "" when it states none."""
    for name, pattern in _PATTERNS:
        match = pattern.search(text)
        if match and not _NOT_OWN.search(text[: match.start()]):
            return name
    return ""


def extract_enterprise(text: str) -> str:
    """The enterprise's registered name when the text states it as its own, else ""."""
    for match in _NAME.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        name = _LEAD.sub("", match.group(1))
        if not _OTHER.search(before) and len(name) >= 6 and not _PARTNER.search(match.group(1)):
            return name
    return ""


def extract_stage(text: str) -> str:
    """The least maturity wished for, of 实验室, 样机, 小试, 中试, 产业化; "" when nothing is said."""
    for clause in clauses(text):
        for name, pattern in _STAGE_PATTERNS:
            match = pattern.search(clause)
            if match and (_STAGE_WISH.search(clause) or "以上" in match.group()):
                return name
    return ""
