"""Hard conditions and preferences of a card: what filters a record, and what only counts as a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from agent.match.pick.exclusions import ruled_out
from agent.match.pick.regions import OPEN, region_matches
from agent.schema import RequirementCard
from knowledge.records import Achievement, Expert, Record

_MUST = r"(?:必须|务必|只能|只要|只找|只考虑|只接受|仅限|限于|限定|一定要)"
_PAY_LATER = re.compile(r"先(?:使?用)后付")
_PAY_LATER_ONLY = re.compile(rf"{_MUST}[^，。；]{{0,10}}先(?:使?用)后付")


def in_wished_region(record: Record, card: RequirementCard) -> bool | None:
    """True or False when the card wishes for regions and the record states one, else None."""
    wished = [region for region in card.regions if region not in OPEN]
    if not wished or not record.region:
        return None
    return record.region.startswith("全国") or any(region_matches(record.region, one) for one in wished)


def region_is_hard(card: RequirementCard) -> bool:
    """Whether the text makes a wished region a must (必须省内, 仅限成都 …)."""
    return any(
        re.search(rf"{_MUST}[^，。；]{{0,8}}{re.escape(region)}", card.text)
        or (region == "省内" and re.search(rf"{_MUST}[^，。；]{{0,8}}本?省", card.text))
        or (region == "市内" and re.search(rf"{_MUST}[^，。；]{{0,8}}本[地市]", card.text))
        for region in card.regions
        if region not in OPEN
    )


def pay_later_only(card: RequirementCard) -> bool:
    """Whether the text accepts nothing but 先用后付."""
    return _says(_PAY_LATER_ONLY, card.text)


def wants_pay_later(card: RequirementCard) -> bool:
    """Whether the text names 先用后付 at all."""
    return _says(_PAY_LATER, card.text)


@lru_cache(maxsize=64)
def _says(pattern: re.Pattern[str], text: str) -> bool:
    """Cached, since every candidate of a turn asks the same of the same text."""
    return pattern.search(text) is not None


def excluded_by(record: Record, exclude: Iterable[str]) -> str:
    """The exclusion that the record falls under (its id, institution, region, title or keyword), else ""."""
    terms = [term for term in exclude if term]
    if not terms:
        return ""
    fields = record.citable_fields()
    place = " ".join(fields.get(name, "") for name in ("institution", "operator", "region", "title", "keywords"))
    return next((term for term in terms if term == record.id or term in place), "")


def rejected(record: Record, card: RequirementCard, exclude: Iterable[str]) -> str:
    """Why a hard condition of the card rules the record out; "" when none does."""
    if term := excluded_by(record, [*card.exclude, *exclude]):
        return f"您排除了“{term}”"
    if reason := ruled_out(record, card):
        return reason
    if isinstance(record, Achievement | Expert) and region_is_hard(card) and in_wished_region(record, card) is False:
        return f"您要求必须在{'、'.join(card.regions)}，该记录在{record.region}"
    if isinstance(record, Achievement) and pay_later_only(card) and not record.pay_later:
        return "您只接受先用后付，该成果没有登记先用后付"
    return ""
