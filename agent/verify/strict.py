"""The further checks of a sentence that a model wrote: it may only say what its own quotes and the user said.

Rules' sentences are templates over records; a model's sentence is free text, so it must cite, stay with one record
where it counts, use the words of its quotes, and hold no link, contact, instruction, ranking or claim of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from agent.schema import Statement
from agent.verify.quantities import claims, plain, quantity_problem, without_operators
from agent.verify.words import lexicon, words
from knowledge.records import AnyRecord, Resource, ResourceStatus
from knowledge.text import COMMON_HAN, HAN, bigrams, clauses, clean, han_bigrams, han_runs, letters, ngrams

QUOTE_MIN = 4
SHARED_WORDS = 0.6
WORDS_MIN = 6
CLAUSE_MIN = 4
SECRET_RUN = 4
NAME_MIN = 2
YEAR = re.compile(r"\d{4}\s*年(?:\d{1,2}\s*月)?")
LINK = re.compile(r"https?:|www\.|\]\(|!\[|<\s*/?\s*\w|javascript:|\w\.(?:com|cn|net|org|io|top|xyz|cc|me)\b", re.I)
COMPOUND = re.compile(rf"[{HAN}]{{2}}(?:手机|电话|邮件|专线|热线)$")
ORGANISATION = re.compile(
    rf"(?<=([{HAN}A-Za-z]{{2}}))(?:大学|学院|研究院|研究所|公司|集团|医院|银行|实验室|基金|协会|教授|博士|院长|主任|先生|女士|老师|工程师)"
)
USER_MARK = re.compile(r"您|贵公司|贵厂|要求|目标|需求|预算|希望")
VERDICT = re.compile(r"达到|满足|符合|优于|实现|可达|达标|做到|提升|提高到|降到|能够|可以|可")
FIT = re.compile(
    r"(?:适用于|适用|适合|用于|用来|用在|满足|符合|解决|针对|服务于|胜任|应对|匹配|契合|支持|帮助)(?P<what>[^，,。；;！!？?\n]+)"
)
STOP = re.compile(r"[的了是在和与及或也都很该此其这那您我们它为有对可以由被把从向等并且而但将会能]")
TOKEN = re.compile(rf"[^\W\d_{COMMON_HAN}]+(?:[-_.+/ ]?\d[\w.+/-]*)?|\d+(?=[A-Za-z]+-)")


def strict_problem(statement: Statement, records: Mapping[str, AnyRecord], user_text: str) -> str:
    """Say in Chinese why a model's sentence may not stand, or return an empty string.

    Every citation must have been checked before: its record is among ``records`` and its quote stands in the field.
    """
    if clean(statement.text) != statement.text:
        return "含有看不见的字符"
    text = plain(statement.text)
    quoted = _quoted(statement, records)
    support = plain(f"{quoted}\n{user_text}")
    checks = (
        _shape_problem(statement, records, text),
        _contact_problem(_without_ids(statement), records, support, plain(quoted)),
        _order_problem(text, plain(quoted)),
        _token_problem(statement, text, support),
        _number_problem(statement, text, plain(quoted), plain(user_text)),
        _claim_problem(text, plain(quoted)),
        _other_record_problem(statement, records, text, support),
        _status_problem(statement, records, text),
        _negation_problem(text, support, plain(quoted)),
        _subject_problem(statement, support),
        word_problem(text, support),
        _fit_problem(text, plain(quoted)),
    )
    return next((problem for problem in checks if problem), "")


def _quoted(statement: Statement, records: Mapping[str, AnyRecord]) -> str:
    """What the sentence may rest on: its quotes, the names and the dates of the cited records, one a line."""
    cited = {citation.record_id: records[citation.record_id] for citation in statement.citations}
    named = [f"{record.title}\n{record.source.text()}\n{record.as_of or ''}" for record in cited.values()]
    return "\n".join([*(citation.quote for citation in statement.citations), *named])


def _shape_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str) -> str:
    if not statement.citations:
        return "没有引用任何记录"
    for citation in statement.citations:
        whole = records[citation.record_id].citable_fields().get(citation.field, "")
        if len(citation.quote.strip()) < QUOTE_MIN and citation.quote != whole:
            return "引文太短，不能作为依据"
    if LINK.search(text):
        return "含有链接或标记"
    if len({citation.record_id for citation in statement.citations}) > 1 and any(claims(_without_ids(statement))):
        return "一句话里的数字分不清属于哪条记录"
    return ""


def _without_ids(statement: Statement) -> str:
    text = statement.text
    for citation in statement.citations:
        text = text.replace(citation.record_id, " ")
    return plain(text)


def _contact_problem(text: str, records: Mapping[str, AnyRecord], support: str, quoted: str) -> str:
    """A contact word passes only as part of a longer word of the quotes, such as 快充手机."""
    digits = re.sub(r"(?<=\d)[\s\-.·_*,，、()]+(?=\d)", "", text)
    found = (text[max(0, one.start() - 2) : one.end()] for one in lexicon("contacts", "word").finditer(text))
    loose = any(not COMPOUND.match(word) or word not in quoted for word in found)
    if loose or lexicon("contacts", "digits").search(digits):
        return "含有联系方式，双方同意前不显示"
    for record in records.values():
        for secret in (getattr(record, "contact", ""), getattr(record, "internal", "")):
            if secret and any(part in text and part not in support for part in _fragments(plain(secret))):
                return "含有受保护的信息"
    return ""


def _fragments(secret: str) -> Iterable[str]:
    """Words of a protected field, and every run of four characters of the longer ones."""
    for part in re.split(r"[\s，,。；;：:、()（）/|]+", secret):
        if 2 <= len(part) <= SECRET_RUN:
            yield part
        yield from ngrams(part, SECRET_RUN)


def _order_problem(text: str, quoted: str) -> str:
    order = lexicon("orders").search(text)
    found = order or lexicon("promises").search(text)
    if found and found.group() not in quoted:
        return f"含有不应出现的措辞“{found.group()}”"
    return "含有指令性文字" if order else ""


def _token_problem(statement: Statement, text: str, support: str) -> str:
    """Latin words, rare characters, model numbers and ids must stand in the support as they are, digits be plain."""
    ids = {plain(citation.record_id) for citation in statement.citations}
    rest = text
    for record_id in sorted(ids, key=len, reverse=True):
        rest = re.sub(rf"(?<![\w-]){re.escape(record_id)}(?![\w-])", " ", rest)
    for char in rest:
        if unicodedata.category(char) in ("Nd", "No", "Nl") and not char.isascii() and char not in support:
            return f"含有不常见的数字写法“{char}”"
    for match in TOKEN.finditer(rest):
        if not re.search(rf"(?<![A-Za-z]){re.escape(match.group())}(?![A-Za-z])", support):
            return f"“{match.group()}”在引文和您的原话中都找不到"
    return ""


def _number_problem(statement: Statement, text: str, quoted: str, said: str) -> str:
    rest = _without_ids(statement)
    problem = quantity_problem(rest, quoted)
    if not problem:
        return ""
    theirs = USER_MARK.search(text) and not VERDICT.search(text)
    return quantity_problem(rest, f"{quoted}\n{said}") if theirs else problem


def _claim_problem(text: str, quoted: str) -> str:
    for match in lexicon("claims").finditer(text):
        if match.group() not in quoted:
            return f"引文里没有“{match.group()}”"
    unspaced = quoted.replace(" ", "")
    for match in ORGANISATION.finditer(text):
        name = match.group(1) + match.group()
        if name not in unspaced and not re.search(r"[该此某的]$", match.group(1)):
            return f"引文里没有“{name}”"
    return ""


def _other_record_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str, support: str) -> str:
    """A record that is named must be cited, lest one record's facts be told of another."""
    cited = {citation.record_id for citation in statement.citations}
    for record in records.values():
        names = [record.title, getattr(record, "name", "")]
        if record.id not in cited and any(
            len(name) >= NAME_MIN and plain(name) in text and plain(name) not in support for name in names
        ):
            return f"提到了“{record.title}”但没有引用它的原文"
    return ""


