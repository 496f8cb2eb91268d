"""English messages by simple rules: object, numbers with units, budget and time; what cannot be read is left empty."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from agent.read.lexicon import words_of
from agent.schema import Indicator, RequirementCard, SubRequirement
from knowledge.quantities import Operator, Quantity, find_money, find_quantities, fold

_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n")
_CLAUSE = re.compile(r",(?!\d)| - | — |:(?=\s)|\bbut\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'\-/]*")
_TIME = re.compile(
    r"\b(?:within|in) (?P<n>\d{1,3}|half a|a|one|two|three|six|twelve) (?P<unit>years?|months?|weeks?|days?)\b"
)
_NUMBERS = {"half a": 0.5, "a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "six": 6.0, "twelve": 12.0}
_MONTHS = {"year": 12.0, "month": 1.0, "week": 7 / 30.4375, "day": 1 / 30.4375}
_PROJECT = re.compile(r"project|deliver|budget|finish|complete|done|ready|develop", re.IGNORECASE)
_FILLERS = ("hi", "hello", "dear", "please", "the", "a", "an", "some", "new", "good")
_NAME_WORDS, _OBJECT_WORDS, _UNIT = 4, 5, re.compile(r" ?([A-Za-z]{3,12})\b")


@dataclass(frozen=True, slots=True)
class English:
    """What was read of an English message; fields that could not be read are empty."""

    thing: str
    problem: str
    targets: list[Indicator]
    baselines: list[Indicator]
    budget: float | None
    budget_quote: str
    deadline: str
    months: float | None


def read_english(text: str) -> English:
    """Read ``text`` by rules for the frame of a need."""
    plain = fold(text)
    targets, present = _numbers(plain)
    money = [
        one for one in find_money(plain) if re.search(r"budget|invest|fund", plain[max(0, one.start - 60) : one.end])
    ]
    time = next((m for m in _TIME.finditer(plain) if _PROJECT.search(_sentence(plain, m.start()))), None)
    return English(
        thing=_thing(plain),
        problem=_problem(plain),
        targets=[one for one in targets if not (time and one.quote in time[0])],
        baselines=present,
        budget=money[0].yuan if money else None,
        budget_quote=text[money[0].start : money[0].end] if money else "",
        deadline=time[0] if time else "",
        months=_months(time) if time else None,
    )


def english_card(title: str, text: str) -> RequirementCard:
    """A card of an English message; what the rules could not read stays empty, and is asked for."""
    read = read_english(text)
    items = [SubRequirement(id="S1", text=read.problem, quote=read.problem)] if read.problem else []
    return RequirementCard(
        title=title,
        object=read.thing,
        problem=read.problem,
        sub_requirements=items,
        indicators=read.targets,
        baselines=read.baselines,
        budget_cny=read.budget,
        budget_quote=read.budget_quote,
        deadline=read.deadline,
        deadline_months=read.months,
        keywords=[one for one in (read.thing, *(number.name for number in read.targets)) if one],
        language="en",
        text=text,
    )


def _months(time: re.Match[str]) -> float:
    amount = _NUMBERS.get(time["n"]) or float(time["n"])
    return round(amount * _MONTHS[time["unit"].removesuffix("s")], 2)


def _sentence(text: str, pos: int) -> str:
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, pos)), default=0)
    end = next((m.start() for m in _SENTENCE.finditer(text, pos)), len(text))
    return text[start:end]


def _clauses(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        yield from (clause.strip() for clause in _CLAUSE.split(sentence) if clause.strip())


def _cues(term: str) -> tuple[str, ...]:
    return words_of("english", term)


def _thing(text: str) -> str:
    """The noun phrase behind we make, our, need a, looking for; "" when there is none."""
    for cue in _cues("makes"):
        for match in re.finditer(rf"\b{cue}\b", text, re.IGNORECASE):
            words: list[str] = []
            last = match.end()
            for word in _WORD.finditer(text, match.end()):
                between = text[last : word.start()]
                if word[0].lower() in _cues("stop") or between.strip(" ") or len(words) >= _OBJECT_WORDS:
                    break
                last = word.end()
                words += [word[0]] if words or word[0].lower() not in _FILLERS else []
            if words:
                return " ".join(words)
    return ""


def _problem(text: str) -> str:
    """The clause that tells what is wrong or wanted: the first with a verb behind the object, else the first."""
    found = [clause for clause in _clauses(text) if len(clause.split()) > 1 and clause.lower() not in _FILLERS]
    wrong = re.compile(
        r"\b(?:too|lose|loses|lost|crack|fail|poor|low|high|streak|leak|dies|need|looking|want)\w*\b", re.I
    )
    return next((clause for clause in found if wrong.search(clause)), found[0] if found else "")


def _numbers(text: str) -> tuple[list[Indicator], list[Indicator]]:
    targets: list[Indicator] = []
    present: list[Indicator] = []
    sentences = [0, *(mark.end() for mark in _SENTENCE.finditer(text))]
    for one in find_quantities(text):
        sentence = sentences[bisect_right(sentences, one.start) - 1]
        left = text[max(sentence, one.start - 60) : one.start]
        right = text[one.end : one.end + 14].lower()
        unit = one.unit or ((m := _UNIT.match(text, one.tail)) and m[1]) or ""
        if not unit or unit == "元" or (one.op is None and re.search(r"\b(?:first|last|top)\b", left, re.IGNORECASE)):
            continue
        if _is_present(one, left.lower(), right):
            present.append(_indicator(text, one, unit, "=", left))
        else:
            targets.append(_indicator(text, one, unit, one.op or _direction(left.lower()), left))
    return targets, present


def _last(cues: tuple[str, ...], text: str) -> int:
    """Where the last cue begins in ``text``; −1 when none stands there."""
    found = [m.start() for cue in cues for m in re.finditer(rf"(?<![a-z]){re.escape(cue)}(?![a-z])", text)]
    return max(found, default=-1)


def _is_present(one: Quantity, left: str, right: str) -> bool:
    """Whether the nearest cue says that the value holds today."""
    if re.match(r"\W*(?:now|currently|today|at present)\b", right):
        return True
    now, wanted = _last(_cues("now"), left), _last(_cues("target"), left)
    if one.op in ("<", "<=", ">", ">="):
        return now > wanted >= 0 and now > len(left) - 12
    return now >= wanted


def _direction(left: str) -> Operator:
    """``<=`` for what shall shrink, else ``>=``."""
    low = re.search(r"reduce|decrease|lower|cut|within|noise|error|loss|less|weight|time|thin", left)
    return "<=" if low else ">="


def _indicator(text: str, one: Quantity, unit: str, op: Operator, left: str) -> Indicator:
    words = [word for word in _WORD.findall(_CLAUSE.split(left)[-1]) if word.lower() not in _cues("nameless")]
    name = " ".join(words[-_NAME_WORDS:])
    end = max(one.end, one.tail)
    return Indicator(
        name=name, op=op, value=one.value, value_max=one.value_max, unit=unit, quote=text[one.start : end].strip()
    )
