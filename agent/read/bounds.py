"""How much of a text is read: a bound on the time of every reading, and what was cut said on the card."""

from __future__ import annotations

from agent.schema import RequirementCard, Unread
from agent.verify.words import without_contacts
from knowledge.text import READ_CHARS, cut

TITLE_CHARS = 300
CUT = "截断"
_SHOWN = 24
_SAID = {
    "zh": f"您的内容太长，只读了前 {READ_CHARS} 字，后面的没有读；请把没读到的部分分开再发一次。",
    "en": f"Your text is too long: only the first {READ_CHARS} characters were read. Please send the rest by itself.",
}


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
