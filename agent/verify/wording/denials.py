"""What a clause denies: shown by the record's silence, by a denial of the record's own, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.verify.quantities import claims, without_operators
from agent.verify.wording.support import holds, telling
from agent.verify.words import lexicon
from knowledge.text import bigrams, clauses

SHORT = 1
HEAD, MOST = 7, 0.6
_OF = re.compile(r"对(.{2,12}?)(?:没有|无|未)")
"""What a denial behind it is about: 对速溶茶没有研究."""
_ONLY = re.compile(
    r"不然|不过|不论|不少|不光|不(?:是|仅|光)?(?:只|仅|单|光)|(?<![不没未])(?:解决|消除|避免|防止|针对|改善)[^，。；]*|预算[^，。；]*(?:没有?|未|不)超"
)
"""What denies nothing: 不是只, and the trouble that something is said to end."""
_SAID = re.compile(r"[^，。；;！!？?\n]+")


def denial_problem(clause: str, own: str, told: str, *, hedged: bool) -> str:
    """Why a denial in the clause may not stand; "" when it may, or there is none.

    ``own`` is what is denied to hold something, one text a record; ``told`` everything verified. In a clause that is
    ``hedged`` (advice, caution) a plain 不 states no fact.
    """
    text = _ONLY.sub(" ", without_operators(clause))
    if lexicon("denials").search(text):
        return _stated(text, own, told)
    found = lexicon("negations").search(text)
    if found is None or hedged:
        return ""
    rest = text[found.end() :]
    if lexicon("plain", "judging").match(rest) or lexicon("plain", "judging").match(text, found.start()):
        return ""
    words = telling(rest)
    if not words and len(rest.strip()) <= SHORT:
        return ""  # 方向不对: it weighs, and states nothing
    words = words or [rest[:2]]
    same = any(_denied(words, one) or _alike(rest, one) for one in _SAID.findall(told))
    if same or _is_zero(text, told):
        return ""
    return f"引文里没有“{text[found.start() : found.end() + 2]}”"


def is_silent(clause: str) -> bool:
    """Whether the clause says that something is not written, or is about something else."""
    return lexicon("denials").search(without_operators(clause)) is not None


def dropped_problem(clause: str, own: str) -> str:
    """What a record denies may not be told without the denial."""
    if lexicon("negations").search(without_operators(clause)):
        return ""
    said = telling(clause)
    for one in clauses(own, colons=True):
        denied = lexicon("negations", "strong").split(one, maxsplit=1)[1:]
        before = _OF.search(one)
        told = " ".join([*denied, before[1] if before and denied else ""])
        if any(word in told for word in said if len(word) > 1):
            return "去掉了引文里的否定"
    return ""


def _stated(text: str, own: str, told: str) -> str:
    """Silence is shown where something that the clause names stands nowhere; or the same denial is verified."""
    match = lexicon("denials").search(text)
    assert match is not None
    denied = text[match.start() : match.end()]
    words = [word for word in telling(text.replace(denied, " ")) if word not in denied]
    if any(not holds(own, word) for word in words):
        return ""
    amounts = list(claims(text))
    known = list(claims(own))
    if amounts and any(all(one.value != other.value for other in known) for one in amounts):
        return ""
    if any(_denied(words, one) for one in _SAID.findall(told)):
        return ""
    return "记录里写了，不能说没有" if words else ""


def _denied(words: Sequence[str], said: str) -> bool:
    """Whether a verified clause denies these words too."""
    found = lexicon("negations").search(without_operators(said))
    return found is not None and all(holds(said, word) for word in words)


def _alike(rest: str, said: str) -> bool:
    """Whether a verified clause denies most of the same characters: 不用另建大池, 不另建大池."""
    pairs = bigrams(re.sub(r"[^\w]", "", rest)[:HEAD])
    found = lexicon("negations").search(without_operators(said))
    return found is not None and len(pairs) > 1 and sum(pair in said for pair in pairs) >= MOST * len(pairs)


def _is_zero(text: str, told: str) -> bool:
    """Whether an amount of nought is told of what is denied: 在接 0 项 is 没有在接的项目."""
    zero = [one for one in claims(told) if one.value == 0 and not one.direction]
    names = (told[: one.quantity.at].rstrip() for one in zero)
    return any(name[-2:] in text or name[-1:] in text for name in names if name)
