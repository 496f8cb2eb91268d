"""Cut a noun phrase down to a name: without function words, list marks, brackets, and with its verb in front."""

from __future__ import annotations

import re

import rjieba

from agent.read.indicators import words
from knowledge.quantities import HARDNESS
from knowledge.text import HAN

LONGEST = 16
"""Names are compact: a longer noun phrase keeps its end; a stated condition may add to it."""


def strip_name(phrase: str) -> str:
    """``phrase`` without leading and trailing function words and list marks."""
    previous = None
    while phrase and phrase != previous:
        previous = phrase
        phrase = words.TAIL.sub("", words.HEAD.sub("", phrase))
    return phrase


def compact(phrase: str) -> str:
    """The last part of ``phrase`` that names something, at most LONGEST characters."""
    phrase = phrase.replace(" ", "")
    parts = [p for p in words.SPLIT.split(strip_name(phrase)) if len(strip_name(p)) > 1]
    phrase = strip_name(parts[-1]) if parts else strip_name(phrase)
    if len(phrase) > 10 and (match := words.MODIFIER.match(phrase)):
        phrase = (match["verb"] or "") + match["head"]
    while len(phrase) > LONGEST:
        cut = phrase.find("的")
        if 0 <= cut < len(phrase) - 2:
            phrase = strip_name(phrase[cut + 1 :])
        else:
            head = words.TESTED.search(phrase)
            phrase = head["head"] if head else phrase[-LONGEST:]
            break
    return phrase


def before_reach(phrase: str) -> tuple[str, str]:
    """``保持率满足常温3个月`` names 保持率 under the condition 常温3个月."""
    match = words.REACH.search(phrase)
    if match and words.WISHED_ONLY.fullmatch(phrase[: match.start()]) and words.CALLED.search(phrase):
        return "", ""
    if match and len(strip_name(phrase[: match.start()])) > 1:
        rest = strip_name(phrase[match.end() :])
        return phrase[: match.start()], rest if words.CONDITION.search(rest) else ""
    return phrase, ""


def with_verb(phrase: str) -> str:
    """The verb of change stands first: ``透光率提高`` becomes ``提高透光率``."""
    if match := words.TRAIL.match(phrase):
        rest = strip_name(match["rest"])
        if rest and len(match["verb"]) > 1:
            return words.SAME_VERB.get(match["verb"], match["verb"]) + rest
    return phrase


def open_bracket(phrase: str) -> str:
    """``phrase`` without a bracket that is still open, or what stands in it."""
    phrase = phrase.rstrip()
    if phrase.endswith("("):
        return phrase[:-1]
    if phrase.count("(") > phrase.count(")"):
        inside = phrase.rpartition("(")[2]
        return inside if len(strip_name(inside)) > 1 else phrase.rpartition("(")[0]
    return phrase


def after_colon(phrase: str) -> str:
    """What stands behind the last colon, when it names something."""
    head, colon, rest = phrase.rpartition(":")
    return (rest if len(strip_name(rest)) > 1 else head) if colon else phrase


def until_verb(noun: str) -> str:
    """A long phrase up to its first verb: ``DMA确定压力控制方案`` counts DMA."""
    if len(noun) <= 6:
        return noun
    end = 0
    for word, tag in rjieba.tag(noun):
        if tag == "v" and end > 1:
            return noun[:end]
        end += len(word)
    return noun


def without_scale(name: str, unit: str) -> str:
    """``name`` without the hardness scale that is the unit already: 硬度HRC -> 硬度."""
    cut = name.removesuffix(unit).strip() if unit in HARDNESS else name
    return cut if len(cut) > 1 else name


def joined(name: str, noun: str) -> str:
    """``name`` and the noun behind its number: a property is added (``…的压力``), an object stands first."""
    if name.endswith(noun):
        return name
    if words.PROPERTY_END.search(noun) and len(noun) <= 4:
        return name + noun
    return noun + name if words.PROPERTY_END.search(name) and len(name) <= 4 else name


def share_head(names: list[str]) -> list[str]:
    """``COD、氨氮、总磷去除率`` names three rates: what is measured stands once, behind the last."""
    match = words.SHARED.search(names[-1])
    if match is None or any(words.PROPERTY_END.search(name) for name in names[:-1]):
        return names
    return [*(name + match[0] for name in names[:-1]), names[-1]]


def noun_after(after: str) -> str:
    """The noun that begins ``after``."""
    match = re.match(rf"的?(?:大型|高端|新型)?([{HAN}A-Za-z]{{1,10}}?)(?=[的和与及、，。；;,\s\d(（]|$)", after)
    return match[1] if match else ""
