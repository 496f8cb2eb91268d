"""Budget, deadline, places, partners, modes, limits and exclusions that a model proposes, each checked by its quote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from agent.model.text.quotes import find_quote
from agent.read.by_model.proposed import Row, rows, texts
from agent.read.by_model.schema import MOST_WORDS
from agent.read.changes.fields import MODES
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.region import find_places, plain_region
from agent.schema import SERVICES
from knowledge.quantities import find_money

Update = dict[str, Any]
PARTNERS = ("高校", "科研院所", "企业")
_PHRASE_MAX, _THING_MAX = 60, 16
_CLOSE = 1e-6


def budget(row: object, message: str) -> Update | None:
    """The sum in yuan where the quote says it; a range counts as its upper end. None where it does not hold."""
    if not isinstance(row, dict):
        return None
    quote, yuan = find_quote(row.get("quote"), message), row.get("yuan")
    if not quote or not isinstance(yuan, int | float) or isinstance(yuan, bool):
        return None
    sums = find_money(quote) or find_money(f"预算{quote}")
    said = [one.yuan for one in sums]
    right = [one for one in {*said, sum(said)} if abs(one - yuan) <= _CLOSE * max(1.0, one)]
    return {"budget_cny": right[0], "budget_quote": quote} if right else None


def deadline(row: object, message: str, today: date) -> Update | None:
    """The time limit as quoted, with the months that code reads from it; None where it reads none."""
    quote = find_quote(row.get("quote"), message) if isinstance(row, dict) else ""
    if not quote or len(quote) > _PHRASE_MAX:
        return None
    said, months = extract_deadline(quote, today)
    if not said:
        said, months = extract_deadline(f"期限{quote}", today)
    return {"deadline": quote, "deadline_months": months} if said else None


def service(value: object) -> Update | None:
    """What is asked for, where it is one of the known kinds."""
    return {"service": value} if value in SERVICES else None


def limits(value: object, message: str) -> Update | None:
    """What must not change, as the message says it."""
    found = [quote for one in texts(value) if (quote := find_quote(one, message)) and len(quote) <= _PHRASE_MAX]
    return {"constraints": found[:MOST_WORDS]} if found else None


def exclusions(value: object, message: str) -> Update | None:
    """What is not wanted: the quotes, and the things in them by which records are filtered."""
    pairs = _quoted(value, message, lambda word, quote: find_quote(word, quote) if len(word) <= _THING_MAX else "")
    if not pairs:
        return None
    return {"exclusions": _once(quote for _, quote in pairs), "exclude": _once(word for word, _ in pairs)}


def places(value: object, message: str, name: str) -> Update | None:
    """Regions that the quotes name, as the card writes them."""
    return _list(name, _quoted(value, message, _place))


def partners(value: object, message: str, name: str) -> Update | None:
    """Kinds of partner; the words of the message may be others (大学, 研究所)."""
    return _list(name, _quoted(value, message, lambda word, _: word if word in PARTNERS else ""))


def modes(value: object, message: str) -> Update | None:
    """Modes of cooperation by their registered names."""
    known = [mode for mode in MODES if mode != "未说明"]
    return _list("cooperation", _quoted(value, message, lambda word, _: word if word in known else ""))


def _place(word: str, quote: str) -> str:
    plain = plain_region(word)
    return plain if plain in find_places(quote) or find_quote(word, quote) else ""


def _quoted(value: object, message: str, read: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """The words that ``read`` takes, with their quotes, of rows whose quote stands in the message."""
    found: list[tuple[str, str]] = []
    for row in rows(value)[:MOST_WORDS]:
        quote, word = find_quote(row.get("quote"), message), row.get("word")
        if quote and len(quote) <= _PHRASE_MAX and isinstance(word, str) and word.strip():
            taken = read(word.strip(), quote)
            found += [(taken, quote)] if taken else []
    return found


def _list(name: str, pairs: list[tuple[str, str]]) -> Update | None:
    words = _once(word for word, _ in pairs)
    return {name: words} if words else None


def _once(words: Any) -> list[str]:
    return list(dict.fromkeys(words))


def every(need: Row, message: str, today: date) -> dict[str, tuple[object, Update | None]]:
    """Each term that the need proposes: what the model said, and the card values that it sets (None: refused)."""
    found: dict[str, tuple[object, Update | None]] = {}
    readers: dict[str, Callable[[object], Update | None]] = {
        "budget": lambda value: budget(value, message),
        "deadline": lambda value: deadline(value, message, today),
        "limits": lambda value: limits(value, message),
        "exclusions": lambda value: exclusions(value, message),
        "regions": lambda value: places(value, message, "regions"),
        "no_regions": lambda value: places(value, message, "exclude_regions"),
        "partners": lambda value: partners(value, message, "institution_types"),
        "no_partners": lambda value: partners(value, message, "exclude_institutions"),
        "modes": lambda value: modes(value, message),
        "service": service,
    }
    for name, read in readers.items():
        if need.get(name) not in (None, "", [], {}):
            found[name] = (need[name], read(need[name]))
    return found
