"""Quotes as the user typed them: the readers see simplified characters, the card's quotes show the original ones."""

from __future__ import annotations

from agent.schema import RequirementCard


def restored(card: RequirementCard, title: str, text: str) -> RequirementCard:
    """``card`` (read from simplified ``card.title`` and ``card.text``) with its quotes as they were typed.

    Names, object and problem stay simplified, since they search the catalogue; ``typed`` keeps the original text.
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
    card.typed = f"{title}\n{text}".strip()
    return card
