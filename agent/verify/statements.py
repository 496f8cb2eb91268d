"""Grounding by code: every citation, quote and number of an answer is checked against what was retrieved.

A statement passes when each cited record was retrieved in this turn, each quote stands in the cited public
field, each number stands in a cited field, in the user's own words or among the numbers our code computed,
and the text holds no contact data, no promise and no exploratory instrument offered as available.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.schema import Citation, Statement
from agent.verify import absences
from agent.verify.citing import QUOTE_MIN
from agent.verify.wording import Ground, check_wording, shares
from agent.verify.words import has_contact, lexicon
from knowledge.quantities import find_numbers, fold, show_number
from knowledge.records import Achievement, AnyRecord, Expert, Resource, ResourceStatus

OWN_WORDS = "understanding"
"""The section that reads the user's own words back; it offers nothing."""

RECORD_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}-[A-Za-z0-9]{1,40}(?![A-Za-z0-9])")
LETTER = re.compile(r"[A-Za-z]")
DENIED = r"(?:作|做|予|能)?\s*$"
"""What may stand between a word that denies and the promise that it denies: 不作承诺, 不能保证."""


@dataclass(frozen=True)
class Verdict:
    """What verification kept and what it removed, with the reason on each removed statement."""

    kept: list[Statement]
    removed: list[Statement]

    @property
    def citations(self) -> list[Citation]:
        """Every distinct citation of the kept statements, in order."""
        seen: dict[tuple[str, str, str], Citation] = {}
        for statement in self.kept:
            for citation in statement.citations:
                seen.setdefault((citation.record_id, citation.field, citation.quote), citation)
        return list(seen.values())


def verify(
    statements: Iterable[Statement],
    records: Mapping[str, AnyRecord],
    user_text: str,
    *,
    ground: Ground | None = None,
    census: absences.Census | None = None,
) -> Verdict:
    """Keep the statements that the retrieved ``records`` and the user's words support.

    With ``ground`` the text is a model's: it is also checked claim by claim over that ground, and its kind noted.
    ``census`` runs the queries of absences again over the whole catalogue.
    """
    kept: list[Statement] = []
    removed: list[Statement] = []
    spoken = numbers(user_text)
    for statement in statements:
        problem = find_problem(statement, records, spoken, user_text, strict=ground is not None, census=census)
        if ground is not None and not problem:
            problem, statement = _worded(statement, records, ground)
        if problem:
            removed.append(statement.model_copy(update={"problem": problem}))
        else:
            kept.append(statement)
    return Verdict(kept, removed)


def _worded(statement: Statement, records: Mapping[str, AnyRecord], ground: Ground) -> tuple[str, Statement]:
    """Why a model's sentence may not stand, and the sentence with its kind; a fact must cite what carries it."""
    for citation in statement.citations if ground.quoted else ():
        whole = records[citation.record_id].citable_fields().get(citation.field, "")
        if len(citation.quote.strip()) < QUOTE_MIN and citation.quote != whole:
            return "引文太短，不能作为依据", statement
    cited = list(dict.fromkeys(citation.record_id for citation in statement.citations))
    checked = check_wording(statement.text, cited, ground)
    problem = checked.problem
    if checked.kind == "fact" and not problem:
        problem = _uncarried(statement, ground)
    return problem, statement.model_copy(update={"kind": checked.kind})


def _uncarried(statement: Statement, ground: Ground) -> str:
    """Why the citations of a fact do not carry it."""
    if not statement.citations:
        return "没有引用任何记录"
    quotes, own = [citation.quote for citation in statement.citations], RECORD_ID.sub(" ", statement.text)
    return "引文没有说到这句话" if ground.quoted and not any(shares(own, one) for one in quotes) else ""


def find_problem(
    statement: Statement,
    records: Mapping[str, AnyRecord],
    spoken: set[float],
    user_text: str,
    *,
    strict: bool = False,
    census: absences.Census | None = None,
) -> str:
    """Say in Chinese why the statement may not stand, or return an empty string."""
    return (
        _contact_problem(statement.text, records)
        or _citation_problem(statement, records)
        or _mention_problem(statement, records, user_text, strict)
        or _number_problem(statement, records, spoken)
        or _promise_problem(statement, user_text, strict)
        or _status_problem(statement, records)
        or absences.problem(statement, census)
    )


def numbers(text: str) -> set[float]:
    """The numbers written in figures in a text, record ids left out; 万 and 亿 count multiplied out and as they stand.

    Figures behind a letter (A4, TRL6) are part of a name.
    """
    folded = fold(RECORD_ID.sub(" ", text))
    found: set[float] = set()
    for number in find_numbers(folded):
        if not number.han and not LETTER.match(folded[number.start - 1 : number.start]):
            found |= {number.value, round(number.value / number.scale, 9)}
    return found


