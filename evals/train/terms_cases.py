"""The labelled texts as candidates with labels, one function for each classifier of terms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from agent.read.terms.basis.sums import Sum, find_sums
from agent.read.terms.basis.sums import features as sum_features
from agent.read.terms.basis.times import Time, find_times
from agent.read.terms.budget import choose
from agent.read.terms.conditions import LABELS, Part, decide, parts
from agent.read.terms.conditions import features as condition_features
from agent.read.terms.deadline import choose as choose_time
from agent.read.terms.deadline import features as time_features
from agent.read.terms.service import features as service_features
from agent.read.typed.homophones import LIKELY, Candidate, candidates
from evals.overlap import QUOTE_OVERLAP, overlap, pair
from evals.train.terms_fit import Case, Chances, Counts
from knowledge.quantities import fold
from knowledge.text import simplify

Row = dict[str, Any]
Typos = Sequence[tuple[str, str]]
RARE = 10.0
"""Weight of a text that asks for another service than technology: they are few."""


@dataclass(frozen=True)
class Labelled:
    """One labelled text: what was read (title and content), its labels, its writer."""

    rid: str
    writer: str
    title: str
    content: str
    gold: Row

    @property
    def folded(self) -> str:
        """The text as the readers see it."""
        return fold(simplify(self.content))


def read(folder: Path) -> Iterator[Labelled]:
    """The training texts of a labelled folder."""
    lines = (folder / "texts.jsonl").read_text("utf-8").splitlines()
    texts = {row["rid"]: row for row in map(json.loads, filter(None, lines))}
    for line in filter(None, (folder / "gold.jsonl").read_text("utf-8").splitlines()):
        gold = json.loads(line)
        text = texts[gold["rid"]]
        if text.get("split", "train") == "train":
            writer = gold["rid"][0] if "exclusions" in gold else "part:" + text.get("part", "")
            yield Labelled(gold["rid"], writer, text["title"], text["content"], gold)


def budgets(rows: Sequence[Labelled]) -> list[Case]:
    """Every sum of money: is it the budget, or an item of it?"""
    found = []
    for row in rows:
        text, sums, wanted = row.folded, find_sums(row.folded), row.gold["budget_cny"]
        marked = _paid(text, sums, wanted, fold(simplify(row.gold["budget_quote"] or "")))

        def count(chances: Chances, text: str = text, sums: list[Sum] = sums, wanted: float | None = wanted) -> Counts:
            chosen = choose(text, sums, [one["yes"] for one in chances])
            right = wanted is not None and bool(chosen) and abs(sum(one.yuan for one in chosen) - wanted) < 1
            return int(right), int(bool(chosen)), int(wanted is not None)

        features = [sum_features(text, sums, at) for at in range(len(sums))]
        found.append(Case(row.rid, row.writer, features, ["yes" if m else "no" for m in marked], count))
    return found


def _paid(text: str, sums: Sequence[Sum], wanted: float | None, quote: str) -> list[bool]:
    """Which sums are the budget: those of its value, inside the quote if there, else those that add up to it."""
    if wanted is None:
        return [False] * len(sums)
    begin = text.find(quote)
    inside = [begin <= one.start and one.end <= begin + len(quote) + 1 for one in sums]
    equal = [abs(one.yuan - wanted) < 1 for one in sums]
    if any(a and b for a, b in zip(inside, equal, strict=True)):
        return [a and b for a, b in zip(inside, equal, strict=True)]
    if any(equal):
        return equal
    inside = inside if quote else [True] * len(sums)
    return inside if abs(sum(one.yuan for one, a in zip(sums, inside, strict=True) if a) - wanted) < 1 else equal


def turns(path: Path) -> Iterator[tuple[str, str, Row]]:
    """What people say in the training dialogues: an id, the folded turn, what the card should hold after it."""
    for line in filter(None, path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        for number, turn in enumerate(row["turns"]):
            yield f"{row['id']}-{number}", fold(simplify(turn["say"])), turn["expect"].get("card") or {}


def spoken_budgets(path: Path) -> list[Case]:
    """Sums said in dialogues, to learn from only."""
    found = []
    for rid, text, card in turns(path):
        sums = find_sums(text)
        marks = _paid(text, sums, card.get("budget_cny"), "")
        if "budget_cny" in card and sums and (any(marks) or card["budget_cny"] is None):
            features = [sum_features(text, sums, at) for at in range(len(sums))]
            labels = ["yes" if mark else "no" for mark in marks]
            found.append(Case(rid, "dialogue", features, labels, lambda chances: (0, 0, 0), weak=True))
    return found


def dates(rows: Sequence[Labelled]) -> list[Case]:
    """Every time of a text: is it the deadline?"""
    found = []
    for row in rows:
        text, times = row.folded, find_times(row.folded)
        wanted = fold(simplify(row.gold["deadline"] or ""))
        marked = _limits(text, times, wanted)

        def count(chances: Chances, text: str = text, times: list[Time] = times, wanted: str = wanted) -> Counts:
            one = choose_time(times, [chance["yes"] for chance in chances])
            right = one is not None and bool(wanted) and overlap(text[one.start : one.end], wanted) >= QUOTE_OVERLAP
            return int(right), int(one is not None), int(bool(wanted))

        features = [time_features(text, times, at) for at in range(len(times))]
        found.append(Case(row.rid, row.writer, features, ["yes" if m else "no" for m in marked], count))
    return found


def _limits(text: str, times: Sequence[Time], wanted: str) -> list[bool]:
    """Which time is the deadline: the one inside the quote that is most like it."""
    begin = text.find(wanted) if wanted else -1
    if begin < 0:
        return [False] * len(times)
    inside = [one.start < begin + len(wanted) and begin < one.end for one in times]
    alike = [overlap(text[one.start : one.end], wanted) if a else 0.0 for one, a in zip(times, inside, strict=True)]
    return [bool(a) and a == max(alike) and a >= 0.3 for a in alike]


def conditions(rows: Sequence[Labelled], kinds: Sequence[str] = LABELS[1:]) -> list[Case]:
    """Every clause: is it a constraint, an exclusion, or neither? ``kinds`` are counted."""
    found = []
    for row in rows:
        if "exclusions" not in row.gold:
            continue
        text, cut = row.folded, parts(row.folded)
        wanted = {
            "constraint": [fold(simplify(one)) for one in row.gold["constraints"]],
            "exclusion": [fold(simplify(one)) for one in row.gold["exclusions"]],
        }
        labels = [_kind(text, one, wanted) for one in cut]

        def count(chances: Chances, text: str = text, cut: list[Part] = cut, wanted: Row = wanted) -> Counts:
            read = [(decide(chance), text[one.start : one.end]) for chance, one in zip(chances, cut, strict=True)]
            return _matched(read, {kind: wanted[kind] for kind in kinds})

        features = [condition_features(text, cut, at) for at in range(len(cut))]
        found.append(Case(row.rid, row.writer, features, labels, count))
    return found


def _kind(text: str, one: Part, wanted: Row) -> str:
    for kind, quotes in wanted.items():
        for quote in quotes:
            begin = text.find(quote)
            meets = begin >= 0 and one.start < begin + len(quote) and begin < one.end
            if meets and (overlap(text[one.start : one.end], quote) >= 0.4 or text[one.start : one.end] in quote):
                return str(kind)
    return "none"


def _matched(read: Sequence[tuple[str, str]], wanted: dict[str, list[str]]) -> Counts:
    hits = predicted = 0
    for kind, quotes in wanted.items():
        said = list(dict.fromkeys(quote for label, quote in read if label == kind))
        predicted += len(said)
        hits += len(pair(said, quotes, lambda a, b: overlap(a, b) >= QUOTE_OVERLAP))
    return hits, predicted, sum(map(len, wanted.values()))


def services(rows: Sequence[Labelled]) -> list[Case]:
    """Every text: which service does it ask for? Technology, by far the most frequent, is not counted as found."""
    found = []
    for row in rows:
        if "service" in row.gold:
            wanted = row.gold["service"]
            features = [service_features(row.content, row.title)]
            weight = 1.0 if wanted == "technology" else RARE
            found.append(Case(row.rid, row.writer, features, [wanted], _service_counter(wanted), weight=weight))
    return found


def _service_counter(wanted: str) -> Callable[[Chances], Counts]:
    def count(chances: Chances) -> Counts:
        best = max(chances[0], key=lambda name: chances[0][name])
        return int(best == wanted != "technology"), int(best != "technology"), int(wanted != "technology")

    return count


def written_services(path: Path) -> list[Case]:
    """Short sentences written for each service, to learn from only."""
    rows = [json.loads(line) for line in filter(None, path.read_text("utf-8").splitlines())]
    return [
        Case(
            row["text"],
            "written",
            [service_features(row["text"])],
            [row["service"]],
            lambda chances: (0, 0, 0),
            weak=True,
            weight=RARE / 2,
        )
        for row in rows
    ]


def spoken_exclusions(path: Path) -> list[Case]:
    """Clauses of dialogue turns that name what is excluded, to learn from only."""
    found = []
    for rid, text, card in turns(path):
        if words := [fold(simplify(word)) for word in card.get("exclude") or []]:
            cut = parts(text)
            labels = ["exclusion" if any(word in text[one.start : one.end] for word in words) else "" for one in cut]
            kept = [at for at, label in enumerate(labels) if label]
            features = [condition_features(text, cut, at) for at in kept]
            if features:
                found.append(
                    Case(rid, "dialogue", features, [labels[at] for at in kept], lambda c: (0, 0, 0), weak=True)
                )
    return found


def misspelt_in(rows: Sequence[Labelled]) -> list[Case]:
    """Every place where another word of the same sound reads better: is it misspelt? The packaged list tells."""
    text = resources.files("evals").joinpath("cases", "reading", "homophones.jsonl").read_text("utf-8")
    listed = [json.loads(line) for line in filter(None, text.splitlines())]
    wanted = {row["rid"]: [(typed, meant) for typed, meant in row["typos"]] for row in listed}
    found = []
    for row in rows:
        typos = wanted.get(row.rid, []) if "exclusions" in row.gold else []
        held = candidates(fold(simplify(f"{row.title}\n{row.content}")))
        labels = ["yes" if _listed(one, typos) else "no" for one in held]

        def count(chances: Chances, held: list[Candidate] = held, typos: Typos = typos) -> Counts:
            likely = [one for one, chance in zip(held, chances, strict=True) if chance["yes"] >= LIKELY]
            said = {(one.typed, one.meant): one for one in likely}
            right = [one for one in said.values() if _listed(one, typos)]
            hit = sum(any(_listed(one, [typo]) for one in right) for typo in typos)
            return hit, hit + len(said) - len(right), len(typos)

        found.append(Case(row.rid, row.writer, [one.features() for one in held], labels, count))
    return found


def _listed(one: Candidate, typos: Typos) -> bool:
    """Whether a candidate is one of the listed misspellings, or a part of it, or holds it."""
    return any((one.typed in a or a in one.typed) and (one.meant in b or b in one.meant) for a, b in typos)


def written(path: Path, task: Callable[[Sequence[Labelled]], list[Case]], keys: Sequence[str]) -> list[Case]:
    """Sentences of ``path`` (``terms.jsonl``) that hold ``keys``, as cases of ``task`` to learn from only."""
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in filter(None, path.read_text("utf-8").splitlines())]
    empty: Row = {"budget_quote": "", "budget_cny": None, "deadline": None, "constraints": [], "exclusions": []}
    held = [row for row in rows if all(key in row for key in keys)]
    cases = task([Labelled(row["text"], "written", "", row["text"], empty | row) for row in held])
    return [replace(case, weak=True) for case in cases]


def spoken_dates(path: Path) -> list[Case]:
    """Times said in dialogues that became the deadline, to learn from only."""
    found = []
    for rid, text, card in turns(path):
        times, wanted = find_times(text), str(card.get("deadline") or "")
        said = [text[one.start : one.end] for one in times]
        held = [bool(wanted) and (wanted in one or one in wanted) for one in said]
        if any(held):
            features = [time_features(text, times, at) for at in range(len(times))]
            labels = ["yes" if one else "no" for one in held]
            found.append(Case(rid, "dialogue", features, labels, lambda chances: (0, 0, 0), weak=True))
    return found
