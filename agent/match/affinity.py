"""How well an expert's papers answer a need: term and vector similarity, in Chinese and English.

Reviewer assignment's standard recipe (TPMS, Charlin and Zemel 2013; ACL matching, Neubig et al. 2020): compare the
need with every paper, take the mean of the nearest few and with the whole profile, fuse. Nothing is learned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse

from knowledge.embedding import Embedder

Array = NDArray[np.float64]
Progress = Callable[[str], None]
NEAREST = 3
ABSTRACT_CHARS = 120

_TOKEN = re.compile(r"[a-z][a-z0-9]+|[\u4e00-\u9fff]+")
_STOP = frozenset(
    [
        "a",
        "about",
        "above",
        "across",
        "after",
        "again",
        "against",
        "all",
        "almost",
        "also",
        "although",
        "among",
        "an",
        "and",
        "any",
        "approach",
        "approaches",
        "are",
        "as",
        "at",
        "based",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "demonstrate",
        "demonstrated",
        "different",
        "do",
        "does",
        "during",
        "each",
        "effect",
        "effective",
        "either",
        "et",
        "al",
        "evaluate",
        "evaluation",
        "existing",
        "experiment",
        "experimental",
        "experiments",
        "few",
        "find",
        "finding",
        "findings",
        "first",
        "for",
        "from",
        "further",
        "given",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "high",
        "his",
        "how",
        "however",
        "i",
        "if",
        "important",
        "improve",
        "improved",
        "in",
        "increase",
        "increasing",
        "into",
        "introduce",
        "investigate",
        "is",
        "it",
        "its",
        "itself",
        "known",
        "large",
        "less",
        "low",
        "made",
        "main",
        "make",
        "many",
        "may",
        "method",
        "methods",
        "might",
        "more",
        "moreover",
        "most",
        "much",
        "must",
        "new",
        "no",
        "nor",
        "not",
        "novel",
        "number",
        "of",
        "often",
        "on",
        "one",
        "only",
        "or",
        "order",
        "other",
        "our",
        "over",
        "own",
        "paper",
        "per",
        "perform",
        "performance",
        "possible",
        "present",
        "presented",
        "problem",
        "problems",
        "propose",
        "proposed",
        "provide",
        "provides",
        "recent",
        "recently",
        "result",
        "results",
        "same",
        "several",
        "she",
        "should",
        "show",
        "showed",
        "shown",
        "shows",
        "significant",
        "significantly",
        "similar",
        "since",
        "so",
        "some",
        "state",
        "still",
        "studies",
        "study",
        "such",
        "systems",
        "technique",
        "techniques",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "three",
        "through",
        "thus",
        "to",
        "together",
        "two",
        "under",
        "up",
        "upon",
        "use",
        "used",
        "useful",
        "using",
        "various",
        "very",
        "via",
        "was",
        "we",
        "well",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "within",
        "without",
        "work",
        "would",
        "yet",
        "you",
        "的",
        "了",
        "和",
        "是",
        "在",
        "与",
        "及",
        "等",
        "对",
        "为",
        "中",
        "以",
        "其",
        "一种",
        "研究",
        "应用",
        "方法",
        "技术",
        "分析",
        "基于",
        "通过",
        "进行",
        "结果",
        "表明",
        "提出",
        "本文",
    ]
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


@dataclass(frozen=True)
class Work:
    """One paper, achievement or project of an expert, or one need."""

    title: str
    abstract: str = ""

    def text(self) -> str:
        """Title (twice: it is the densest summary) and abstract."""
        return f"{self.title}. {self.title}. {self.abstract}"


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


def tfidf(documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Sublinear tf times smoothed idf, rows of unit length (Salton and Buckley 1988): shape (n, vocabulary)."""
    place: dict[str, int] = {}
    rows, columns, values = [], [], []
    for row, document in enumerate(documents):
        for term, count in Counter(document).items():
            rows.append(row)
            columns.append(place.setdefault(term, len(place)))
            values.append(1 + np.log(count))
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(documents), len(place)))
    frequency = np.bincount(columns, minlength=len(place))
    idf = np.log((1 + len(documents)) / (1 + frequency)) + 1
    weighted = matrix @ sparse.diags(idf)
    norm = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(norm, 1e-12)) @ weighted)


