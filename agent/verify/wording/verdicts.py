"""What a clause says of the user's wishes and of two records beside each other: the comparison must be ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.verify.quantities import Claim, claims
from agent.verify.wording.ground import Ground
from agent.verify.wording.support import is_plain, telling
from knowledge.quantities import convert, find_money, same_kind
from knowledge.records import Achievement

_IN_BUDGET = re.compile(
    r"预算[^，。]{0,3}(?:里|内|以内|之内|够|允许|承受|没有?超|未超|不超)|预算[^，。；]*(?:没有?|未|不)超|不超(?:出|过)?[^，。]{0,4}预算"
)
_OVER_BUDGET = re.compile(r"(?:超(?:出|过|了)?|高于|多于)[^，。不]{0,6}预算|预算不够")
_REACHES = re.compile(r"达到|满足|符合|达标|超过|高于|优于|多于|大于|低于|小于|少于|好于|来得及|赶得上")
_MISSES = re.compile(r"达不到|不达标|未达到|没达到|不满足|不符合|差一点|还差|不够")
_UP, _DOWN = re.compile(r"超过|高于|多于|大于|优于|好于|还高|更高"), re.compile(r"低于|小于|少于|还低|更低")
_MORE = re.compile(
    r"更(?:高|低|多|少|大|小|快|慢|长|短|贵|便宜|早|晚|成熟|强|好|省|轻|重)|(?:比|较).{0,12}(?:高|低|贵|便宜|成熟|快|慢)"
)
_RANK = re.compile(r"(?:改为|换成|改成|应(?:该|当)?(?:是|为|排))(?:首选|第一)")
_BEST = re.compile(r"最(?:适合|合适|对口|接近|相关)")
_ALONG = re.compile(r"越.+越")
_LEVEL = re.compile(r"(?:级别|匹配(?!度)|只到)[^，。]{0,6}?(较强|强|弱)")
_STAGE, _PRICE = re.compile(r"成熟|TRL|trl|阶段"), re.compile(r"价|便宜|贵|费用|投入|花")


def verdict_problem(clause: str, spoken: Sequence[str], ground: Ground, *, of_user: bool, sentence: str) -> str:
    """Why a verdict of the clause may not stand; "" when it may, or there is none."""
    told = ground.pool(spoken)
    if _OVER_BUDGET.search(clause):
        return "" if "超出预算" in told else "预算够不够没有这样比较过"
    if _IN_BUDGET.search(clause):
        return "" if "在预算内" in told else "预算够不够没有这样比较过"
    level = _LEVEL.search(clause)
    if level and not any(f"**{level[1]}**" in ground.told[one] for one in spoken):
        return f"级别不是“{level[1]}”"
    if _BEST.search(clause) and spoken and not _leads(spoken[0], ground):
        return "推荐的顺序不由模型改"
    if _ALONG.search(clause) and any(not is_plain(one) for one in telling(clause)):
        return "记录没有这样的关系" if "越" not in told else ""
    if _RANK.search(clause):
        return "推荐的顺序不由模型改"
    if _MORE.search(clause) and not of_user:
        return _beside(clause, spoken, ground)
    if of_user and (_REACHES.search(clause) or _MISSES.search(clause)):
        return _against_user(clause, told, ground.said, sentence)
    return ""


def _against_user(clause: str, told: str, said: str, sentence: str) -> str:
    """A verdict on the user's target: ours says so, or the two amounts of the sentence do."""
    if _MISSES.search(clause):
        words = ("未达到", "低于要求", "高于要求", "不在", "超出", "差")
        return "" if any(word in told for word in words) or _by_amounts(sentence, told, said) < 0 else _unsaid(clause)
    if any(word in told for word in ("，达到", "符合")) and not (_UP.search(clause) or _DOWN.search(clause)):
        return ""
    return "" if _by_amounts(sentence, told, said) > 0 else _unsaid(clause)


def _unsaid(clause: str) -> str:
    found = _REACHES.search(clause) or _MISSES.search(clause)
    return f"没有这样比较过：“{found.group() if found else clause[:6]}”"


def _by_amounts(sentence: str, told: str, said: str) -> int:
    """1 where the record's amount goes beyond the user's in the way that is told, -1 where not, 0 without the two."""
    amounts = list(claims(sentence))
    theirs = [one for one in amounts if _stands(one, said)]
    ours = [one for one in amounts if _stands(one, told) and one not in theirs] or amounts
    for mine in ours:
        for wish in theirs:
            if mine is wish or (value := _in_unit(mine, wish)) is None:
                continue
            down = _DOWN.search(sentence) is not None or mine.direction < 0
            return 1 if (value <= wish.value if down else value >= wish.value) else -1
    return 0


def _stands(claim: Claim, text: str) -> bool:
    return any(_in_unit(claim, one) == one.value for one in claims(text))


def _in_unit(claim: Claim, other: Claim) -> float | None:
    left, right = claim.quantity.unit, other.quantity.unit
    if same_kind(left, right) or not right or not left:
        return claim.value
    return None if "%" in (left, right) else convert(claim.value, left, right)


def _beside(clause: str, spoken: Sequence[str], ground: Ground) -> str:
    """A comparison of records by stage or price is computed; by anything else that is measured it is not said."""
    records = [record for one in ground.records if isinstance(record := ground.records[one], Achievement)]
    mine = [one for one in records if one.id in spoken]
    others = [one for one in records if one.id not in spoken]
    for pattern, value in ((_STAGE, _stage), (_PRICE, _price)):
        if pattern.search(clause) and mine and others:
            left, right = value(mine[0]), [found for one in others[:1] if (found := value(one)) is not None]
            if left is not None and right:
                less = re.search(r"低|便宜|少|早期|小", clause) is not None
                return "" if (left < right[0] if less else left > right[0]) else "两条记录比较下来不是这样"
    return "两条记录没有这样比较过"


def _leads(record_id: str, ground: Ground) -> bool:
    """Whether the record is the first of its kind in the answer."""
    kind = type(ground.records[record_id])
    return next(one for one, record in ground.records.items() if isinstance(record, kind)) == record_id


def _stage(record: Achievement) -> float | None:
    return None if record.trl is None else float(record.trl)


def _price(record: Achievement) -> float | None:
    found = find_money(record.price)
    return min((one.yuan if one.low is None else one.low for one in found), default=None)
