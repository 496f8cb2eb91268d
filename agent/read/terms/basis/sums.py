"""The sums of money of a text, and what stands around each: the candidates for a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.read.lexicon import named
from agent.read.terms.basis.linear import pairs
from agent.read.terms.basis.spans import Around, around
from knowledge.quantities import Money, find_money, find_numbers, read_unit

_LETTERS = {"w": 1e4, "W": 1e4, "个w": 1e4, "个W": 1e4, "M元": 1e6, "M 元": 1e6}
_LOOSE_MIN, _LOOSE_MAX = 1e4, 1e9
_NEAR, _BESIDE = 5, 20
_SUMS = ("", "元", "块", "块钱", "w", "W")
_YEAR = ("年底", "年内", "年前")
_FOR = frozenset({"plan", "limit", "total", "money", "own"})
_AGAINST = frozenset({"spent", "sales", "price", "wage", "raise"})
_HEADS = frozenset({"plan", "money"})


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum: its yuan, its span and the clause start that its quote begins at; ``loose`` when no unit says money."""

    yuan: float
    start: int
    end: int
    quote_start: int
    loose: bool = False


def find_sums(text: str) -> list[Sum]:
    """Every sum of folded ``text`` in order, also numbers in ten thousands that only the context shows to be money."""
    certain = find_money(text)
    found = [Sum(one.yuan, one.start, one.end, one.quote_start) for one in certain]
    found += _loose(text, certain)
    return sorted(found, key=lambda one: one.start)


def _loose(text: str, certain: Sequence[Money]) -> list[Sum]:
    found = []
    taken = [(one.start, one.end) for one in certain]
    for number in find_numbers(text):
        value = number.value if number.high is None else number.high
        tail = next((tail for tail in _LETTERS if text.startswith(tail, number.end)), "")
        following = text[number.end + len(tail) : number.end + len(tail) + 1]
        letter = tail and not (following.isascii() and following.isalpha())
        value *= _LETTERS[tail] if letter else 1.0
        stated = letter or number.han or number.scale >= _LOOSE_MIN
        end = number.end + len(tail) if letter else number.end
        free = all(end <= a or number.start >= b for a, b in taken)
        counts = read_unit(text, end).text not in _SUMS and not text.startswith(_YEAR, end)
        if stated and free and not counts and not number.unit and _LOOSE_MIN <= value < _LOOSE_MAX:
            found.append(Sum(value, number.start, end, around(text, number.start, end).clause_start, loose=True))
    return found


def features(text: str, sums: Sequence[Sum], which: int) -> set[str]:
    """What the classifier of budgets sees of one sum: the words around it, its heading, its size and the others."""
    one = sums[which]
    first, last = which == 0, which == len(sums) - 1
    sums = sums[max(0, which - _BESIDE) : which + _BESIDE]
    near = around(text, one.start, one.end)
    others = [other.yuan for other in sums if other is not one]
    found = {
        f"size:{len(str(int(one.yuan)))}",
        f"loose:{one.loose}",
        f"many:{min(len(sums), 4)}",
        f"first:{first}",
        f"last:{last}",
        f"largest:{all(one.yuan >= other for other in others)}",
        f"total:{_adds_up(one, sums)}",
        f"long:{len(text) > 300}",
        f"alone:{near.clause_start == one.start}",
    }
    found |= pairs(near.left, "l:") | pairs(near.right, "r:") | pairs(near.before, "b:") | pairs(near.after, "a:")
    found |= pairs(near.heading, "h:")
    found |= _said(near)
    found |= {f"L:{near.left[-n:]}" for n in (1, 2, 3, 4)} | {f"R:{near.right[:n]}" for n in (1, 2, 3)}
    return found


def _said(near: Around) -> set[str]:
    """The groups of words about money left and right of a sum, before its clause and in its heading."""
    sides = {"l": near.left, "n": near.left[-_NEAR:], "r": near.right, "b": near.before, "h": near.heading}
    said = {f"{side}={term}" for side, text in sides.items() for term in named(text, "money")}
    said |= _together(said)
    said |= {f"again:{one}" for one in said}
    return said | {f"{side}=none" for side in "lrbh" if not any(one.startswith(side + "=") for one in said)}


def _together(said: set[str]) -> set[str]:
    """The groups taken together: which stand left, and whether any speaks for a budget or against it."""
    left, head = (sorted(one[2:] for one in said if one.startswith(side)) for side in ("l=", "h="))
    beside = {one[2:] for one in said if one.startswith(("l=", "r="))}
    for_, against = bool(beside & _FOR), bool(beside & _AGAINST)
    headed = bool(_HEADS & set(head))
    near = {one[2:] for one in said if one.startswith("n=")}
    return {
        f"left:{'+'.join(left)}",
        f"head:{'+'.join(head)}",
        f"sides:{for_}{against}{headed}",
        f"near:{bool(near & _FOR)}{bool(near & _AGAINST)}",
        f"for:{for_}",
        f"against:{against}",
        f"headed:{headed}{against}",
    }


def _adds_up(one: Sum, sums: Sequence[Sum]) -> bool:
    """Whether the sum is the total of others."""
    rest = [other.yuan for other in sums if other is not one and other.yuan < one.yuan]
    return len(rest) > 1 and abs(sum(rest) - one.yuan) < 1
