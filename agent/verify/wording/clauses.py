"""A sentence cut into clauses, each with what it is: a fact, a question, a supposition, advice or a caution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.verify.words import lexicon

Kind = Literal["fact", "question", "condition", "advice", "caution"]
_CUT = re.compile(r"(?<=[，；。！？?!：;])|(?<=,)(?!\d)|(?<=——)|(?<=\n)")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）")
_ASKS = re.compile(r"[您你贵]|还是|是否|多少|多[高大长久远厚快重]|哪|什么|怎么|几|是不是|能不能|有没有")
_GOES_ON = re.compile(r"(?:分清|看看?|问清?|确认|弄清|比较|对比|估|算|定|选|约|带上?|测|试|查)")
"""How advice goes on in its next clause."""
_END = "，,；;。！!：: \n—"


@dataclass(frozen=True)
class Clause:
    """One clause without its closing sign, and what it is."""

    text: str
    kind: Kind

    @property
    def of_user(self) -> bool:
        """Whether it speaks of what the user said or has."""
        return lexicon("cues", "user").search(self.text) is not None


def clauses_of(sentence: str) -> list[Clause]:
    """The clauses in order; quotation marks, titles and brackets are never cut."""
    flat = _QUOTED.sub(lambda match: "\ufffc" * len(match.group()), sentence)
    pieces, at = [], 0
    for piece in _CUT.split(flat):
        text = sentence[at : at + len(piece)]
        at += len(piece)
        if text.strip(_END):
            pieces.append(text.strip())
    found: list[Clause] = []
    for place, one in enumerate(pieces):
        kind, text = _kind(one, _asked(pieces, place)), one.strip(_END)
        if kind == "fact" and found and found[-1].kind == "advice" and _GOES_ON.match(text):
            kind = "advice"
        found.append(Clause(text, kind))
    return found


def _asked(pieces: list[str], place: int) -> bool:
    """Whether the sentence that the piece belongs to ends with a question mark."""
    for one in pieces[place:]:
        if one[-1] in "？?":
            return True
        if one[-1] in "。；;！!":
            return False
    return False


def _kind(piece: str, asked: bool) -> Kind:
    text = piece.strip(_END)
    if lexicon("cues", "question").search(text) or (asked and _ASKS.search(text)):
        return "question"
    for kind in ("condition", "caution", "advice"):
        if lexicon("cues", kind).search(text):
            return kind
    return "fact"
