"""Terms and clauses of a text: the units in which a sub-requirement is compared with a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.records import Record

_GENERIC = re.compile(
    "希望|需要|想要|急需|寻求|解决|提高|提升|降低|减少|改善|改进|优化|增强|实现|达到|要求|研发|开发|研究|攻关|突破|制备|"
    "技术|问题|难题|方案|方法|工艺|系统|装置|设备|产品|性能|效果|能力|水平|指标|目前|现有|存在|进行|采用|利用|基于|具有|"
    "以及|我们|我司|公司|企业|单位|工厂|项目|成果|应用|相关|关键|核心|以上|以下|不低于|不高于|不超过|左右|如何|怎么|可以|能够|"
    "[的了在和与及对等或将把为由于其中能可想要]"
)
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9][a-z0-9.+\-]*")
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_PHRASE = re.compile(r"[^，,]+")
_LONG = 48

_CLAUSE_FIELDS = (
    "title",
    "problem",
    "approach",
    "summary",
    "applications",
    "keywords",
    "directions",
    "evidence",
    "capabilities",
    "clauses",
    "aliases",
)


@dataclass(frozen=True)
class Clause:
    """One quotable clause of a record: ``quote`` is a substring of ``field``."""

    field: str
    quote: str
    terms: frozenset[str]


def normalise(text: str) -> str:
    """NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=20_000)
def terms(text: str) -> frozenset[str]:
    """Content terms: character pairs of the Chinese runs, whole Latin words; generic words are left out."""
    found: set[str] = set()
    for run in _RUN.findall(_GENERIC.sub(" ", normalise(text))):
        if run[0] < "\u4e00" or len(run) == 1:
            found.add(run)
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found)


def recall(wanted: frozenset[str], given: Iterable[str]) -> float:
    """Share of the wanted terms that are given; 0 when nothing is wanted."""
    return len(wanted.intersection(given)) / len(wanted) if wanted else 0.0


def clauses(record: Record) -> list[Clause]:
    """The record's public text cut into quotable clauses; long sentences are also cut at commas."""
    fields = record.citable_fields()
    return [
        Clause(name, quote, terms(quote)) for name in _CLAUSE_FIELDS if name in fields for quote in _split(fields[name])
    ]


@lru_cache(maxsize=4_000)
def _split(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for sentence in (match.group().strip() for match in _SENTENCE.finditer(text)):
        if not sentence:
            continue
        found.append(sentence)
        if len(sentence) > _LONG:
            found.extend(phrase.group().strip() for phrase in _PHRASE.finditer(sentence))
    return tuple(part for part in found if part)


def record_terms(record: Record) -> frozenset[str]:
    """All content terms of the record's clauses and parameters' names."""
    found: set[str] = set()
    for clause in clauses(record):
        found |= clause.terms
    return frozenset(found)


@lru_cache(maxsize=4_000)
def shingles(text: str, size: int = 3) -> frozenset[str]:
    """Character shingles of the text without spaces and punctuation."""
    plain = re.sub(r"\W+", "", normalise(text))
    return frozenset(plain[i : i + size] for i in range(max(len(plain) - size + 1, 1)))
