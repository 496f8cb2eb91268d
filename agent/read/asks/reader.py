"""One reader of what a text asks for, short or long, titled or not: object, problem, sub-requirements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from agent.read.asks.choosing import select
from agent.read.asks.generic import is_generic
from agent.read.asks.problem import find_problem, strip_words
from agent.read.asks.sight.model import model
from agent.read.asks.sight.prepared import Seen, see
from agent.read.asks.sight.relations import ROLES
from agent.read.asks.summary import summarise
from agent.read.asks.vague import figures, marks
from agent.schema import SubRequirement

LEAST = 0.12
"""Below this chance even the likeliest stretch is not asked for."""

_ASIDE = [ROLES.index(role) for role in ("company", "money", "date", "background", "exclusion")]
_CLOSE = 0.3
VAGUE = -1.27
"""Log odds from which a text is too vague; a question costs less than a search for nothing in particular."""
SURE = 0.12
"""Below this chance a text names no object."""
SURELY = 0.0
"""Log odds from which a unit is said to ask for something."""


@dataclass(frozen=True, slots=True)
class Asks:
    """Object, problem and sub-requirements of a text; empty where it names none."""

    thing: str
    problem: str
    items: list[SubRequirement]


@lru_cache(maxsize=4)
def look(title: str, text: str) -> Seen:
    """What the models see in a text; the latest few are remembered."""
    return see(title, text, model())


def _quotes(seen: Seen) -> list[str]:
    most = max(seen.chances, default=0.0)
    chosen = select(seen.prepared.stretches, seen.chances, model().threshold, at_least_one=most >= LEAST)
    quotes = dict.fromkeys(stretch.quote for stretch in chosen)
    return [quote for quote in quotes if not is_generic(quote)] or list(quotes)


def _told(seen: Seen, quotes: list[str]) -> list[str]:
    """For each quote the unit of it that asks most and tells least of the firm, its money and other matters."""
    units, roles = seen.prepared.units, seen.roles
    worth = roles[:, 0] - roles[:, _ASIDE].max(axis=1) if len(units) else roles
    told = []
    for quote in quotes:
        stretch = next((s for s in seen.prepared.stretches if s.quote == quote), None)
        if stretch is None:
            told.append(quote)
            continue
        inside = range(stretch.first, stretch.last + 1)
        most = max(worth[k] for k in inside)
        told.append(next(units[k].text for k in inside if worth[k] >= most - _CLOSE))
    return told


def read_asks(title: str, text: str) -> Asks:
    """Read what title and text ask for. Quotes are exact substrings of the title or the text."""
    seen = look(title, text)
    quotes = _quotes(seen) or ([title.strip()] if title.strip() else [])
    thing = strip_words(seen.thing) if seen.sureness >= SURE else ""
    thing = "" if is_generic(thing) else thing
    items = [SubRequirement(id=f"S{n}", text=summarise(quote), quote=quote) for n, quote in enumerate(quotes, 1)]
    return Asks(thing, find_problem(_told(seen, quotes), thing, title), items)


def wishes(title: str, text: str) -> list[str]:
    """The units of the text that ask for something, as far as the model is sure of it, quoted or not."""
    seen = look(title, text)
    asked = seen.roles[:, ROLES.index("asked")].tolist() if len(seen.roles) else []
    return [
        unit.text.strip()
        for unit, odds in zip(seen.prepared.units, asked, strict=True)
        if odds > SURELY and not unit.in_title and unit.kind != "header"
    ]


def chances(title: str, text: str) -> list[tuple[str, float]]:
    """Every stretch that may be a requirement, with the chance that it is one."""
    seen = look(title, text)
    return [(stretch.quote, chance) for stretch, chance in zip(seen.prepared.stretches, seen.chances, strict=True)]


def reads_vague(title: str, text: str) -> bool:
    """Whether a text as a whole is too vague to start a search with."""
    seen = look(title, text)
    return model().vague_score(marks(seen), figures(seen)) > VAGUE
