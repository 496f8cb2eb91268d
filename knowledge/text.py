"""Text: cleaning of what is not trusted, normal forms, Chinese characters, sentences, words, terms and synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import rjieba

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff"
    "]"
)
_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_NO_LETTER = re.compile(r"[\W_]+")
_HALF_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}
COMMON_HAN = "\u4e00-\u9fff"
HAN = f"{COMMON_HAN}\u3005\u3007\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff"
"""Every Chinese character, the rare ones of names too, as it stands between the brackets of a regular expression."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_{HAN}]+(?:[./+#\\-·][^\\W_{HAN}]+)*[+#]*)")
_PART = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[。；;！!？?\n]|\\n")
_CLAUSE_END = re.compile(r"，|,(?!(?<=\d,)\d)")
_COLON = re.compile(r"：|:(?![\d/])")
_UNFINISHED = re.compile(r"[\dA-Za-z.,]+$")
_STOPS = "。；;！!？?\n"
_LAST = 5
READ_CHARS = 8_000
"""Characters of one text that the readers of needs and cells read; what lies behind is cut, and the cut is said."""


def clean(text: str) -> str:
    """Remove what a reader cannot see: control, bidi, tag, zero-width, variation-selector, private-use characters.

    Line breaks become ``\\n`` and tabs one space; nothing visible is changed, so that quotes still match.
    """
    return _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text).replace("\t", " "))


def hidden(text: str) -> int:
    """How many characters that cannot be seen :func:`clean` takes out; a mark at the very beginning does not count."""
    return len(_INVISIBLE.findall(text.removeprefix("\ufeff")))


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, one for one: a span of the result is the same span of ``text``."""
    return text if text.isascii() else text.translate(_simplified())


def normalise(text: str) -> str:
    """The text in one form for matching: cleaned, NFKC, simplified characters, case-folded."""
    return clean(simplify(unicodedata.normalize("NFKC", clean(text))).casefold())


def letters(text: str) -> str:
    """The letters, digits and Chinese characters of the text in normal form: two spellings of a name meet in it."""
    return _NO_LETTER.sub("", normalise(text))


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as plain ones; the length stays, so that offsets stay true."""
    return text.translate(_HALF_WIDTH)


def has_han(text: str) -> bool:
    """Whether ``text`` holds a Chinese character."""
    return _HAN_RUN.search(text) is not None


def han_runs(text: str) -> list[str]:
    """The unbroken runs of Chinese characters of ``text`` as it is written."""
    return _HAN_RUN.findall(text)


def ngrams(text: str, size: int) -> list[str]:
    """The runs of ``size`` neighbouring characters of ``text`` in order; a shorter text has none."""
    return [text[start : start + size] for start in range(len(text) - size + 1)]


def bigrams(text: str) -> list[str]:
    """The pairs of neighbouring characters of ``text`` in order; a text of one character has none."""
    return ngrams(text, 2)


def han_bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters of ``text``."""
    return frozenset(pair for run in han_runs(text) for pair in bigrams(run))


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, without the stop; a line break ends one too, also one written as ``\\n``."""
    return _split(_SENTENCE_END, text)


def clauses(text: str, *, colons: bool = False) -> list[str]:
    """The sentences cut at commas (never within a number), and at ``colons`` (never within a time or an address)."""
    found = [part for sentence in sentences(text) for part in _split(_CLAUSE_END, sentence)]
    return [part for clause in found for part in _split(_COLON, clause)] if colons else found


def shorten(text: str, length: int) -> str:
    """The text, or its beginning and ……; never cut within a number or a Latin word."""
    if len(text) <= length:
        return text
    return _UNFINISHED.sub("", text[:length]) + "……"


def cut(text: str, most: int = READ_CHARS) -> tuple[str, str]:
    """The text up to ``most`` characters, and what was cut off ("" for nothing).

    It is cut behind a sentence where one ends in the last fifth, and never within a number or a Latin word of a length
    that people write.
    """
    if len(text) <= most:
        return text, ""
    least = most - most // _LAST
    end = max(text.rfind(stop, least, most) for stop in _STOPS) + 1
    if not end:
        whole = _UNFINISHED.sub("", text[least:most])
        end = least + len(whole) if whole else most
    return text[:end], text[end:]


def segment(text: str) -> list[str]:
    """Split normalised text into words; Latin and number tokens such as ``42crmo`` or ``mah/g`` stay whole."""
    return [word for run in _runs(normalise(text)) for word in run]


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of ``text`` as it is written, each with its part of speech in the segmenter's letters (n, v, a …)."""
    return [(str(word), str(tag)) for word, tag in _segmenter().tag(text)]


def terms(text: str) -> list[str]:
    """Index and query terms in order: words, the Han bigrams between stop words, and parts of compound tokens.

    A text that holds nothing but stop words keeps them, so that it can still be found.
    """
    runs = _runs(normalise(text))
    kept = _terms(runs, _stopwords())
    return kept or _terms(runs, frozenset())


def expand(found: Iterable[str]) -> list[str]:
    """Synonyms and abbreviations of the given terms (normalised), without the terms themselves, in table order."""
    given = list(dict.fromkeys(found))
    table = _synonyms()
    return list(dict.fromkeys(other for term in given for other in table.get(term, ()) if other not in given))


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    return [part for piece in pattern.split(text) if (part := piece.strip())]


def _runs(text: str) -> list[list[str]]:
    """Words of each unbroken run; a Latin run is one token."""
    return [_segmenter().cut(match["han"]) if match["han"] else [match["word"]] for match in _RUN.finditer(text)]


def _terms(runs: list[list[str]], stop: frozenset[str]) -> list[str]:
    found: list[str] = []
    for run in runs:
        if not has_han(run[0][:1]):
            found += [run[0]] if run[0] not in stop else []
            parts = _PART.findall(run[0])
            found += [part for part in parts if len(part) > 1 and part != run[0]]
            continue
        stretch = ""
        for word in (*run, ""):
            if word and word not in stop:
                found += [word] if len(word) != 2 else []
                stretch += word
                continue
            found += bigrams(stretch)
            stretch = ""
    return found


def _lines(name: str) -> list[str]:
    text = resources.files("knowledge").joinpath("lexicon", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for line in _lines("traditional.txt") for pair in line.split()}


@lru_cache(maxsize=1)
def _stopwords() -> frozenset[str]:
    return frozenset(word for line in _lines("stopwords.txt") for word in line.split())


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for line in _lines("synonyms.txt"):
        group = [normalise(term.strip()) for term in line.split("/")]
        for term in group:
            table.setdefault(term, []).extend(other for other in group if other != term)
    return {term: tuple(dict.fromkeys(others)) for term, others in table.items()}


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    """The word segmenter, taught every Han term of the synonym table."""
    jieba = rjieba.Jieba()
    for term in _synonyms():
        if len(term) > 1 and _HAN_RUN.fullmatch(term):
            jieba.add_word(term, 20_000, "n")
    return jieba


def is_word(word: str) -> bool:
    """Whether the segmenter's dictionary holds ``word``."""
    return bool(_segmenter().has_word(word))


@lru_cache(maxsize=1 << 16)
def frequency(word: str) -> int:
    """How often the segmenter's dictionary counts ``word``; 0 when it does not hold it."""
    return int(_segmenter().suggest_freq(word)) if _segmenter().has_word(word) else 0
