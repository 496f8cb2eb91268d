"""From bytes to text: UTF-8 and UTF-16 by their marks, UTF-8 if valid, else GB18030, else a guess."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from knowledge.importing.limits import ImportProblem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED = 0.01


def decode(data: bytes) -> str:
    """The text of a file.

    GB18030 goes before its look-alikes (Big5, EUC-KR), whose guesses are worse on Chinese tables. UTF-8 in
    which at most one character in a hundred is broken is kept, with U+FFFD at the broken places.
    ImportProblem when nothing fits.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", errors="replace")
    wide = sum(1 for character in lenient if ord(character) > 127)
    if lenient.count("\ufffd") <= _TOLERATED * wide:
        return lenient
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
    if best is None:
        raise ImportProblem("文字编码无法识别。请用 Excel 或记事本另存为 UTF-8 编码后再导入。")
    return str(best)