def quote_stands(citation: Citation, records: Mapping[str, AnyRecord]) -> bool:
    """Whether the cited record was retrieved and its public field holds the quote."""
    record = records.get(citation.record_id)
    return bool(record and citation.quote and citation.quote in record.citable_fields().get(citation.field, ""))


def _citation_problem(statement: Statement, records: Mapping[str, AnyRecord]) -> str:
    for citation in statement.citations:
        if citation.record_id not in records:
            return f"引用的记录 {citation.record_id} 不在本次检索结果中"
        if not quote_stands(citation, records):
            return f"引文在 {citation.record_id} 的 {citation.field} 字段中找不到"
    return ""


def _mention_problem(statement: Statement, records: Mapping[str, AnyRecord], user_text: str, strict: bool) -> str:
    cited = {citation.record_id for citation in statement.citations}
    for record_id in RECORD_ID.findall(statement.text):
        asked = not strict and record_id in user_text.upper()
        if record_id not in records and _looks_like_ours(record_id) and not asked:
            return f"提到了不存在或未检索到的记录 {record_id}"
        if strict and record_id in records and record_id not in cited:
            return f"提到了 {record_id} 但没有引用它的原文"
    return ""


def _looks_like_ours(record_id: str) -> bool:
    return bool(re.fullmatch(r"[AERFV]-\w{3,}", record_id))


def _number_problem(statement: Statement, records: Mapping[str, AnyRecord], spoken: set[float]) -> str:
    allowed = set(spoken)
    for text in statement.computed:
        allowed |= numbers(text)
    for citation in statement.citations:
        record = records[citation.record_id]
        allowed |= numbers(record.citable_fields().get(citation.field, ""))
        allowed |= numbers(citation.as_of) | numbers(record.title) | _dates(record)
    missing = sorted(n for n in numbers(_without_ids(statement.text, records)) if not _close(n, allowed))
    return f"数字 {show_number(missing[0])} 在引用的记录和您的原话中都找不到" if missing else ""


def _without_ids(text: str, records: Mapping[str, AnyRecord]) -> str:
    for record_id in sorted((one for one in records if one in text), key=len, reverse=True):
        text = text.replace(record_id, " ")
    return text


def _dates(record: AnyRecord) -> set[float]:
    return numbers(" ".join(str(day) for day in (record.as_of, record.expires) if day).replace("-", " "))


def _close(number: float, allowed: set[float]) -> bool:
    return number in allowed or any(abs(number - other) <= 1e-9 * max(abs(number), abs(other)) for other in allowed)


def _contact_problem(text: str, records: Mapping[str, AnyRecord]) -> str:
    if has_contact(_without_ids(text, records)):
        return "含有联系方式，双方同意前不显示"
    for record in records.values():
        contact = getattr(record, "contact", "")
        if contact and contact in text:
            return "含有受保护的联系信息"
        internal = getattr(record, "internal", "") if isinstance(record, Achievement | Expert) else ""
        if internal and internal in text:
            return "含有内部信息"
    return ""


def _promise_problem(statement: Statement, user_text: str, strict: bool) -> str:
    text = statement.text
    quoted = "\n".join([user_text, *(citation.quote for citation in statement.citations)])
    denied = re.compile(f"(?:{lexicon('negations').pattern}){DENIED}")
    for match in lexicon("promises", "sure").finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        sides = (text[match.start() - 4 : match.end()], text[match.start() : match.end() + 4])
        told = [side in quoted for side in sides if len(side) == len(match.group()) + 4]
        if not denied.search(before) and not (told and (all(told) if strict else any(told))):
            return f"含有承诺性措辞“{match.group()}”"
    return ""


def _status_problem(statement: Statement, records: Mapping[str, AnyRecord]) -> str:
    if statement.section == OWN_WORDS and not statement.citations:
        return ""
    cited = {citation.record_id for citation in statement.citations}
    for record in records.values():
        if not isinstance(record, Resource) or record.status is ResourceStatus.ACTIVE:
            continue
        own_words = _without_quotes(statement, record.id)
        named = record.id in cited or any(name in own_words for name in (record.title, *record.aliases) if name)
        if named and not lexicon("hedges").search(statement.text):
            return f"把{record.status.value}中的“{record.title}”写成了可以使用"
    return ""


def _without_quotes(statement: Statement, record_id: str) -> str:
    """The statement without what it quotes of other records, whose words may hold an instrument's name by chance."""
    text = statement.text
    for citation in statement.citations:
        if citation.record_id != record_id:
            text = text.replace(citation.quote, " ")
    return text
