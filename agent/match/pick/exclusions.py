"""What the card excludes: regions, kinds of institution, ways of transfer, routes; each rules a record out."""

from __future__ import annotations

import re

from agent.match.pick.regions import region_matches
from agent.schema import RequirementCard
from knowledge.records import Achievement, Expert, Record, Resource, TransferMode

_OUTSIDE = {"省外": "省内", "外省": "省内", "市外": "市内", "外地": "省内", "国外": "全国"}
_KINDS = {
    "高校": re.compile("大学|学院"),
    "院所": re.compile("研究院|研究所|科学院|研究中心"),
    "企业": re.compile("公司|集团|厂$"),
}
_SAME_KIND = {"大学": "高校", "学校": "高校", "科研院所": "院所", "研究院": "院所", "研究所": "院所", "公司": "企业"}
_INSTEAD = re.compile(r"(?:不用|不需|无需|免|替代|代替|取代|避免|无)[^，。；]{0,4}$")
_MODES = {mode.value for mode in TransferMode}
_REACH = 8


def ruled_out(record: Record, card: RequirementCard) -> str:
    """Why an exclusion of the card rules the record out, in Chinese; "" when none does."""
    if isinstance(record, Resource) and not record.region:
        return ""
    for place in card.exclude_regions:
        if _lies_in(record.region, place):
            return f"您排除了{place}，该记录在{record.region}"
    name = record.institution if isinstance(record, Achievement | Expert) else ""
    for kind in card.exclude_institutions:
        own = _KINDS.get(_SAME_KIND.get(kind, kind))
        if name and (kind in name or (own and own.search(name))):
            return f"您排除了{kind}，该记录的单位是{name}"
    return _by_offer(record, card) if isinstance(record, Achievement) else ""


def _lies_in(region: str, place: str) -> bool:
    if not region or region.startswith("全国"):
        return False
    inside = _OUTSIDE.get(place)
    if inside == "全国":
        return False
    return not region_matches(region, inside) if inside else region_matches(region, place)


def _by_offer(record: Achievement, card: RequirementCard) -> str:
    places = {*card.exclude_regions, *card.exclude_institutions}
    refused = {word for word in card.exclude if word in _MODES}
    offered = {mode.value for mode in record.transfer_modes}
    if offered and offered <= refused:
        return f"您不接受{'、'.join(sorted(offered))}，该成果只登记了这些方式"
    for word in card.exclude:
        if word not in places | _MODES and takes_route(record, word):
            return f"您排除了“{word}”，该成果用的是它"
    return ""


def takes_route(record: Achievement, word: str) -> bool:
    """Whether the record's own way is ``word``: it stands there, and not as what the record does without."""
    told = [record.title, "；".join(record.keywords), record.approach]
    return any(
        not _INSTEAD.search(text[max(0, found.start() - _REACH) : found.start()])
        for text in told
        for found in re.finditer(re.escape(word), text)
    )
