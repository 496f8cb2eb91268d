"""Names listed before their values: COD、氨氮和总磷分别低于50、5和0.5 mg/L."""

from __future__ import annotations

import re
from bisect import bisect_left

import rjieba

from agent.read.indicators.view.candidates import Scene

_LISTED = re.compile(r"(?P<names>[^，。；;:\n]{2,60}?)(?P<modal>应|要|需|须|可|均|要求)?分别")
_PARTS = re.compile(r"、|以及|(?<=[\u4e00-\u9fffA-Za-z\d])[和与及]")
_LONGEST = 80


def listed_names(scene: Scene) -> dict[int, tuple[str, int]]:
    """The name of each quantity of such a list, and the first quantity of the list, whose operator holds for all."""
    named: dict[int, tuple[str, int]] = {}
    starts = [one.at for one in scene.found]
    for match in re.finditer("分别", scene.text):
        clause = max(scene.layout.clause(match.start()), match.start() - _LONGEST)
        listed = _LISTED.fullmatch(scene.text, clause, match.end())
        names = [part.strip() for part in _PARTS.split(listed["names"])] if listed else []
        first = bisect_left(starts, match.end())
        end = scene.layout.clause_end(match.end())
        members = [at for at in range(first, min(first + len(names), len(starts))) if starts[at] < end]
        if 1 < len(names) == len(members):
            named |= {at: (name, first) for at, name in zip(members, _with_head(names), strict=True)}
    return named


def _with_head(names: list[str]) -> list[str]:
    """What is measured may stand once, behind the last: 铜、锌、铬去除率 are three rates."""
    *others, last = (rjieba.cut(name) for name in names)
    if any(len(other) > 1 for other in others) or len(last) < 2:
        return names
    return [*(name + "".join(last[1:]) for name in names[:-1]), names[-1]]
