"""Cut a chat message into short statements and tell what each of them does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agent.read.asks import words
from agent.read.asks.phrases import is_generic
from agent.read.sections import Clause
from knowledge.text import HAN

Kind = Literal["makes", "symptom", "wish", "partner", "topic"]
_SPACE = re.compile(rf"(?<=[{HAN}])[ 　]+(?=[{HAN}\d])|、")
_SKIPPED = frozenset(["existing", "budget", "cooperation", "result"])
_TARGET = re.compile(r"\d|[百千万]分之|[一二两三四五六七八九十几]个?(?:倍|成|年|月|天|小时)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement: ``text`` is what it says, ``quote`` the exact words of the message it stands in.

    ``numeric`` tells that it gives a number; ``tied`` that it shares a clause with the piece before it.
    """

    kind: Kind
    text: str
    quote: str
    numeric: bool = False
    tied: bool = False


def _complains(text: str) -> bool:
    """Whether ``text`` names a symptom; what it forbids or bounds by a number is asked for, not suffered."""
    if words.FORBIDS.match(text) or words.BOUND.search(text):
        return False
    return any(p.search(text) for p in (words.SYMPTOM, words.FREQUENT, words.NUMERIC_SYMPTOM))


def _bare(text: str) -> str:
    """``text`` without politeness around it and without conditions such as budget, deadline and region."""
    if label := words.LABEL.match(text):
        text = "" if words.SKIPPED_LABEL.search(label["name"]) else text[label.end() :]
    text = words.OPENING.sub("", text.strip("“”\"'，、 　"))
    if words.ASIDE.search(text):
        return ""
    text = re.sub(r"^(?:指导|协助|帮助)(?=解决|处理|提高|降低|改善|消除)", "", words.POST.sub("", text))
    text = re.sub(r"^(?:有)?(?:一|某)(?:项|种|款|套|类)(?=[^，。]{3,})", "", text)
    if words.MONEY.search(text) and not re.search(r"太高|太贵|太大|降", text):
        return ""
    text = words.CONDITION.sub("", text)
    return words.CLOSING.sub("", words.OPENING.sub("", text)).strip("，、：: ")


def _members(clause: str) -> list[str]:
    """The parts of a clause that state something each: 漆渣发黏、池子发臭, but not 石灰石粉、玄武岩石粉."""
    if (wrapped := words.WRAPPED.match(clause)) and _complains(wrapped["inner"]):
        clause = wrapped["inner"]
    parts = _SPACE.split(clause)
    spaced = re.search(r"[ 　]", clause)
    if len(parts) > 1 and (spaced or all(words.SYMPTOM.search(p) for p in parts)):
        return [p for p in parts if p]
    return [clause]


def _partner(text: str) -> tuple[list[str], str]:
    """The topics for which a partner is sought, and what is left of ``text``."""
    found = [m["topic"] for m in words.PARTNER.finditer(text)]
    return [t for t in found if not is_generic(t)], words.PARTNER.sub("", text)


def _wishes(body: str) -> list[str]:
    """The wishes that one clause lists: 无人值守和故障预测."""
    body = words.HURRY.sub("", body)
    parts = re.split(r"、|以及|[和及](?!时)", body)
    if len(parts) > 1 and all(len(part) >= 4 and words.TASK.search(part) for part in parts):
        return parts
    return [body]


def _read(text: str, quote: str, tied: bool) -> Iterable[Piece]:
    numeric = bool(_TARGET.search(text))
    own = words.SELF.sub("", text)
    if (
        (match := words.IS_MAKER.match(own))
        or (match := words.MAKES.match(own))
        and not (words.SYMPTOM.search(own) or words.TASK.search(own))
    ):
        yield Piece("makes", match["thing"], quote)
        return
    team = words.TEAM_THAT.match(text)
    if team:
        own = text[team.end() :]
    else:
        topics, rest = _partner(text)
        yield from (Piece("partner", topic, topic if topic in quote else quote) for topic in topics)
        if rest != text and (topics or is_generic(words.WISH.sub("", rest))):
            return
        text = rest if topics else text
        own = words.SELF.sub("", text)
    wish = words.WISH.match(own)
    if words.FORBIDS.match(own) and not words.BOUND.search(own):
        yield Piece("wish", own, quote, numeric, tied)
        return
    change = not words.SYMPTOM.search(own) and (words.WANTED_CHANGE.match(own) or words.OUT_OF.match(own))
    if wish or team or change or re.match(r"^[把将让]", own) or words.GIVE.match(own):
        body = re.sub(r"^能够?(?=[让把将使])", "", own[wish.end() :] if wish else own)
        if re.fullmatch(r"(?:做|搞|上).{2,5}", body) and not words.TASK.search(body) and not is_generic(body):
            yield Piece("topic", body[1:], quote)
        elif len(body) >= 2 and not is_generic(body):
            yield from (Piece("wish", part, part if part in quote else quote, numeric, tied) for part in _wishes(body))
    elif (split := _late_wish(own)) and words.REMEDIED.match(own[split.end() :]) and _complains(own[: split.start()]):
        yield Piece("symptom", own[: split.start()], quote, numeric, tied)
    elif not split and _complains(own):
        yield Piece("symptom", own, quote, numeric, tied)
    elif not is_generic(own):
        if split:
            topic, body = own[: split.start()], words.HURRY.sub("", own[split.end() :])
            body = body + re.split("[里中]?的", topic)[-1] if len(body) == 1 and body not in "搞做弄干用" else body
            both = Piece("topic", topic, quote), Piece("wish", body, quote, numeric, True)
            yield from both[::-1] if words.ORGANISATION.search(both[0].text) else both
        else:
            yield Piece("topic", own, quote, numeric, tied)


def _late_wish(text: str) -> re.Match[str] | None:
    """A wish word behind its subject: 搅拌站想把 …, 养老院想给 …"""
    return re.search(
        rf"(?<=[{HAN}]{{2}})(?:想要?|希望能?|要求|需要|打算|怎么|如何|怎样|能不能|谁家?能)(?=[{HAN}])",
        text,
    )


def pieces(clauses: list[Clause]) -> list[Piece]:
    """What the clauses of a chat message say, in order; politeness and conditions are left out.

    Under a heading such as 企业简介 only what the enterprise makes counts, after all else.
    """
    found: list[Piece] = []
    about: list[Piece] = []
    for clause in clauses:
        for nth, quote in enumerate(_members(clause.text)):
            if text := _bare(quote):
                read = list(_read(text, quote, nth > 0))
                if clause.section in _SKIPPED:
                    about += [Piece("topic", p.text, p.quote) for p in read if p.kind == "makes"]
                else:
                    found += read
    return found + about
