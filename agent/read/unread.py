"""What a text says and no field of the card holds: a number without a meaning, a wish not taken up, what was cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.read.asks.generic import is_generic
from agent.read.asks.reader import wishes
from agent.read.indicators.extract import Read
from agent.schema import RequirementCard, Unread
from agent.verify.words import without_contacts
from knowledge.text import READ_CHARS, cut

MOST = 3
NUMBER, WISH = "数字", "要求"
_DOUBT = 0.65
_SHORTEST = 4
TITLE_CHARS = 300
CUT = "截断"
_SHOWN = 24
_SAID = {
    "zh": f"您的内容太长，只读了前 {READ_CHARS} 字，后面的没有读；请把没读到的部分分开再发一次。",
    "en": f"Your text is too long: only the first {READ_CHARS} characters were read. Please send the rest by itself.",
}


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


def bounded(title: str, text: str) -> tuple[str, str, list[Unread]]:
    """Title and text as far as they are read (TITLE_CHARS, READ_CHARS), and where they were cut."""
    title, rest_of_title = cut(title, TITLE_CHARS)
    text, rest = cut(text, READ_CHARS)
    cuts = [_begun(one) for one in (rest_of_title, rest) if one.strip()]
    return title, text, cuts


def said_cut(language: str) -> str:
    """The line of the answer that says that the text was cut, in the language of the card."""
    return _SAID.get(language, _SAID["zh"])


def newly_cut(card: RequirementCard, before: RequirementCard | None) -> bool:
    """Whether something was cut from what made ``card`` out of the card ``before``."""
    known = before.unread if before is not None and before.need == card.need else []
    return any(one.kind == CUT and one not in known for one in card.unread)


def _begun(rest: str) -> Unread:
    """Where the part that was not read begins; contacts are hidden, since the line is shown."""
    stretch = rest.strip()
    words = without_contacts(stretch[: 4 * _SHOWN])[:_SHOWN]
    return Unread(quote=words + ("……" if len(stretch) > _SHOWN else ""), kind=CUT)
