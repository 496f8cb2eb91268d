"""What a message asks for: technology, an expert, a site, equipment, money, policy, talent; or that it sells."""

from __future__ import annotations

from agent.read.lexicon import named, words_of
from agent.read.terms.basis.linear import load, pairs
from agent.read.terms.basis.spans import STOPS
from agent.schema import SERVICES, Service
from knowledge.quantities import fold
from knowledge.text import simplify

_ASKING = (
    "找",
    "求",
    "请",
    "想",
    "要",
    "有没有",
    "需要",
    "希望",
    "缺",
    "能不能",
    "寻",
    "招",
    "租",
    "买",
    "哪里",
    "怎么",
)
_SHORT, _TITLE = 60, 40
_SURE = 0.5


def extract_service(text: str, title: str = "") -> Service:
    """The service asked for, where it is likelier than all others together; technology otherwise."""
    chances = load("service").chances(features(text, title))
    best = max(SERVICES, key=lambda name: chances[name])
    return best if chances[best] >= _SURE else "technology"


def features(text: str, title: str = "") -> set[str]:
    """What the classifier of services sees: groups of words in the title, in clauses that ask, anywhere; numbers."""
    plain, head = fold(simplify(text)), fold(simplify(title))
    asking = [clause for clause in _clauses(plain) if any(word in clause for word in _ASKING)]
    asked = " ".join(asking)
    held = {"t": named(head, "services"), "q": named(asked, "services"), "w": named(plain, "services")}
    counted = {
        f"{side}={term}*{min(_hits(part, term), 3)}"
        for side, part in (("q", asked), ("w", plain))
        for term in held[side]
    }
    digits = sum(c.isdigit() for c in plain)
    return (
        {f"{side}={term}" for side, terms in held.items() for term in terms}
        | {f"again:{side}={term}" for side, terms in held.items() for term in terms}
        | counted
        | {f"digits:{min(digits // 4, 6)}", f"size:{min(len(plain) // 60, 5)}", f"titled:{bool(head)}"}
        | {f"any:{bool(held['q'] - {'none'})}", f"percent:{'%' in plain or '百分' in plain}"}
        | (pairs(asked, "q:") if len(asked) < 4 * _SHORT else set())
        | pairs(head[:_TITLE], "t:")
        | (pairs(plain, "s:") if len(plain) < _SHORT else set())
    )


def _clauses(text: str) -> list[str]:
    for mark in STOPS + " ":
        text = text.replace(mark, "\n")
    return [clause for clause in text.split("\n") if clause]


def _hits(text: str, term: str) -> int:
    return sum(word in text for word in words_of("services", term))
