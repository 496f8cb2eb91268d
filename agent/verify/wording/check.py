"""One sentence of a model, claim by claim: why it may not stand, or what kind of sentence it is and what it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.verify.quantities import plain
from agent.verify.wording.clauses import Clause, Kind, clauses_of
from agent.verify.wording.denials import denial_problem, dropped_problem, is_silent
from agent.verify.wording.ground import Ground
from agent.verify.wording.hard import claim_problem, hard_problem, status_problem, token_problem, without_ids
from agent.verify.wording.numbers import amounts_of, number_problem
from agent.verify.wording.subjects import misnamed, names_of, related_problem, subject_of
from agent.verify.wording.support import holds, stranger, telling
from agent.verify.wording.verdicts import verdict_problem
from agent.verify.words import lexicon
from knowledge.records import AnyRecord, Resource, ResourceStatus
from knowledge.text import normalise

FIT = re.compile(
    r"(?:适用于|适用|适合|用于|用来|用在|满足|符合|解决|针对|服务于|胜任|应对|匹配(?!级别)|契合|支持|帮助|处理|治理|消除|防止|抑制)"
    r"(?P<what>[^，,。；;！!？?\n]+)"
)
BEFORE = re.compile(r"原来|以前|过去|之前|此前|常见|问题|毛病|痛点|老是|容易|往往|就会|的厂|企业里")
VERDICTS = ("符合", "满足")
ALL = re.compile(r"都|均|全|它们")


@dataclass(frozen=True)
class Checked:
    """The verdict on one sentence: ``problem`` in Chinese, or its ``kind`` and the records that it speaks of."""

    problem: str
    kind: Kind
    spoken: tuple[str, ...]


def check_wording(text: str, cited: Sequence[str], ground: Ground) -> Checked:
    """Check a sentence that rests on the records ``cited``, by their ids; other records it names are found."""
    clauses = clauses_of(text)
    kinds = [one.kind for one in clauses]
    kind: Kind = next((one for one in ("question", "caution", "advice", "condition") if one in kinds), "fact")
    problem = hard_problem(text, ground.withheld, ground.everything, ground.pool(list(ground.told)), ground.public)
    spoken: list[str] = []
    before: list[str] = []
    for clause in clauses:
        subject = subject_of(clause.text, cited, before, ground)
        before = subject or before
        spoken += subject
        problem = problem or ("编号与名称不是同一条记录" if misnamed(clause.text, ground) else "")
        problem = problem or _clause_problem(clause, subject, ground, text, len(cited))
    return Checked(problem, kind, tuple(dict.fromkeys([*spoken, *(one for one in cited if one in ground.records)])))


def spoken_of(text: str, cited: Sequence[str], ground: Ground) -> list[str]:
    """The ids of the records that a sentence speaks of, those it rests on aside."""
    found: list[str] = []
    for clause in clauses_of(text):
        found += [one for one in subject_of(clause.text, cited, [], ground) if one not in cited]
    return list(dict.fromkeys(found))


def _clause_problem(clause: Clause, spoken: Sequence[str], ground: Ground, sentence: str, cited: int) -> str:
    everyone = len(spoken) > 1 and ALL.search(clause.text) is not None
    groups = [[one] for one in spoken] if everyone else [list(spoken)]
    return next(
        (
            found
            for group in groups
            if (found := _group_problem(clause, group, max(len(spoken), cited), ground, sentence))
        ),
        "",
    )


def _group_problem(clause: Clause, spoken: list[str], counted: int, ground: Ground, sentence: str) -> str:
    text = plain(normalise(clause.text))
    bare = _nameless(text, spoken, ground)
    told, own = ground.pool(spoken), ground.own(spoken)
    stated = ground.stated(spoken)
    fact = clause.kind == "fact"
    silent = is_silent(text)
    of_user = clause.of_user
    pool = f"{told}\n{ground.said}" if of_user or not fact or silent else stated
    lenient = of_user or not fact or silent
    checks = [
        token_problem(bare, pool if fact else ground.everything),
        related_problem(clause.text, spoken, ground),
        number_problem(bare, own, told, ground.said, plain(normalise(sentence)), counted=counted, lenient=lenient),
        claim_problem(text, told, ground.said, plain(sentence), asked=clause.kind == "question", dealt=not fact),
        _trouble_problem(bare, own, ground.troubles(spoken), ground.said) if fact else "",
        _status(text, spoken, ground),
        verdict_problem(text, spoken, ground, of_user=of_user, sentence=plain(normalise(sentence))) if fact else "",
        denial_problem(bare, f"{own}\n" if not of_user or spoken else ground.said, told, hedged=not fact),
    ]
    if fact and not silent:
        sure = bool(amounts_of(plain(normalise(sentence)))) or of_user
        word = stranger(bare, pool, ground.telling, sure=sure)
        checks += [dropped_problem(bare, own), f"引文里没有“{word}”" if word else ""]
    if not silent and clause.kind != "condition":
        checks.append(_fit_problem(bare, stated if fact else pool))
    return next((problem for problem in checks if problem), "")


def _trouble_problem(text: str, own: str, troubles: str, said: str) -> str:
    """An amount that only the trouble before a record has may not be told as what the record does."""
    elsewhere = own
    for line in troubles.splitlines():
        elsewhere = elsewhere.replace(line, " ")
    before, after = amounts_of(troubles), [one.value for one in amounts_of(elsewhere)]
    for one in amounts_of(text):
        past = one.value in [each.value for each in before] and one.value not in after
        if past and not BEFORE.search(text) and one.value not in [each.value for each in amounts_of(said)]:
            return f"数字“{one.literal}”说的是原来的问题"
    return ""


def _nameless(text: str, spoken: Sequence[str], ground: Ground) -> str:
    """The clause without ids and names of the records that it speaks of: a name states nothing."""
    text = without_ids(text, {one.lower(): ground.records[one] for one in ground.records})
    for one in spoken:
        for name in (*names_of(ground.records[one]), *str(names_of(ground.records[one])[0]).split()):
            if len(name) > 1:
                text = text.replace(plain(name), " ")
    return text


def _status(text: str, spoken: Sequence[str], ground: Ground) -> str:
    """A clause about an instrument that is not in force may not offer it, even where it does not name it."""
    idle: dict[str, AnyRecord] = {
        one: record
        for one in spoken
        if isinstance(record := ground.records[one], Resource) and record.status is not ResourceStatus.ACTIVE
    }
    offered = idle and lexicon("availability").search(text)
    return "把尚未推出的写成了可以使用" if offered else status_problem(text, idle, "")


def _fit_problem(text: str, pool: str) -> str:
    """What something is said to be good for must stand in its own text: a wish of the user proves no fit."""
    for match in FIT.finditer(text):
        if match.group()[:2] in VERDICTS and lexicon("cues", "user").search(match["what"]):
            continue  # a verdict on the user's wish, which is checked as one
        named = [one for one in telling(match["what"]) if not one.startswith("不")]
        word = next((one for one in named if not holds(pool, one)), "")
        if word:
            return f"引文没有说明与“{word}”有关"
    return ""
