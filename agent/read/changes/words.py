"""Changes to a card said in chat words: 预算改成80万, 不限省内, 去掉第二个技术点 …"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from agent.read.changes.fields import LABELS, MODES, CardError, apply_changes
from agent.read.indicators.extract import extract_indicators
from agent.read.terms.budget import extract_budget
from agent.read.terms.cooperation import UNSTATED, extract_cooperation
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.region import extract_institution_types, find_places
from agent.read.terms.secrecy import extract_secrecy, lifts_secrecy
from agent.read.terms.tier import extract_stage, extract_tier
from agent.schema import Indicator, RequirementCard, SubRequirement
from knowledge.quantities import direction_of, find_numbers, find_quantities, show_money
from knowledge.records import TechnicalField
from knowledge.text import HAN

Changes = dict[str, Any]
Found = tuple[Changes, str] | None

_SET = (
    r"(?:改成|改为|改到|改|换成|调整为|调整到|调到|调成|变成|变为|提高到|提到|增加到|加到|降到|降低到|降为|放宽到"
    r"|放宽至|延长到|延长至|缩短到|缩短为|缩短至|应该是|其实是|是|为|到|至|定为|设为|就写|[:：])"
)
_DROP = r"(?:去掉|删掉|删除|移除|取消|不要|不需要|不考虑|拿掉|划掉|不用)"
_ORDINAL = re.compile(r"(?:第?\s*([一二三四五六七八九十\d]+)\s*(?:个|条|项|点)|[SsＳ]\s*(\d+)|([①-⑨]))")
_QUESTION = re.compile(
    r"[?？]|(?:吗|呢|行不行|可以不|好不好|够不够)$|为什么|怎么|如何|多少|哪[个些里家]|什么|是谁|介绍一下|详细说|对比"
)
_BRIEF = 12
_LEAST = 1e4
"""A sum without a word for money (100万也行) is a budget from here on."""
_SPLIT = re.compile(r"[。；;！!\n]|(?<!\d)，|，(?!\d)|,(?!\d)|(?:并且|另外|还有|同时|然后)")
_NO_LIMIT = r"(?:不限|不做限制|没有限制|无所谓|都可以|都行|均可|不设上限|不用考虑|不急|取消)"


def _number(match: re.Match[str]) -> int:
    if match[3]:
        return ord(match[3]) - ord("①") + 1
    return int(next((number.value for number in find_numbers(match[1] or match[2])), 0))


def _budget(card: RequirementCard, text: str) -> Found:
    if re.search(rf"(?:预算|经费|资金|费用)(?:上限)?{_NO_LIMIT}|{_DROP}预算", text):
        return {"budget_cny": None}, "预算：不限"
    if not re.search(r"预算|经费|资金|投入|出价|费用|万块|万元|钱|\d万也", text) or re.search(
        r"指标|成本降|产量", text
    ):
        return None
    tail = re.split(rf"{_SET}", text)[-1] if re.search(_SET, text) else re.sub(r"^.*?(?:预算|经费|资金|费用)", "", text)
    amount, _ = extract_budget(f"预算{tail}")
    if amount is None:
        bare = [one for one in find_quantities(text) if one.unit in ("", "元") and one.value >= _LEAST]
        amount = (bare[0].value_max or bare[0].value) if bare else None
    if amount is None:
        amount, _ = extract_budget(text)
    return ({"budget_cny": amount}, f"预算：{show_money(amount)}") if amount else None


def _deadline(card: RequirementCard, text: str) -> Found:
    if re.search(rf"(?:期限|时间|工期|周期){_NO_LIMIT}|{_DROP}期限|^不(?:着)?急", text):
        return {"deadline": ""}, "期限：不限"
    match = re.search(
        rf"(?:期限|时间|工期|周期|交期)(?:可以|能)?(?:再)?{_SET}?(.{{1,16}}?)(?:就行|也行|即可|吧|了)?$", text
    )
    match = match or re.search(r"(?:放宽|延长|缩短|推迟|提前)(?:到|至|为)(.{1,16}?)(?:就行|也行|即可|吧|了)?$", text)
    if match:
        return {"deadline": match[1].strip()}, f"期限：{match[1].strip()}"
    quote, _ = extract_deadline(f"{text}完成", date.today()) if len(text) <= _BRIEF else ("", None)
    return ({"deadline": quote}, f"期限：{quote}") if quote else None


def _region(card: RequirementCard, text: str) -> Found:
    if re.search(
        r"不限(?:于|制)?(?:在)?(?:省|市|地|区|本|国)|(?:省外|全国|哪里|外省|外地|地区|地域)(?:的)?(?:也|都)?(?:可以|行|可|均可|不限|考虑)",
        text,
    ):
        return {"regions": ["不限"]}, "地域：不限"
    if re.search(rf"{_DROP}(?:省|市|地|外)", text) and not re.search(r"省外|外省|外地", text):
        return {"regions": []}, "地域：不再限定"
    places = ["省内"] if re.search(r"不要(?:省外|外省|外地)", text) else find_places(text)
    if not places or not re.search(r"只|限|最好|优先|要|找|改|换|加上|扩大|包括|也|先|就行|就好|即可", text):
        return None
    if re.search(r"加上|也|扩大|包括", text):
        places = [*(r for r in card.regions if r != "不限"), *places]
    return {"regions": places}, f"地域：{'、'.join(dict.fromkeys(places))}"


_ORGANISATION = re.compile(
    rf"(?:不要|不考虑|排除|剔除|别推荐|不想要|去掉|不找|除了|不接受)(?:推荐|再推荐|找)?\s*([{HAN}A-Za-z0-9（）()·-]{{2,24}}?)(?:的成果|的专家|的项目|的老师|的|以外|这家|那家|$)"
)
_ENTITY = re.compile(r"大学|学院|研究院|研究所|公司|集团|中心|实验室|医院|院所|[A-Z]-?\d{2,}|教授|老师|团队|企业|高校")


def _exclude(card: RequirementCard, text: str) -> Found:
    back = re.search(
        rf"(?:可以|重新|恢复|也)(?:再)?(?:考虑|看看|推荐|接受)\s*([{HAN}A-Za-z0-9（）()·-]{{2,24}}?)(?:的.{{0,2}})?(?:了)?$",
        text,
    )
    if back and (kept := [e for e in card.exclude if e not in back[1] and back[1] not in e]) != card.exclude:
        return {"exclude": kept}, f"不再排除：{back[1]}"
    match = _ORGANISATION.search(text)
    if not match or not _ENTITY.search(match[1]):
        return None
    if match[1] in {"高校", "企业", "院所", "研究院", "研究所", "大学", "公司", "科研院所"}:
        kind = {"大学": "高校", "公司": "企业"}.get(
            match[1], "科研院所" if "院" in match[1] or "所" in match[1] else match[1]
        )
        rest = [t for t in card.institution_types or ["高校", "科研院所", "企业"] if t != kind]
        return {"institution_types": rest}, f"合作对象：{'、'.join(rest) or '不限'}"
    return {"exclude": [*card.exclude, match[1]]}, f"排除：{match[1]}"


def _institution(card: RequirementCard, text: str) -> Found:
    if re.search(rf"(?:单位性质|机构类型|合作对象|单位类型){_NO_LIMIT}", text):
        return {"institution_types": []}, "合作对象：不限"
    kinds = [kind for kind in ("高校", "科研院所", "企业") if kind in text] or extract_institution_types(text)
    if not kinds or not re.search(r"只要|只看|只找|只考虑|限|最好|优先|也|加上|改|换|都行|都可以|均可", text):
        return None
    if re.search(r"也|加上", text):
        kinds = [*card.institution_types, *kinds]
    return {"institution_types": kinds}, f"合作对象：{'、'.join(dict.fromkeys(kinds))}"


def _cooperation(card: RequirementCard, text: str) -> Found:
    modes = [mode for mode in MODES if mode in text and mode != UNSTATED]
    modes = modes or [mode for mode in extract_cooperation(text) if mode != UNSTATED]
    if re.search(rf"合作方式{_NO_LIMIT}", text):
        return {"cooperation": [UNSTATED]}, "合作方式：不限"
    if not modes:
        return None
    now = [mode for mode in card.cooperation if mode != UNSTATED]
    if re.search(_DROP, text):
        rest = [mode for mode in now if mode not in modes]
        return ({"cooperation": rest}, f"合作方式去掉：{'、'.join(modes)}") if rest != now else None
    if re.search(r"也|加上|增加|或者", text):
        modes = [*now, *modes]
    return {"cooperation": modes}, f"合作方式：{'、'.join(dict.fromkeys(modes))}"


def _stage(card: RequirementCard, text: str) -> Found:
    if re.search(rf"(?:成熟度|阶段){_NO_LIMIT}", text):
        return {"stage": ""}, "成熟度要求：不限"
    stage = extract_stage(text)
    if not stage and re.search(r"成熟(?:一点|一些|点)|更成熟|再成熟", text):
        stage = "中试"
    if not stage and re.search(r"能(?:直接)?(?:量产|产业化|用的)|拿来就用", text):
        stage = "产业化"
    stage = stage or next(
        (s for s in ("产业化", "中试", "小试", "样机", "实验室") if s in text and re.search(_SET, text)), ""
    )
    return ({"stage": stage}, f"成熟度要求：{stage}及以上") if stage else None


def _secrecy(card: RequirementCard, text: str) -> Found:
    if lifts_secrecy(text):
        return {"secrecy": ""}, "保密要求：无"
    wish = extract_secrecy(text) or ("保密" if re.fullmatch(r"(?:请|麻烦|注意)?保密(?:一下|哦|啊)?", text) else "")
    return ({"secrecy": wish}, f"保密要求：{wish}") if wish else None


def _remove_item(card: RequirementCard, text: str) -> Found:
    if not re.search(_DROP, text):
        return None
    if "指标" in text or any(i.name and i.name in text for i in card.indicators):
        return _remove_indicator(card, text)
    match = _ORDINAL.search(text)
    index = (
        _number(match) - 1 if match else next((i for i, s in enumerate(card.sub_requirements) if _named(s, text)), -1)
    )
    if not match and index < 0 or not 0 <= index < len(card.sub_requirements):
        return None
    rest = [item for i, item in enumerate(card.sub_requirements) if i != index]
    return {"sub_requirements": rest}, f"去掉技术点：{card.sub_requirements[index].text}"


def _named(item: SubRequirement, text: str) -> bool:
    target = re.sub(rf"^.*?{_DROP}|这个|这条|技术点|需求|吧|了", "", text).strip('“”" ')
    return len(target) >= 3 and target in item.text


def _remove_indicator(card: RequirementCard, text: str) -> Found:
    match = _ORDINAL.search(text)
    index = (
        _number(match) - 1
        if match
        else next((i for i, x in enumerate(card.indicators) if x.name and x.name in text), -1)
    )
    index = 0 if index < 0 and len(card.indicators) == 1 and not match else index
    if not 0 <= index < len(card.indicators):
        return None
    rest = [item for i, item in enumerate(card.indicators) if i != index]
    return {"indicators": rest}, f"去掉指标：{card.indicators[index].name or card.indicators[index].text()}"


def _add_item(card: RequirementCard, text: str) -> Found:
    match = re.search(
        r"(?:再)?(?:加上?|增加|补充|新增)(?:一个|一条|一项|个|条)?(?:技术点|需求|子需求|问题|要求)[:：]?\s*(.{2,80})$",
        text,
    )
    if not match:
        return None
    items = [*card.sub_requirements, match[1].strip('“”" ')]
    return {"sub_requirements": items}, f"增加技术点：{match[1].strip()}"


def _place(card: RequirementCard, new: Indicator, text: str) -> int:
    """Which indicator of the card ``new`` replaces, or −1 when it is a further one."""
    for index, old in enumerate(card.indicators):
        if old.name and (old.name in text or (new.name and (new.name in old.name or old.name in new.name))):
            return index
    if re.sub(r"指标|目标|要求|改", "", new.name):
        return -1
    same = [i for i, old in enumerate(card.indicators) if old.unit == new.unit]
    return same[0] if len(same) == 1 else (0 if len(card.indicators) == 1 else -1)


def _indicator(card: RequirementCard, text: str) -> Found:
    stated = find_quantities(text)
    bounded = any(direction_of(one.op) or one.cue for one in stated)
    if not stated or not (bounded or re.search(rf"{_SET}|指标", text)):
        return None
    targets, baselines = extract_indicators(text)
    if not targets and not baselines:
        targets, _ = extract_indicators(re.sub(rf"{_SET}|要|需要|目标", "达到", text, count=1))
    found = targets or baselines
    if not found:
        return None
    items = list(card.indicators)
    for new in found:
        at = _place(card, new, text)
        name = items[at].name if at >= 0 and items[at].name else re.sub(r"^指标|指标$", "", new.name)
        new = new.model_copy(update={"origin": "user", "name": name})
        items = [*items[:at], new, *items[at + 1 :]] if at >= 0 else [*items, new]
    return {"indicators": items}, "指标：" + "；".join(one.text() for one in items if one.origin == "user")


_NAMED = {
    "object": "对象|产品|材料",
    "problem": "问题|难题",
    "enterprise": "企业名称|公司名称|企业",
    "title": "标题|题目|需求名称",
    "tier": "企业类型|企业性质",
}


def _plain(card: RequirementCard, text: str) -> Found:
    if re.search(r"领域", text) and (field := next((f.value for f in TechnicalField if f.value in text), "")):
        return {"field": field}, f"领域：{field}"
    for name, words in _NAMED.items():
        match = re.search(
            rf"(?:{words})(?:应该|应|要)?(?:改成|改为|换成|应该是|其实是|是|为|[:：])\s*(.{{2,60}}?)$", text
        )
        if match:
            return {name: match[1].strip('“”" ')}, f"{LABELS[name]}：{match[1].strip()}"
    tier = extract_tier(text)
    return ({"tier": tier}, f"企业类型：{tier}") if tier and re.search(r"我|是", text) else None


_READERS: tuple[Callable[[RequirementCard, str], Found], ...] = (
    _remove_item,
    _add_item,
    _plain,
    _exclude,
    _budget,
    _deadline,
    _region,
    _stage,
    _cooperation,
    _institution,
    _secrecy,
    _indicator,
)


def apply_words(card: RequirementCard, message: str, *, today: date | None = None) -> tuple[RequirementCard, list[str]]:
    """Read ``message`` as changes to ``card``: the new card and a Chinese line per change.

    The list is empty and the card unchanged when no change is understood. Several changes in one message count as one
    new version.
    """
    current, said = card, list[str]()
    for part in (p.strip() for p in _SPLIT.split(message)):
        for reader in _READERS if part and not _QUESTION.search(part) else ():
            found = reader(current, part)
            if found is None:
                continue
            try:
                current = apply_changes(current, found[0], today=today)
            except CardError:
                continue
            said.append(found[1])
            if reader not in (_region, _stage, _cooperation):
                break
    return (current.model_copy(update={"version": card.version + 1}), said) if said else (card, [])
