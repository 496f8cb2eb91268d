"""What a text says and the card leaves out is shown, and nothing else is."""

from __future__ import annotations

from datetime import date

from agent.read import understand
from agent.read.indicators.extract import Read, read_quantities
from agent.read.unread import MOST, NUMBER, find_unread
from agent.schema import RequirementCard, Unread

TODAY = date(2026, 3, 1)
TEXT = "辊压机辊面磨损快，四个小时要停一回，电话13800138000，十六根一组，三块五以内"


def doubtful(text: str) -> list[Read]:
    """The numbers of a text as if the reader were not sure of any."""
    return [
        Read(one.quantity, one.role, one.operator, one.name, one.unit, one.quote, 0.4) for one in read_quantities(text)
    ]


def test_numbers_without_a_sure_role_are_shown() -> None:
    """In the order of the text, at most MOST, each a quote."""
    found = find_unread(RequirementCard(text=TEXT), TEXT, "", doubtful(TEXT))
    assert 0 < len(found) <= MOST
    places = [TEXT.find(one.quote) for one in found if one.kind == NUMBER]
    assert -1 not in places and places == sorted(places)


def test_what_a_field_stands_on_is_not_shown() -> None:
    """A number within a quote of the card was read, whatever its chance."""
    card = RequirementCard(text=TEXT, constraints=["三块五以内"], problem="四个小时要停一回")
    shown = " ".join(one.quote for one in find_unread(card, TEXT, "", doubtful(TEXT)))
    assert "三块五" not in shown and "四个小时" not in shown


def test_contacts_are_hidden() -> None:
    """The line is shown to others too."""
    assert not any("13800138000" in one.quote for one in find_unread(RequirementCard(), TEXT, "", doubtful(TEXT)))


def test_a_plain_need_leaves_nothing() -> None:
    """What the card holds is not said to be unread; what was typed in traditional characters is quoted as typed."""
    assert understand("注塑件良率92%，想提高到98%", today=TODAY).unread == []
    card = understand("注塑件良率92%，想提高到98%", today=TODAY).model_copy(update={"unread": [Unread(quote="良率")]})
    assert card.unread[0].quote in card.text
