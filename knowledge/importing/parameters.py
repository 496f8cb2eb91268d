"""Technical parameters out of text such as ``良率≥98%；周期 ≤ 30 s``."""

from __future__ import annotations

import re

from knowledge.records import Operator, Parameter

_OPS: dict[str, Operator] = {
    **dict.fromkeys((">=", "≥", "≧", "不低于", "不小于", "不少于", "大于等于", "至少", "高于等于"), ">="),
    **dict.fromkeys(("<=", "≤", "≦", "不超过", "不高于", "不大于", "不多于", "小于等于", "至多", "±"), "<="),
    **dict.fromkeys((">", "＞", "大于", "高于", "超过", "优于"), ">"),
    **dict.fromkeys(("<", "＜", "小于", "低于"), "<"),
    **dict.fromkeys(("约为", "约", "大约", "≈"), "approx"),
    **dict.fromkeys(("=", "＝", "为", "达到", "达", "可达", "：", ":"), "="),
}
_AFTER: dict[str, Operator] = {"以上": ">=", "及以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "approx"}
_NUMBER = r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*[×xX*]\s*10\^?[-+]?\d+|[eE][-+]?\d+)?"
_OP = "|".join(re.escape(op) for op in sorted(_OPS, key=len, reverse=True))
_PARAMETER = re.compile(
    rf"(?P<name>[^；;\n]*?[^\s\d；;\n]?)\s*(?P<op>(?:{_OP})(?:\s*(?:{_OP}))*)\s*(?P<value>{_NUMBER})"
    rf"(?:\s*(?:%|℃|°C)?\s*[-–—~～至到]\s*(?P<max>{_NUMBER}))?\s*(?P<unit>[^\d\s，,。（(；;]?[^，,。（(；;]{{0,15}}?)"
    rf"\s*(?P<after>{'|'.join(sorted(_AFTER, key=len, reverse=True))})?\s*(?:[（(](?P<condition>[^）)]*)[）)])?[。.]?"
)
_UNIT = r"[A-Za-zμµΩ%‰℃°][A-Za-zμµΩ%‰℃°/²³·^*0-9-]{0,11}|万?[年次元吨倍人台天]|小时|分钟|个月|万元"
_BARE = re.compile(
    rf"(?P<name>[^\d；;\n，,]*[^\d；;\n，,第±\s-])\s*(?P<op>)(?P<value>{_NUMBER})"
    rf"(?:\s*(?:%|℃|°C)?\s*[-–—~～至到]\s*(?P<max>{_NUMBER}))?\s*(?P<unit>{_UNIT})"
    rf"\s*(?P<after>{'|'.join(sorted(_AFTER, key=len, reverse=True))})?\s*(?:[（(](?P<condition>[^）)]*)[）)])?[。.]?"
)
"""Without an operator (成本降低30%) a number counts only with a unit behind it."""

_PIECES = re.compile(r"[；;\n]+|[。](?!\d)")
_NUMBERING = re.compile(r"^[（(]?\d{1,2}[.、)）]\s*(?=\D)")
_COMMAS = re.compile(r"[，、]|,(?!\d{3})")


def parse_parameters(text: str) -> tuple[list[Parameter], list[str]]:
    """The parameters stated in ``text``, and the pieces in which none was recognised."""
    found: list[Parameter] = []
    rest: list[str] = []
    for piece in filter(None, (piece.strip() for piece in _PIECES.split(text))):
        parts = [_parse(part.strip()) for part in _COMMAS.split(piece)]
        if not all(parts):
            parts = [_parse(piece)]
        found += [part for part in parts if part]
        rest += [] if all(parts) else [piece]
    return found, rest


def _parse(piece: str) -> Parameter | None:
    piece = _NUMBERING.sub("", piece)
    match = _PARAMETER.fullmatch(piece) or _BARE.fullmatch(piece)
    if match is None or not match["name"].strip(" ：:，,"):
        return None
    ops = [_OPS[op] for op in re.findall(_OP, match["op"])]
    op: Operator = next((op for op in reversed(ops) if op != "="), "=")
    value, high = number(match["value"]), number(match["max"]) if match["max"] else None
    if high is not None and high >= value:
        op = "range"
    elif match["after"]:
        op = _AFTER[match["after"]]
    return Parameter(
        name=match["name"].strip(" ：:，,"),
        op=op,
        value=value,
        value_max=high if op == "range" else None,
        unit=match["unit"].strip(),
        condition=(match["condition"] or "").strip(),
    )


def number(text: str) -> float:
    """The value of a number as people write it: ``1,200``, ``3.5×10^-6``, ``2e3``."""
    plain = text.replace(",", "").replace(" ", "")
    return float(re.sub(r"[×xX*]10\^?", "e", plain))
