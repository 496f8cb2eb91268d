"""The citations that carry a sentence's amounts: the passages of the records it speaks of that state them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.schema import Citation
from agent.verify.citing import UNTELLING, cite
from agent.verify.quantities import claims, plain
from agent.verify.wording.ground import Ground
from knowledge.records import AnyRecord
from knowledge.text import normalise

MOST = 6
_PASSAGE = re.compile(r"[^。；;\n]+")


def carrying(text: str, spoken: Sequence[str], ground: Ground) -> list[Citation]:
    """One passage for each amount of the sentence, from the records ``spoken`` of; at most six."""
    wanted = {one.value for one in claims(plain(normalise(text)))}
    found: dict[float, Citation] = {}
    for record_id in spoken:
        record = ground.records[record_id]
        for name, passage in _passages(record):
            values = {one.value for one in claims(plain(normalise(passage)))} & wanted - found.keys()
            if values:
                citation = cite(record, name, passage)
                found |= dict.fromkeys(values, citation)
    return list({(one.record_id, one.field, one.quote): one for one in found.values()}.values())[:MOST]


def _passages(record: AnyRecord) -> Iterator[tuple[str, str]]:
    for name, text in record.citable_fields().items():
        if name not in UNTELLING:
            yield from ((name, match.group().strip()) for match in _PASSAGE.finditer(text) if match.group().strip())
