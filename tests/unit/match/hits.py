"""What the matcher's tests share: hits that point at given records."""

from __future__ import annotations

from collections.abc import Iterable

from agent.match.retrieved import Retrieved
from knowledge import Hit, Record


def retrieved(records: Iterable[Record]) -> Retrieved:
    """The records as one list of hits of the lexical leg alone, in their order."""
    held: dict[str, Record] = {one.id: one for one in records}
    return Retrieved(whole=[Hit(id, "achievement", 1.0) for id in held], records=held)
