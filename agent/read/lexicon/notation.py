"""How a word of the lexicon is written: most are plain, a few leave room.

======== ============================================ ======================
``…``    up to twelve characters of the same clause   委托…开发
``‥``    up to eight, none of them 的                  相关‥企业
``(|)``  one of several; an empty one may be left out  (可|能)直接(应用|投产)
``~()``  none of these may follow                      技术开发~(区|中心)
``^ $``  the beginning, the end of the text           ^需$
======== ============================================ ======================
"""

from __future__ import annotations

import re

_ROOMS = {"…": r"[^，。；,;\n■]{0,12}?", "‥": r"[^，。；,;\n■的]{0,8}?"}
_SIGNS = frozenset("…‥(|)~^$")


def is_plain(word: str) -> bool:
    """Whether the word is to be found as it stands."""
    return _SIGNS.isdisjoint(word)


def compiled(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of the words, the first that fits at a place."""
    return re.compile("|".join(_pattern(word) for word in words))


def _pattern(word: str) -> str:
    escaped = "".join(sign if sign in _SIGNS else re.escape(sign) for sign in word)
    grouped = escaped.replace("(", "(?:").replace("~(?:", "(?!")
    for sign, room in _ROOMS.items():
        grouped = grouped.replace(sign, room)
    return grouped
