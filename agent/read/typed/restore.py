"""What the readers see of what was typed, and quotes as they were typed."""

from __future__ import annotations

from agent.read.typed.homophones import corrected, find_guesses
from agent.read.typed.language import Language, language_of
from agent.schema import Guess, RequirementCard
from knowledge.text import simplify


def as_read(title: str, text: str) -> tuple[str, str, list[Guess], Language]:
    """Title and text as the readers see them (simplified, sure misspellings mended), the guesses and the language."""
    language = language_of(f"{title}\n{text}")
    if language == "en":
        return title, text, [], language
    guesses = find_guesses(f"{title}\n{text}")
    return corrected(simplify(title), guesses), corrected(simplify(text), guesses), guesses, language


def restored(card: RequirementCard, title: str, text: str) -> RequirementCard:
    """``card`` (read from the mended ``card.title`` and ``card.text``) with its quotes as they were typed.

    Names, object and problem stay as read, since they search the catalogue; ``typed`` keeps the original text.
    """
    if title == card.title and text == card.text:
        return card

    def original(quote: str) -> str:
        for plain, written in ((card.text, text), (card.title, title)):
            if quote and (at := plain.find(quote)) >= 0:
                return written[at : at + len(quote)]
        return quote

    for number in (*card.indicators, *card.baselines):
        number.quote = original(number.quote)
    for item in card.sub_requirements:
        item.quote = original(item.quote)
    card.budget_quote, card.deadline = original(card.budget_quote), original(card.deadline)
    card.constraints = [original(quote) for quote in card.constraints]
    card.exclusions = [original(quote) for quote in card.exclusions]
    card.unread = [one.model_copy(update={"quote": original(one.quote)}) for one in card.unread]
    card.typed = f"{title}\n{text}".strip()
    return card
