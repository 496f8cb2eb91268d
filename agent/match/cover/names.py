"""Names of indicators and parameters: whether two of them mean the same quantity.

A name is taken apart into its state (28d, 高温), its direction of change, the words that qualify it, and the rest.
Two names mean one quantity when head and qualifiers agree and what else stands before the head names the object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.match.cover import states as states_of
from agent.match.cover.lexicon import qualifiers, synonyms, traits
from agent.match.rank.terms import normalise
from knowledge.quantities import find_quantities
from knowledge.text import bigrams

_CHANGES = {
    "节能率": "能耗降低",
    "节电率": "电耗降低",
    "节水率": "水耗降低",
    "减重率": "重量降低",
    "降本率": "成本降低",
    "增产率": "产量提高",
    "减排率": "排放降低",
}
_UP = "提高|提升|增加|增长|延长|增幅|增强|增产"
_DOWN = "降低|下降|减少|缩短|节约|节省|减轻|降幅|减小|减量|下调"
_TAIL = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:幅度|比例|百分比|率|量|值)?$")
_HEAD = re.compile(rf"^(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!速度|高度|重量|力|机|功率|时间)(?=.)")
_FILLER = r"(?:了|幅度|比例|量|率|:)*"
_REACH = 24
_LONG_HEAD = 4
"""A head so long names its object itself; one letter before it (前轴承温升) only says which."""
_LATER = re.compile(r"(?<!比)较|相比|比(?=传统|现有|原|常规)|同比|环比")
_BRACKETS = re.compile(r"[（(【\[]([^）)】\]]*)[）)】\]]")
_LOOSE = re.compile("[的量料值]")
_SUBSTANCE = re.compile(r"(?:出水|总)+(?=[\u4e00-\u9fff]$|[a-z])")


@dataclass(frozen=True)
class Property:
    """A name taken apart.

    ``base`` is its canonical rest, ``marks`` its critical qualifiers, ``states`` its states; ``change`` is -1, 0 or 1
    for a fall, a level, a rise.
    """

    base: str
    states: frozenset[str]
    change: int
    marks: frozenset[str] = frozenset()


def as_duration(name: Property) -> Property:
    """The name of a duration without the word for it: 保存 for 保存时间; 周期 stays, as it means another quantity."""
    return replace(name, base=re.sub(r"(?<=.{2})(?:时间|时长|期限)$", "", name.base))


def proves_more(stated: Property) -> Property:
    """What a stricter stated quantity proves: the yield of the first pass is a floor of the final yield."""
    return replace(stated, base=re.sub(r"^(?:一次|直通)(?=.*(?:良率|合格率)$)", "", stated.base))


def is_capability(name: str) -> bool:
    """Whether a range under this name is what the thing can do (测量范围), not where its value lies."""
    return bool(traits("capability").search(name) or qualifiers("capability", "extreme").search(name))


def polarity(name: str) -> int:
    """1 when more is better under this name, -1 when less is, 0 when unknown."""
    if traits("lower").search(name):
        return -1
    return 1 if traits("higher").search(name) else 0


@lru_cache(maxsize=4_000)
def quantity(name: str, context: str = "", *, stated: bool = False, unit: str = "") -> Property:
    """Take a name apart; ``context`` is the user's quote, or the record's condition (``stated``).

    ``unit`` is that of the value itself: what the context gives in the same unit is no state.
    """
    bare, states = states_of.in_name(name)
    states |= states_of.in_condition(context) if stated else states_of.in_quote(context, bare, unit)
    text = _joined(bare)
    for word, meaning in _CHANGES.items():
        text = text.replace(word, meaning)
    change, text = _change(text, context)
    base, marks = _canonical(text)
    return Property(base, states, change, marks)


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text))


def _change(text: str, context: str) -> tuple[int, str]:
    plain = re.sub(r"\s+", "", _BRACKETS.sub("", text))
    for pattern in (_TAIL, _HEAD):
        if match := pattern.search(plain):
            rest = plain[: match.start()] + plain[match.end() :]
            return (1 if match["up"] else -1), rest or plain
    by = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:{re.escape(plain)})?{_FILLER}$")
    for amount in find_quantities(context):
        before = _joined(context[max(0, amount.start - len(plain) - _REACH) : amount.start])
        if match := by.search(before):
            return (1 if match["up"] else -1), text
    around = _joined(context)
    if _LATER.search(around) and (match := re.search(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!到|至|为|达)", around)):
        return (1 if match["up"] else -1), text
    return 0, text


def _canonical(text: str) -> tuple[str, frozenset[str]]:
    plain = re.sub(r"[\W_]+", "", _BRACKETS.sub(r"\1", text))
    plain = _read_as(plain)
    plain = qualifiers("neutral", "each", "capability", "extreme").sub("", plain) or plain
    plain = _read_as(re.sub(r"(?<=..)(?:范围|区间|数值)$", "", plain))
    plain = _SUBSTANCE.sub("", plain)
    return _LOOSE.sub("", plain) or plain, frozenset(qualifiers("critical").findall(plain))


def _read_as(text: str) -> str:
    for term, words in synonyms():
        text = words.sub(term, text)
    return text


def same_quantity(wanted: Property, stated: Property, wanted_context: str, stated_context: str) -> bool:
    """Whether both names mean one quantity: equal after synonyms, or differing only in words for the object itself.

    What the record's name holds beside must be in the user's words, what the user's holds in the record's or in the
    user's name of the object; a qualifier that changes the meaning (抗拉, 误, 平均, COD) must stand in both.
    """
    if wanted.change != stated.change or not _states_fit(wanted, stated) or wanted.marks != stated.marks:
        return _substances_differ_only(wanted, stated, wanted_context)
    return _heads_agree(wanted, stated, wanted_context, stated_context)


def _states_fit(wanted: Property, stated: Property) -> bool:
    return wanted.states - {states_of.USUAL} <= stated.states


def _substances_differ_only(wanted: Property, stated: Property, wanted_context: str) -> bool:
    """Whether the record's name only adds a word that the user's own text says: 去除率 for COD去除率 in a COD need."""
    if wanted.change != stated.change or not _states_fit(wanted, stated) or not wanted.marks < stated.marks:
        return False
    extra = stated.base[: len(stated.base) - len(_common_suffix(wanted.base, stated.base))]
    return bool(wanted.base) and stated.base.endswith(wanted.base) and extra in _joined(wanted_context)


def _heads_agree(wanted: Property, stated: Property, wanted_context: str, stated_context: str) -> bool:
    left, right = wanted.base, stated.base
    if left == right:
        return bool(left)
    head = _common_suffix(left, right)
    more, less = left[: len(left) - len(head)], right[: len(right) - len(head)]
    if not head or re.search(r"\d", more + less):
        return False
    if more and less:
        return len(head) > 1 and _named(more, wanted_context) and _named(less, f"{more} {wanted_context}")
    own = f"{wanted_context} {stated_context}"
    if len(more + less) == 1:
        return len(head) >= _LONG_HEAD
    return _named(more if more else less, own if more or traits("whole").search(head) else wanted_context)


def _common_suffix(left: str, right: str) -> str:
    size = 0
    while size < min(len(left), len(right)) and left[-1 - size] == right[-1 - size]:
        size += 1
    return left[len(left) - size :]


def _named(extra: str, context: str) -> bool:
    """Whether the context names what ``extra`` says, whole or by a pair of its letters."""
    plain = re.sub(r"[\W_]+", "", normalise(context))
    return len(extra) > 1 and (extra in plain or any(pair in plain for pair in bigrams(extra)))
