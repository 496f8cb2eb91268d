"""The unit of a value: what code reads beside the number, or the model's fuller writing of it in the user's words."""

from __future__ import annotations

import re

from agent.model.text.quotes import find_quote
from knowledge.quantities import clean_unit

_LONGEST = 20
_PARTS = re.compile(r"[/·每]")
_COUNTERS = ("", "个", "個")
"""What is counted stands elsewhere: 氨氮不超过 2 个, in mg/l."""
_SCALED = "千万亿"
SCALES = {"千": 1e3, "k": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
"""Signs that a quote may set before its unit, with what they multiply: 万转 80."""


def unit_of(own: object, read: str, message: str, *, scaled: bool = False) -> str:
    """The model's unit ``own`` where all its parts stand in the message and it does not contradict what was ``read``.

    元/吨 of “每吨 0.9 元” does not, where 元 was read; 件 does where % was read. ``scaled``: the number has taken in
    the 万 of 万冲次.
    """
    if not isinstance(own, str) or len(own) > _LONGEST:
        return read
    unit = "".join(own.split())
    unit = unit.lstrip(_SCALED) if scaled else unit
    if not unit or clean_unit(unit) == clean_unit(read):
        return read
    stands = all(find_quote(part, message) for part in _PARTS.split(unit) if part)
    agrees = read in _COUNTERS or unit.startswith(read) or read.startswith(unit)
    return unit if stands and agrees else read
