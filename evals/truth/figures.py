"""Figures of the honest set: ranking beside its rivals, precision of each level, abstention, length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from agent import Candidate, Reply
from evals.measure import Measure, count, mean, statistic
from evals.metrics import ndcg, reciprocal_rank
from evals.truth.cases import GOOD, Grade, Need
from evals.truth.pool import KINDS, Run

WORDS = {"achievement": "成果", "expert": "专家", "resource": "平台与服务"}
OURS, BM25, BOTH = "鹊桥", "字二元 BM25", "BM25 与向量"
SYSTEMS = (OURS, BM25, BOTH)
LEVELS = ("强", "较强")


@dataclass(frozen=True)
class Asked:
    """A need, what came back, how it and the rivals rank (system -> kind -> run), and the grades of its records."""

    need: Need
    reply: Reply
    runs: Mapping[str, Mapping[str, Run]]
    grades: Mapping[str, Grade]

    def levels(self, kind: str, kinds: Mapping[str, str]) -> dict[str, int]:
        """Grade + 1 of every judged record of a kind."""
        return {record: one.grade + 1 for record, one in self.grades.items() if kinds.get(record) == kind}

    def run(self, system: str, kind: str) -> Run:
        """How a system ranks the records of a kind, before an answer keeps the few that it shows."""
        return self.runs[system][kind]

    @property
    def answerable(self) -> bool:
        """Whether a judge found any record worth showing."""
        return any(one.grade >= GOOD for one in self.grades.values())


def ranks(asked: Sequence[Asked], kinds: Mapping[str, str]) -> list[Measure]:
    """nDCG@10 and MRR by kind and system, and the achievements' by whether BM25 already solves the need."""
    found = []
    for kind in KINDS:
        good = [one for one in asked if max(one.levels(kind, kinds).values(), default=0) > GOOD]
        for system in SYSTEMS:
            found.append(_mean(good, kinds, kind, system, "ndcg@10", ndcg))
            found.append(_mean(good, kinds, kind, system, "mrr", reciprocal_rank))
    return [*found, *_slices(asked, kinds)]


def _slices(asked: Sequence[Asked], kinds: Mapping[str, str]) -> list[Measure]:
    good = [one for one in asked if max(one.levels("achievement", kinds).values(), default=0) > GOOD]
    solved = [one for one in good if _first(one, BM25, kinds) > GOOD]
    others = [one for one in good if one not in solved]
    return [
        _mean(some, kinds, "achievement", system, "ndcg@10", ndcg, f"（BM25 首条{word}）")
        for some, word in ((solved, "已答对"), (others, "答不对"))
        for system in SYSTEMS
    ]


def _first(one: Asked, system: str, kinds: Mapping[str, str]) -> int:
    run, levels = one.run(system, "achievement"), one.levels("achievement", kinds)
    best = min(run, key=lambda record: (-run[record], record), default="")
    return levels.get(best, 1)


def _mean(
    asked: Sequence[Asked],
    kinds: Mapping[str, str],
    kind: str,
    system: str,
    key: str,
    measure: Callable[[Mapping[str, int], Mapping[str, float]], float],
    only: str = "",
) -> Measure:
    cases = {}
    for one in asked:
        run, levels = one.run(system, kind), one.levels(kind, kinds)
        cases[one.need.id] = measure({**dict.fromkeys(run, 1), **levels}, run)
    titles = {"ndcg@10": "nDCG@10", "mrr": "MRR"}
    return mean(f"truth.{kind}.{key}.{system}{only}", f"{WORDS[kind]} {titles[key]} {system}{only}", cases)


def precision(asked: Sequence[Asked]) -> list[Measure]:
    """Of the records that an answer calls 强 or 较强, the share that a judge finds worth showing."""
    found = []
    for level in LEVELS:
        cases, notes = {}, []
        for one in asked:
            for each in _of_level(one.reply, level):
                grade = one.grades.get(each.record_id)
                right = grade is not None and grade.grade >= GOOD
                cases[f"{one.need.id} {each.record_id}"] = float(right)
                notes += [] if right else [f"{one.need.id} {each.record_id} {each.title}"]
        found.append(mean(f"truth.precision.{level}", f"“{level}”的查准", cases, notes=notes))
    empty = [
        f"{one.need.id} {each.record_id}" for one in asked for each in _of_level(one.reply, "强") if _is_empty(each)
    ]
    size = len(asked)
    return [*found, count("truth.empty", "什么都没覆盖的“强”", len(empty), size, better="lower", notes=empty)]


def _is_empty(candidate: Candidate) -> bool:
    """Whether an achievement covers nothing that was asked for, or another record gives no reason to be shown."""
    if candidate.kind == "achievement":
        return not candidate.covers and not any(one.verdict == "met" for one in candidate.comparisons)
    return not any(each.citations and not each.risk for each in candidate.reasons)


def _of_level(reply: Reply, level: str) -> list[Candidate]:
    found = reply.recommendation
    if not found or found.abstained:
        return []
    return [each for kind in KINDS for each in getattr(found, f"{kind}s") if each.level == level]


def abstention(asked: Sequence[Asked]) -> list[Measure]:
    """F1 of recommending nothing where nothing is worth showing, both ways, and lists under an abstention."""
    wanted = [not one.answerable for one in asked]
    given = [_abstains(one.reply) for one in asked]

    def f1(chosen: Sequence[int]) -> float:
        both = sum(wanted[i] and given[i] for i in chosen)
        said, meant = sum(given[i] for i in chosen), sum(wanted[i] for i in chosen)
        return 2 * both / (said + meant) if said + meant else 0.0

    wrongly = [one.need.id for one, w, g in zip(asked, wanted, given, strict=True) if g and not w]
    missed = [one.need.id for one, w, g in zip(asked, wanted, given, strict=True) if w and not g]
    return [
        statistic("truth.abstention", "拒答 F1", len(asked), f1),
        count("truth.abstention.wrongly", "有可用记录却拒答", len(wrongly), len(asked), better="lower", notes=wrongly),
        count("truth.abstention.missed", "没有可用记录却推荐", len(missed), len(asked), better="lower", notes=missed),
    ]


def _abstains(reply: Reply) -> bool:
    found = reply.recommendation
    return not found or found.abstained or not any(_of_level(reply, level) for level in LEVELS)


def length(asked: Sequence[Asked]) -> list[Measure]:
    """The median length of a first answer in characters."""
    value = median([len(one.reply.text) for one in asked]) if asked else 0
    return [count("truth.length", "首轮答复字数中位数", value, len(asked), better="lower")]
