"""Whether the words of a clause stand in what was verified: as they are, as a synonym, or shortened."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.verify.quantities import claims, plain, without_operators
from agent.verify.wording.ground import COMMON
from agent.verify.words import lexicon, words
from knowledge.text import clauses, expand, frequency, has_han, normalise, tagged

TAUGHT = 20_000
"""What the segmenter counts a term of the synonym table that its dictionary lacks."""
KNOWN = 100
"""A word that the dictionary counts so often and the trade does not use is one of everyday speech."""
USUAL = 1_000
"""A word of time or place that the dictionary counts so often is an everyday one."""
PHRASE = 3
"""Everyday words of more characters are phrases."""
WINDOW = 5
"""A shortened word's characters stand at most so much further apart than they are many."""
_FREE = frozenset("rcdpfmquxykheo")
_STOP = (
    "的了是在和与及或也都很吗该此这那其您我们它为有对由被把从向等并且而但将会能可上下里中后就还只又再更最太越"
    "要做到得地着过来去让给跟像离"
)
_PERFECT = re.compile(r"已经?|早已|曾经?|现已|正在|业已")
NUMERAL_NAMES = re.compile(r"三元(?=电池|锂|材料|乙丙|催化|正极)|[一二两三四五六七八九十](?=次元|氧化|级破)")
"""Numerals that belong to a name and count nothing."""
_LISTED = re.compile(r"含(?:有)?|包(?:括|含)?|免|送|赠")


_POINTING = re.compile(r"[那这某该][一]?[项套台家条个种款位]|比较|非常|十分|相当|特别|正(?=合适|好)|离(?=您)")


def stranger(clause: str, pool: str, trade: frozenset[str], *, sure: bool) -> str:
    """The first telling word of a fact that ``pool`` does not hold; "" when there is none.

    A noun must be held; a verb or an adjective only where it is of the ``trade``. What is said to have happened (已)
    must be held whatever word it is.

    ``sure`` says that the clause holds a verified amount: its verbs are then how the amount is told.
    """
    text = _phrases().sub(" ", _POINTING.sub(" ", _without_amounts(without_operators(clause))))
    done = False
    for word, tag in _words(text):
        core = _core(word)
        if _PERFECT.fullmatch(word):
            done = True
            continue
        if not has_han(core) or _is_free(word, core, tag, trade, done=done, sure=sure):
            continue
        if not holds(pool, word) and not holds(pool, core):
            return core
        done = False
    named = next((one for one in NUMERAL_NAMES.findall(clause) if one not in pool), "")
    return named or _unlisted(text, pool)


def _is_free(word: str, core: str, tag: str, trade: frozenset[str], *, done: bool, sure: bool) -> bool:
    if not done and (is_plain(word) or is_plain(core)):
        return True
    if expand([core]) and not COMMON <= frequency(core) < TAUGHT:
        return False  # a term of the synonym table, however often it is counted
    if len(core) == 1:
        return tag != "n"
    if tag[:1] in _FREE or _is_seam(core, tag):
        return True
    if tag in ("n", "d", "l", "i", "b", "z") and not done and core not in trade and frequency(core) >= KNOWN:
        return True
    if tag[:1] in "va":
        return not done and (sure or frequency(core) >= COMMON or core not in trade)
    return tag[:1] in "ts" and frequency(core) >= USUAL


def _words(text: str) -> list[tuple[str, str]]:
    """The words with their tags; a long one that no dictionary holds is taken apart."""
    found: list[tuple[str, str]] = []
    for word, tag in tagged(text):
        if len(word) > 2 and has_han(word) and not frequency(word) and tag not in ("nr", "ns", "nt"):
            parts = _parts(word)
            found += parts or [(word, tag)]
        else:
            found.append((word, tag))
    return found


def _parts(word: str) -> list[tuple[str, str]]:
    """Its two halves, each a word or a character, where one is a word of the dictionary."""
    for at in range(len(word) - 1, 0, -1):
        left, right = word[:at], word[at:]
        if frequency(left if len(left) > 1 else right) and (len(right) == 1 or frequency(right)):
            return [*tagged(left), *tagged(right)]
    return []


def _is_seam(word: str, tag: str) -> bool:
    """Whether the segmenter glued the end of one word to the verb behind it: 线落, 价是."""
    unknown = len(word) == 2 and not frequency(word) and tag not in ("nr", "ns", "nt", "nz")
    return unknown and any(each[:1] in "vpdf" for char in word for _, each in tagged(char))


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """The everyday phrases that the segmenter would cut."""
    return re.compile("|".join(word for word in words("plain").split() if len(word) > PHRASE))


def _core(word: str) -> str:
    """The word without function characters at its ends, where two characters are left."""
    core = word.strip(_STOP)
    return core if len(core) > 1 else word


def _without_amounts(clause: str) -> str:
    """The clause with every amount blanked: numbers are checked as numbers."""
    for one in claims(clause):
        start, end = one.quantity.start, max(one.quantity.end, one.quantity.tail)
        clause = clause[:start] + " " * (end - start) + clause[end:]
    return clause


def is_plain(word: str) -> bool:
    """Whether the word belongs to everyday speech about records, needs and dealings."""
    return any(lexicon(name).fullmatch(word) is not None for name in ("plain", "neutral"))


@lru_cache(maxsize=20_000)
def holds(pool: str, word: str) -> bool:
    """Whether the text holds the word, a synonym, or its characters close together in one clause."""
    if word in pool or any(other in pool for other in expand([word])):
        return True
    if len(word) == 1:
        return False
    return any(_close(word, clause) for clause in clauses(pool, colons=True))


def _close(word: str, clause: str) -> bool:
    """Whether the clause holds the word's characters within a short stretch, whatever their order."""
    size = len(word) + WINDOW
    starts = [place for place, char in enumerate(clause) if char in word]
    return any(set(word) <= set(clause[start : start + size]) for start in starts)


def _unlisted(text: str, pool: str) -> str:
    """What the clause says is included, where no clause of the pool says so."""
    for match in _LISTED.finditer(text):
        words = [word for word, tag in tagged(text[match.end() : match.end() + 10]) if tag[:1] == "n" and len(word) > 1]
        near = [one for one in clauses(pool, colons=True) if match.group()[0] in one]
        if words and not any(holds(one, words[0]) for one in near):
            return f"{match.group()}{words[0]}"
    return ""


def shares(sentence: str, quote: str) -> bool:
    """Whether a sentence says a telling word or an amount of its quote, or tells nothing that a quote could carry."""
    said, amounts = plain(normalise(sentence)), [one.value for one in claims(plain(normalise(quote)))]
    own = [one.value for one in claims(said)]
    if not own and not telling(said):
        return True
    return any(holds(said, word) for word in telling(normalise(quote))) or any(value in amounts for value in own)


def telling(clause: str) -> list[str]:
    """The words of a clause that name something: nouns, and what no everyday speech holds."""
    found = []
    for word, tag in _words(_POINTING.sub(" ", without_operators(clause))):
        core = _core(word)
        if not has_han(core) or is_plain(word) or is_plain(core):
            continue
        if (
            tag[:1] in "nlzjib"
            and (len(core) > 1 or tag == "n")
            or (tag[:1] in "va" and len(core) > 1 and frequency(core) < COMMON)
        ):
            found.append(core)
    return found