def _status_problem(statement: Statement, records: Mapping[str, AnyRecord], text: str) -> str:
    cited = {citation.record_id for citation in statement.citations}
    folded = letters(text)
    for record in records.values():
        if not isinstance(record, Resource) or record.status is ResourceStatus.ACTIVE:
            continue
        names = [letters(name) for name in (record.title, *record.aliases)]
        if record.id not in cited and not any(name and name in folded for name in names):
            continue
        if not lexicon("hedges", "status").search(text) or lexicon("availability").search(text):
            return f"把{record.status.value}中的“{record.title}”写成了可以使用"
    return ""


def _negation_problem(text: str, support: str, quoted: str) -> str:
    text = without_operators(text)
    found = list(lexicon("negations").finditer(text))
    for match in found:
        denied = text[match.start() : match.end() + 1]
        if denied not in support and not lexicon("hedges", "status").search(text):
            return f"引文里没有“{denied}”"
    return "" if found else _dropped_problem(text, quoted)


def _dropped_problem(text: str, quoted: str) -> str:
    """What a quote denies may not be told without the denial."""
    for clause in clauses(quoted, colons=True):
        denied = lexicon("negations", "strong").split(clause, maxsplit=1)[1:]
        if denied and han_bigrams(denied[0]) & han_bigrams(text):
            return "去掉了引文里的否定"
    return ""


def _subject_problem(statement: Statement, support: str) -> str:
    """Each clause must begin with a word of the support or a neutral one: a stranger may not be its subject."""
    known = han_bigrams(support) | han_bigrams(words("neutral"))
    text = YEAR.sub(" ", without_operators(_without_ids(statement)))
    for clause in clauses(text, colons=True):
        first = next((run[:2] for run in han_runs(STOP.sub(" ", clause)) if len(run) > 1), "")
        if first and first not in known:
            return f"引文里没有“{first}”"
    return ""


def word_problem(text: str, support: str) -> str:
    """Most Chinese characters of the sentence, and half of each clause, must lie in word pairs that the support has."""
    known = han_bigrams(support) | han_bigrams(words("neutral"))
    counts = [_shared(clause, known) for clause in clauses(without_operators(text), colons=True)]
    total, shared = sum(one[0] for one in counts), sum(one[1] for one in counts)
    thin = any(length >= CLAUSE_MIN and common < length / 2 for length, common in counts)
    if thin or (total >= WORDS_MIN and shared < SHARED_WORDS * total):
        return "大部分说法在引文和您的原话中找不到"
    return ""


def _fit_problem(text: str, quoted: str) -> str:
    """What a record is said to be good for must stand in its own quotes: the user's words prove no fit."""
    known = han_bigrams(quoted)
    for match in FIT.finditer(text):
        total, shared = _shared(match["what"], known)
        if total and shared < SHARED_WORDS * total:
            return f"引文没有说明适用于“{match['what'].strip()[:12]}”"
    return ""


def _shared(clause: str, known: frozenset[str]) -> tuple[int, int]:
    """How many Chinese characters a clause has beside function words, and how many lie in a known pair."""
    total = shared = 0
    for run in han_runs(STOP.sub(" ", clause)):
        inside = [pair in known for pair in bigrams(run)]
        total += len(run)
        shared += sum(left or right for left, right in zip([False, *inside], [*inside, False], strict=True))
    return total, shared
