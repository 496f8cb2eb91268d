"""The problem of a need: the first thing asked for, cut to a readable phrase of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rjieba import tag as tag_words

from agent.read.asks.generic import is_generic
from agent.read.asks.summary import summarise
from agent.read.lexicon import words_of

SHOWN, _BARE = 25, 3
_EDGE = " 　，,、：:；;。“”\"'（）()<>《》"
_AFTER_OBJECT = ("里面的", "上的", "里的", "中的", "的", "里", "上", "在", "，", ",", " ")
_TARGET = re.compile(
    r"[，,（(]?(?:就?想|要|希望|目标|客户)?(?:求|做|降|升|提高|提升|降低|减少|延长|缩短|控制|压|达)*(?:到|至|在|为)?"
    r"(?:不低于|不超过|不高于|≥|≤|＞|＜|<|>|低于|高于|大于|小于)?\s*(?<![A-Za-z\d.])\d[\d.~～\-—%‰]*\S{0,8}$"
)
_PREDICATES = ("v", "a", "z", "l", "i", "d")
_NOUNS = ("n", "ng", "g", "k")


@lru_cache(maxsize=8)
def _words(term: str) -> tuple[str, ...]:
    return tuple(sorted(words_of("asks", term), key=len, reverse=True))


def strip_words(phrase: str) -> str:
    """``phrase`` without words of wishing, politeness and joining around it, and without fillers in it."""
    changed = True
    while changed:
        before, phrase = phrase, phrase.strip(_EDGE)
        lead = next((w for w in _words("lead") if phrase.startswith(w) and len(phrase) - len(w) >= 2), "")
        phrase = phrase[len(lead) :] if _may_cut(phrase, lead) else phrase
        tail = next((w for w in _words("tail") if phrase.endswith(w) and len(phrase) - len(w) >= 2), "")
        phrase = phrase[: len(phrase) - len(tail)]
        changed = phrase != before
    return phrase


def _may_cut(phrase: str, lead: str) -> bool:
    """Whether ``lead`` is a word of its own: 能|降低, not 能|耗高."""
    return bool(lead) and (len(lead) > 1 or next((word for word, _ in tag_words(phrase)), "") == lead)


def _without_fillers(phrase: str) -> str:
    for filler in _words("filler"):
        at = phrase.find(filler)
        if at >= 0 and len(phrase) - len(filler) >= 2:
            phrase = phrase[:at] + phrase[at + len(filler) :]
    return phrase


def _without_object(phrase: str, thing: str) -> str:
    if not thing or not phrase.startswith(thing) or len(phrase) - len(thing) < 2:
        return phrase
    rest = phrase[len(thing) :]
    if _goes_on(phrase, len(thing)) or _is_amount(rest):
        return phrase
    lead = next((word for word in _AFTER_OBJECT if rest.startswith(word)), "")
    rest = rest[len(lead) :] if len(rest) - len(lead) >= 2 else rest
    return f"{_property(thing)}{rest}" if _is_bare(rest) else rest


def _goes_on(phrase: str, end: int) -> bool:
    """Whether the noun that reaches to ``end`` goes on behind it: 污水|厂, in a word or by a noun of one character."""
    at = 0
    for word, tag in tag_words(phrase):
        if at >= end:
            return at > end or (len(word) == 1 and (tag in _NOUNS or word in _words("suffix")))
        at += len(word)
    return False


def _is_amount(rest: str) -> bool:
    """Whether words name an amount and nothing else: 七十分贝以下, 小于0.5mg."""
    return _TARGET.fullmatch(rest) is not None or next((tag for _, tag in tag_words(rest)), "") == "m"


def _without_amount(phrase: str) -> str:
    """``phrase`` without the amount that ends it, where the rest still says something: not 良率只有, 表面粗糙度."""
    shorter = _TARGET.sub("", phrase)
    said = tag_words(shorter) if 4 <= len(shorter) < len(phrase) else []
    stands = any(tag.startswith(_PREDICATES) for _, tag in said) and said[-1][0] not in _words("open")
    return shorter if stands and not said[-1][1].startswith(("c", "p", "d")) else phrase


def _is_bare(rest: str) -> bool:
    """Whether words say how something is and not what: 太高, 不准."""
    tags = [tag for _, tag in tag_words(rest)]
    return len(rest) <= _BARE and (tags == ["v"] or all(tag[:1] in "adz" for tag in tags))


def _property(thing: str) -> str:
    """What the object's last word measures or does, where the object is more than one word: 酱油成本 -> 成本."""
    said = [word for word, _ in tag_words(thing)]
    return said[-1] if len(said) > 1 else ""


def problem_phrase(quote: str, thing: str) -> str:
    """What ``quote`` says is wrong with ``thing`` or wanted of it, at most SHOWN characters."""
    first = next((part for part in re.split(r"[，。；;\t|]", quote) if len(part.strip(_EDGE)) >= 2), quote)
    phrase = strip_words(_without_object(strip_words(first), thing))
    phrase = _without_fillers(_without_amount(phrase))
    if len(phrase) < 2 or is_generic(phrase):
        phrase = strip_words(quote)
    return phrase if len(phrase) <= SHOWN else summarise(phrase)


def find_problem(quotes: Sequence[str], thing: str, title: str = "") -> str:
    """The problem that the quotes of what is asked name, the title's last; empty when they name none."""
    told = [quote for quote in quotes if quote != title] or list(quotes)
    found = (problem_phrase(quote, thing) for quote in told)
    wished = (quote.strip(_EDGE)[:SHOWN] for quote in told if thing and thing in quote and quote.strip(_EDGE) != thing)
    named = (title.strip(_EDGE)[:SHOWN],) if thing not in title else ()
    phrases = (phrase for phrase in (*found, *wished, *named) if phrase != thing and not is_generic(phrase))
    return next(phrases, "")
