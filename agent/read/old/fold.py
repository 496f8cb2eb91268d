"""Length-preserving folding: every character of the result stands at the index of its original.

Extraction reads the folded text and cuts its quotes out of the original by the same span, so a quote stays an exact
substring. NFKC is not used because it changes lengths.
"""

from __future__ import annotations

_GROUPS = {
    "~": "～∼〜˜",
    "-": "－—–―‐‑‒−─━",
    "≥": "≧⩾﹥",
    "≤": "≦⩽﹤",
    ":": "：∶︰",
    "℃": "",
    "μ": "µ",
    "Ω": "Ω",
    "φ": "ΦΦϕ∅Øø",
    "·": "•⋅∙・‧●",
    "×": "✕╳⨯",
    "%": "％﹪",
    "'": "‘’",
    '"': "“”",
    " ": "\u3000\u00a0\t\u2002\u2003\u2009\u200b\ufeff\r",
}


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for target, variants in _GROUPS.items():
        table.update({ord(variant): target for variant in variants})
    for keep in "，。；？！":
        table[ord(keep)] = keep
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """Fold ``text`` character by character: full width to half width, dashes, tildes and signs unified.

    Chinese commas, full stops and semicolons keep their form. A literal backslash followed by ``n``, as some exports
    write a line break, becomes two line breaks. ``len(fold(text)) == len(text)`` always holds.
    """
    return text.translate(_TABLE).replace("\\n", "\n\n")
