"""Words misspelt by sound (温渡, 合各率): what was typed and what may be meant, told and never silently replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.read.lexicon import terms
from agent.read.terms.basis.linear import load
from agent.read.typed.sounds import alike, cost, counted, same_sounds
from agent.schema import Guess
from knowledge.quantities import find_numbers, fold
from knowledge.text import frequency, has_han, segment, simplify

LIKELY, SURE = 0.3, 0.6
_WIDEST, _NARROWEST, _CONTEXT = 4, 2, 4
_LONGEST, _LIMIT, _UNIT_REACH = 1500, 12, 6
_LEAST_GAIN, _FREQUENT, _BOTH = 1.0, 3, 4.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be meant in one place: its span, the word, and what tells for it."""

    start: int
    end: int
    typed: str
    meant: str
    gain: float
    rival: float = 0.0
    known: bool = False
    whole: bool = False

    def features(self) -> set[str]:
        """What the classifier of misspellings sees."""
        changed = [at for at, (a, b) in enumerate(zip(self.typed, self.meant, strict=True)) if a != b]
        step, lead = min(int(self.gain), 14), min(int((self.gain - self.rival) * 1.5), 8)
        own, size = counted(self.meant), len(self.typed)
        common = min(len(str(frequency(self.meant))), 5)
        lone = frequency(self.typed[changed[0]])
        return {
            *(f"gain>{limit}" for limit in range(1, step + 1)),
            *(f"lead>{limit}" for limit in range(1, lead + 1)),
            *(f"own>{limit}" for limit in (0, 1, 3, 6, 12, 30) if own > limit),
            *(f"lone>{limit}" for limit in (100, 1000, 5000, 20000, 80000) if lone > limit),
            f"size:{size}",
            f"changed:{len(changed)}{size}",
            f"last:{changed[-1] == size - 1}",
            f"common:{common}",
            f"word:{frequency(self.typed) > 0}",
            f"known:{self.known}",
            f"whole:{self.whole}{size}",
            f"typed:{self.typed[changed[0]]}",
            f"to:{self.meant[changed[0]]}",
        }


def candidates(text: str) -> list[Candidate]:
    """Every place of folded ``text`` where another word of the same sound would read better."""
    found: list[Candidate] = []
    for start, run in _runs(text[:_LONGEST]):
        found += _of_run(run, start)
    return found


def _runs(text: str) -> Iterator[tuple[int, str]]:
    start = -1
    for at, character in enumerate(text + " "):
        if has_han(character):
            start = at if start < 0 else start
        elif start >= 0:
            yield start, text[start:at]
            start = -1


def _of_run(run: str, begin: int) -> list[Candidate]:
    words = segment(run)
    firm: list[bool] = []
    edges = {0}
    for word in words:
        firm += [len(word) > 1 and (frequency(word) > 0 or counted(word) > _FREQUENT)] * len(word)
        edges.add(len(firm))
    found = []
    for width in range(_NARROWEST, _WIDEST + 1):
        for start in range(len(run) - width + 1):
            if not all(firm[start : start + width]) and counted(run[start : start + width]) == 0:
                whole = start in edges and start + width in edges
                found += _here(run, start, width, begin, firm[start : start + width], whole)
    return found


def _here(run: str, start: int, width: int, begin: int, firm: list[bool], whole: bool) -> list[Candidate]:
    """The best word for one window, with its gain over what was typed and over the next best."""
    typed = run[start : start + width]
    left, right = run[max(0, start - _CONTEXT) : start], run[start + width : start + width + _CONTEXT]
    options = []
    for meant in {*alike(typed), *(same_sounds(typed) if width == _NARROWEST else ())}:
        if not any(firm[at] for at in range(width) if typed[at] != meant[at]):
            options.append(meant)
    if not options:
        return []
    before = cost(left + typed + right)
    gains = sorted(
        ((before - cost(left + meant + right) - _BOTH * (_changed(typed, meant) > 1), meant) for meant in options),
        reverse=True,
    )
    gain, meant = gains[0]
    if gain < _LEAST_GAIN:
        return []
    rival = gains[1][0] if len(gains) > 1 else 0.0
    return [Candidate(begin + start, begin + start + width, typed, meant, gain, rival, counted(meant) > 0, whole)]


def _changed(typed: str, meant: str) -> int:
    return sum(a != b for a, b in zip(typed, meant, strict=True))


def find_guesses(text: str) -> list[Guess]:
    """The words of ``text`` that may be misspelt by sound, with what may be meant, each once."""
    plain = fold(simplify(text))
    rated = [(load("homophones").chance(one.features()), one) for one in candidates(plain)]
    found = [(chance, one.start, one.end, one.meant) for chance, one in rated if chance >= LIKELY]
    kept: list[tuple[float, int, int, str]] = [*_limits(plain)]
    for one in sorted(found, key=lambda one: (-one[0], one[1] - one[2])):
        if all(one[2] <= other[1] or one[1] >= other[2] for other in kept):
            kept.append(one)
    kept.sort(key=lambda one: one[1])
    guesses = [Guess(typed=text[a:b], meant=meant, sure=chance >= SURE) for chance, a, b, meant in kept]
    return list({guess.typed: guess for guess in guesses}.values())[:_LIMIT]


def corrected(text: str, guesses: Sequence[Guess]) -> str:
    """``text`` with what is surely misspelt written as meant; every character stays in its place."""
    for guess in guesses:
        text = text.replace(simplify(guess.typed), guess.meant) if guess.sure else text
    return text


def _limits(text: str) -> Iterator[tuple[float, int, int, str]]:
    """以类 and 一下 behind a number stand for 以内 and 以下."""
    for number in find_numbers(text):
        tail = text[number.end : number.end + _UNIT_REACH]
        for term in terms("limits").values():
            for word in term.words:
                if (at := tail.find(word)) >= 0 and "，" not in tail[:at]:
                    yield 1.0, number.end + at, number.end + at + len(word), term.term
