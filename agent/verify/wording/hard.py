"""What no sentence of a model may hold, whatever kind it is: links, contacts, orders, promises, strangers, claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from agent.verify.quantities import claims, plain
from agent.verify.words import lexicon
from knowledge.records import AnyRecord, Resource, ResourceStatus
from knowledge.text import COMMON_HAN, HAN, clean, letters, ngrams, normalise

SECRET_RUN = 4
LINK = re.compile(r"https?:|www\.|\]\(|!\[|<\s*/?\s*\w|javascript:|\w\.(?:com|cn|net|org|io|top|xyz|cc|me)\b", re.I)
COMPOUND = re.compile(rf"[{HAN}]{{2}}(?:手机|电话|邮件|专线|热线)$")
ORGANISATION = re.compile(
    rf"(?<=([{HAN}A-Za-z]{{2}}))(?:大学|学院|研究院|研究所|公司|集团|医院|银行|实验室(?!阶段|里|条件)|基金|协会|教授|博士|院长|主任|先生|女士|老师|工程师|经理)"
)
POINTED = re.compile(r"[该此某的个这那家位]$")
TOKEN = re.compile(rf"[^\W\d_{COMMON_HAN}]+(?:[-_.+/ ]?\d[\w.+/-]*)?|\d+(?=[A-Za-z]+-)")
HALF = ("一半", "减半")
OURS = re.compile(
    r"首选|次选|第[一二三四五](?=[项个条家年次步批期台套])|最好(?!的|地)|优先(?!推荐)|最(?:适合|合适|对口|接近|相关)|排在[前后]面"
)
EXTENT = re.compile(r"^[最第]")
"""Words of rank that the answer itself uses, or that only advise."""


def hard_problem(text: str, records: Mapping[str, AnyRecord], support: str, quoted: str, public: str) -> str:
    """Why the sentence may not stand whatever it rests on; "" when nothing speaks against it.

    ``support`` is everything verified and what the user said, ``quoted`` what was verified alone; both in plain form;
    ``public`` is what any record retrieved says openly.
    """
    if clean(text) != text:
        return "含有看不见的字符"
    folded = plain(text)
    if LINK.search(folded):
        return "含有链接或标记"
    rest = without_ids(folded, records)
    checks = (
        contact_problem(rest, records, f"{support}\n{public}", quoted),
        order_problem(folded, quoted),
        status_problem(folded, records, quoted),
    )
    return next((problem for problem in checks if problem), "")


def without_ids(text: str, records: Mapping[str, AnyRecord]) -> str:
    """Plain text with the ids of known records blanked."""
    for record_id in sorted((plain(one) for one in records), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(record_id)}(?![\w-])", " ", text)
    return text


def contact_problem(text: str, records: Mapping[str, AnyRecord], support: str, quoted: str) -> str:
    """A contact word passes only as part of a longer word of the quotes, such as 快充手机."""
    digits = re.sub(r"(?<=\d)[\s\-.·_*,，、()]+(?=\d)", "", text)
    found = (text[max(0, one.start() - 2) : one.end()] for one in lexicon("contacts", "word").finditer(text))
    loose = any(not COMPOUND.match(word) or word not in quoted for word in found)
    if loose or lexicon("contacts", "digits").search(digits):
        return "含有联系方式，双方同意前不显示"
    for record in records.values():
        for secret in (getattr(record, "contact", ""), getattr(record, "internal", "")):
            parts = (part for part in _fragments(plain(secret)) if part in text and part not in support)
            if secret and any(not _is_everyday(part) for part in parts):
                return "含有受保护的信息"
    return ""


def _fragments(secret: str) -> Iterable[str]:
    """Words of a protected field, and every run of four characters of the longer ones."""
    for part in re.split(r"[\s，,。；;：:、()（）/|]+", secret):
        if 2 <= len(part) <= SECRET_RUN:
            yield part
        yield from ngrams(part, SECRET_RUN)


def _is_everyday(part: str) -> bool:
    """Whether nothing but words that any sentence may use is left of a fragment."""
    rest = lexicon("neutral").sub("", lexicon("plain").sub("", part))
    return len(rest) < 2 <= len(part) - len(rest)


def order_problem(text: str, quoted: str) -> str:
    """Words that speak to a model, ask for secrets or promise."""
    order = lexicon("orders").search(text)
    hedged = lexicon("cues", "caution").sub(" ", text)
    found = order or lexicon("promises").search(hedged) or lexicon("private").search(text)
    if found and found.group() not in quoted:
        return f"含有不应出现的措辞“{found.group()}”"
    return "含有指令性文字" if order else ""


def token_problem(rest: str, support: str) -> str:
    """Latin words, rare characters and model numbers must stand in the support as they are, digits be plain."""
    known = normalise(support)
    for char in rest:
        if unicodedata.category(char) in ("Nd", "No", "Nl") and not char.isascii() and char not in support:
            return f"含有不常见的数字写法“{char}”"
    for match in TOKEN.finditer(rest):
        if not re.search(rf"(?<![a-z]){re.escape(normalise(match.group()))}(?![a-z])", known):
            return f"“{match.group()}”在引文和您的原话中都找不到"
    return ""


def claim_problem(text: str, quoted: str, said: str, sentence: str, *, asked: bool, dealt: bool) -> str:
    """Honours, ranks, extents, approvals and institutions must stand in what was verified.

    An extent may also be the user's own (``said``), or a half that two amounts of the ``sentence`` show; where the user
    is ``asked``, a superlative claims nothing, and where something is proposed (``dealt``), neither does a deed.
    """
    unspaced = quoted.replace(" ", "")
    for match in lexicon("claims").finditer(OURS.sub(lambda found: " " * len(found.group()), text)):
        if dealt and lexicon("claims", "deed").fullmatch(match.group()):
            continue
        wished = match.group() in said and (dealt or lexicon("cues", "user").search(text))
        if asked and EXTENT.search(match.group()):
            continue
        if match.group() not in quoted and not wished and not (match.group() in HALF and _is_halved(sentence)):
            return f"引文里没有“{match.group()}”"
    for match in ORGANISATION.finditer(text):
        name = match.group(1) + match.group()
        if match.group() in said:
            continue
        if normalise(name) not in normalise(unspaced) and not POINTED.search(match.group(1)):
            return f"引文里没有“{name}”"
    return ""


def _is_halved(text: str) -> bool:
    """Whether two amounts of the sentence stand as one to two."""
    values = [one.value for one in claims(text) if one.literal not in HALF]
    return any(abs(left * 2 - right) <= 1e-9 * abs(right) for left in values for right in values if right)


def status_problem(text: str, records: Mapping[str, AnyRecord], quoted: str) -> str:
    """What is not in force may be named only with its status."""
    folded = letters(text)
    for record in records.values():
        if not isinstance(record, Resource) or record.status is ResourceStatus.ACTIVE:
            continue
        names = [letters(name) for name in (record.title, record.id, *record.aliases)]
        if not any(name and name in folded for name in names):
            continue
        if not lexicon("hedges", "status").search(text) or lexicon("availability").search(text):
            return f"把{record.status.value}中的“{record.title}”写成了可以使用"
    return ""
