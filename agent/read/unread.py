"""What a text says and no field of the card holds: a number without a meaning, a wish that was not taken up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.read.asks.generic import is_generic
from agent.read.asks.reader import wishes
from agent.read.indicators.extract import Read
from agent.schema import RequirementCard, Unread
from agent.verify.words import without_contacts

MOST = 3
NUMBER, WISH = "数字", "要求"
_DOUBT = 0.65
_SHORTEST = 4


def find_unread(card: RequirementCard, text: str, title: str, numbers: Sequence[Read]) -> list[Unread]:
    """At most MOST stretches of ``text`` that the card leaves out, in the order of the text.

    Numbers with a unit count where the reader found no role for them, or none that is likelier than not. Contacts are
    hidden, since the line is shown.
    """
    held = list(_quotes(card))
    found = [
        (text.find(quote), quote, kind) for quote, kind in _candidates(text, title, numbers) if not _held(quote, held)
    ]
    kept: list[Unread] = []
    for at, quote, kind in sorted(found):
        if at >= 0 and not any(quote in one.quote or one.quote in quote for one in kept):
            kept.append(Unread(quote=without_contacts(quote), kind=kind))
    return kept[:MOST]


def _candidates(text: str, title: str, numbers: Sequence[Read]) -> Iterable[tuple[str, str]]:
    for one in numbers:
        if one.unit and one.chance < _DOUBT:
            yield one.quote.strip(), NUMBER
    for wish in wishes(title, text):
        if len(wish) >= _SHORTEST and not is_generic(wish):
            yield wish, WISH


def _quotes(card: RequirementCard) -> Iterable[str]:
    yield from (one.quote for one in card.sub_requirements)
    yield from (one.quote for one in (*card.indicators, *card.baselines))
    yield from (*card.constraints, *card.exclusions, card.budget_quote, card.deadline, card.title, card.problem)


def _held(quote: str, held: Iterable[str]) -> bool:
    """Whether a field of the card stands on the same words."""
    return any(other and (other in quote or quote in other) for other in held)
