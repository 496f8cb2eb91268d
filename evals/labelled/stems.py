"""Terms of English and Chinese research texts: light stems, segmented words, adjacent pairs."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from knowledge import HAN

_TOKEN = re.compile(rf"[a-z][a-z0-9]+|[{HAN}]+")


def _terms(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STOP = _terms(
    """a about above across after again against all almost also although among an and any approach approaches are
    as at based be because been before being below between both but by can could demonstrate demonstrated
    different do does during each effect effective either et al evaluate evaluation existing experiment
    experimental experiments few find finding findings first for from further given has have having he her here
    high his how however i if important improve improved in increase increasing into introduce investigate is it
    its itself known large less low made main make many may method methods might more moreover most much must
    new no nor not novel number of often on one only or order other our over own paper per perform performance
    possible present presented problem problems propose proposed provide provides recent recently result results
    same several she should show showed shown shows significant significantly similar since so some state still
    studies study such systems technique techniques than that the their them then there these they this those
    three through thus to together two under up upon use used useful using various very via was we well were
    what when where whether which while who why will with within without work would yet you
    的 了 和 是 在 与 及 等 对 为 中 以 其 一种 研究 应用 方法 技术 分析 基于 通过 进行 结果
    表明 提出 本文"""
)
_ENDINGS = (
    ("ization", "iz"),
    ("isation", "iz"),
    ("ational", "at"),
    ("fulness", "ful"),
    ("iveness", "iv"),
    ("ations", "at"),
    ("ation", "at"),
    ("ities", "i"),
    ("ments", "ment"),
    ("izing", "iz"),
    ("ising", "iz"),
    ("ness", ""),
    ("sses", "ss"),
    ("ally", "al"),
    ("ing", ""),
    ("ity", "i"),
    ("ies", "i"),
    ("ive", "iv"),
    ("ize", "iz"),
    ("ise", "iz"),
    ("ion", ""),
    ("ors", "or"),
    ("ers", "er"),
    ("ed", ""),
    ("es", "e"),
    ("ly", ""),
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: the longest known ending is cut while at least four letters remain."""
    for ending, kept in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)] + kept
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
            word = word[:-1]
    if len(word) > 4 and word[-1] in "ey":
        word = word[:-1]
    return word[:-1] if len(word) > 5 and word[-1] == word[-2] and word[-1] not in "ls" else word


def tokens(text: str) -> list[str]:
    """Stemmed English words and segmented Chinese words without stop words; adjacent pairs are joined with ``_``."""
    found: list[str] = []
    for run in _TOKEN.findall(text.lower().replace("-", " ")):
        if run[0].isascii():
            if run not in _STOP:
                found.append(stem(run))
        else:
            found.extend(word for word in rjieba.cut(run) if len(word) > 1 and word not in _STOP)
    return found + [f"{one}_{other}" for one, other in zip(found, found[1:], strict=False)]
