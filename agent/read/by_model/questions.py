"""The questions of a card in the model's words, where they are harmless and ask for what is missing."""

from __future__ import annotations

import re

from agent.read.by_model.proposed import Proposal
from agent.read.by_model.wording import is_harmless
from agent.schema import Question, RequirementCard
from agent.verify.wording.hard import ORGANISATION
from agent.verify.words import lexicon
from knowledge.text import HAN

MOST, SHORTEST, LONGEST = 2, 6, 60
PLAIN = re.compile(rf"[{HAN}，、；：“”（）？?/\s]")
CLAIMING = ("claims", "availability")
SPELLED_OUT = re.compile(r"百分|[零一二三四五六七八九十百千万亿]{2,}")
"""A number in words; digits are left out by ``PLAIN``."""


def questions(card: RequirementCard, proposal: Proposal) -> list[Question]:
    """Ours in the model's words; a leading model may ask for an open slot of its own where ours asks nothing."""
    said = {str(row.get("slot")): str(row.get("text") or "").strip() for row in reversed(proposal.questions)}
    good = {slot: text for slot, text in said.items() if _harmless(text, f"{card.title}\n{card.text}")}
    worded = [one.model_copy(update={"text": good.pop(one.slot, one.text)}) for one in card.questions]
    own = [Question(slot=slot, text=text) for slot, text in good.items() if _open(slot, card)]
    if card.vague and proposal.leads:
        worded = [*worded, *own]
    return worded[:MOST]


def _open(slot: str, card: RequirementCard) -> bool:
    return slot in ("object", "problem", "indicators") and not getattr(card, slot)


def _harmless(text: str, said: str) -> bool:
    """Whether it is a short Chinese question without numbers, contacts, promises or orders."""
    asks = SHORTEST <= len(text) <= LONGEST and text.endswith(("？", "?"))
    strange = [code for code in PLAIN.sub(" ", text).split() if code not in said]
    claims = any(lexicon(name).search(text) for name in CLAIMING) or ORGANISATION.search(text)
    return asks and not strange and not claims and not SPELLED_OUT.search(text) and is_harmless(text)