def nearest_mean(similarity: Array, count: int = NEAREST) -> Array:
    """Mean of the ``count`` greatest similarities per column: papers × needs -> needs."""
    top: Array = np.sort(similarity, axis=0)[::-1][: min(count, len(similarity))]
    return np.asarray(top.mean(axis=0))


def _vectors(embedder: Embedder, texts: Sequence[str], progress: Progress | None) -> Array:
    unique = list(dict.fromkeys(texts))
    parts = []
    for start in range(0, len(unique), 16):
        parts.append(embedder.passages(unique[start : start + 16]))
        if progress and start % 256 == 0:
            progress(f"向量 {start}/{len(unique)}")
    known = dict(zip(unique, np.vstack(parts), strict=True))
    found = np.stack([known[text] for text in texts]).astype(np.float64)
    found -= found.mean(axis=0)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def _z(values: Array) -> Array:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-12 else np.zeros_like(values)


@dataclass(frozen=True)
class Affinity:
    """Similarities of needs with papers, from which any expert's affinity follows.

    ``titles``, ``texts`` and ``profiles`` are term weights of needs and papers; ``dense`` are centred title vectors.
    """

    needs: list[str]
    papers: dict[str, list[int]]
    text_similarity: Array
    title_similarity: Array
    profile_similarity: dict[str, Array]
    dense_similarity: Array | None

    def score(self, expert: str, needs: Sequence[str]) -> dict[str, float]:
        """Affinity of one expert with each need; higher is better, comparable within the expert only."""
        place = {need: number for number, need in enumerate(self.needs)}
        columns = [place[need] for need in needs]
        own = self.papers[expert]
        if not own:
            return dict.fromkeys(needs, 0.0)
        text = self.text_similarity[np.ix_(own, columns)]
        title = self.title_similarity[np.ix_(own, columns)]
        parts = [
            (1.0, nearest_mean(text)),
            (1.0, self.profile_similarity[expert][columns]),
            (0.5, text.mean(axis=0)),
            (0.25, nearest_mean(title)),
        ]
        if self.dense_similarity is not None:
            dense = self.dense_similarity[np.ix_(own, columns)]
            parts += [(0.5, nearest_mean(dense)), (0.5, dense.mean(axis=0))]
        total = sum((weight * _z(part) for weight, part in parts), np.zeros(len(columns)))
        return {need: float(value) for need, value in zip(needs, total, strict=True)}


def measure_affinity(
    experts: Mapping[str, Sequence[Work]],
    needs: Mapping[str, Work],
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Affinity:
    """Compare every paper of every expert with every need.

    idf counts all texts given. ``embedder`` None leaves the vectors out. About 100 ms a distinct text with the
    packaged embedder, which reads the title and the abstract's beginning together.
    """
    works = [work for papers in experts.values() for work in papers]
    places, start = {}, 0
    for expert, papers in experts.items():
        places[expert] = list(range(start, start + len(papers)))
        start += len(papers)
    texts = tfidf([tokens(work.text()) for work in (*works, *needs.values())])
    titles = tfidf([tokens(work.title) for work in (*works, *needs.values())])
    wanted = texts[len(works) :]
    profiles = {expert: _profile(texts[own], wanted) for expert, own in places.items() if own}
    dense = None
    if embedder is not None and works:
        vectors = _vectors(embedder, [_short(work) for work in (*works, *needs.values())], progress)
        dense = vectors[: len(works)] @ vectors[len(works) :].T
    return Affinity(
        list(needs),
        places,
        np.asarray((texts[: len(works)] @ wanted.T).toarray()),
        np.asarray((titles[: len(works)] @ titles[len(works) :].T).toarray()),
        profiles,
        dense,
    )


def _short(work: Work) -> str:
    return f"{work.title}. {work.abstract}"[:ABSTRACT_CHARS]


def _profile(papers: sparse.csr_matrix, needs: sparse.csr_matrix) -> Array:
    """Cosine of the papers' summed weights with each need: the whole profile as one document."""
    whole = np.asarray(papers.sum(axis=0)).ravel()
    whole /= max(float(np.linalg.norm(whole)), 1e-12)
    return np.asarray(needs @ whole).ravel()
