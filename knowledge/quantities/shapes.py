"""The shapes of an amount: one number with its unit, a compound (一小时二十分), a range, a tolerance, deviations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ..text import has_han
from .measure import convert
from .numbers import match_number
from .numerals import Hedge, Number, parse_han, scale_of
from .tables import load
from .units import Unit, read_unit, rest_of_unit

_AGAIN = re.compile(r"[±φ+]{0,2}(?P<minus>-|零下|负)?")
_MIDDLE = re.compile(r"个(?P<word>半|多)(?P<unit>月|小时|钟头|星期|礼拜|季度)")
_DEVIATION = r"[+-] ?\d{1,5}(?:\.\d{1,6})?|0(?![.\d])"
_DEVIATIONS = re.compile(
    rf" ?(?P<open>\()?(?P<first>{_DEVIATION})(?P<unit>[A-Za-zμ°℃%]{{0,4}})(?P<mark> ?[/,，] ?| )?(?P<last>{_DEVIATION})"
)
_BELOW = re.compile(r"(?P<unit>[A-Za-zμ°℃%]{0,4}) ?/ ?-(?P<low>\d{1,5}(?:\.\d{1,6})?)")
_DIGITS = re.compile(r"[一二三四五六七八九]{1,2}|\d{1,2}(?![\d.])")
_LARGE_END = re.compile(r"[万亿]+\Z")
_SCALE_END = re.compile(r"[十百千万亿]+\Z")
_FIT = re.compile(r"[A-Za-z]{1,2}\d{1,2}(?![\dA-Za-z])")
_LOST = re.compile(r"10-(?P<power>\d{1,2})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Body:
    """An amount without its operator: bounds, unit, where it ends, and what was said about it."""

    low: float
    high: float | None
    unit: str
    end: int
    known: bool = True
    hedge: Hedge = ""
    nominal: float | None = None
    parts: tuple[tuple[float, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands directly before a number: unit prefix (HRC, ¥, 百分之), sign, or nothing."""

    at: int
    unit: str = ""
    sign: float = 1.0
    signed: bool = False
    plus: bool = False


def read_body(text: str, number: Number, head: Head) -> Body:
    """The amount that begins with ``number`` of folded ``text``."""
    fit = _FIT.match(text, number.end) if text[head.at] == "φ" else None
    body = Body(number.value, None, "", fit.end(), note=f"公差带 {fit[0]}") if fit else _single(text, number, head.unit)
    body = replace(body, low=head.sign * body.low)
    return (
        _lopsided(text, body, head)
        or _tolerance(text, body)
        or _deviations(text, body)
        or _range(text, body, number, head)
        or body
    )


def lost_power(text: str, number: Number) -> Body | None:
    """``≤10-4Pa``: behind an operator a range that falls from ten is a power whose raising was lost."""
    match = _LOST.match(text, number.start)
    unit = read_unit(text, match.end()) if match else None
    if match is None or unit is None or not unit.text or int(match["power"]) >= 10:
        return None
    value = float(f"1e-{match['power']}")
    return Body(value, None, unit.text, unit.end, unit.known, note=f"“{match[0]}”读作 10^-{match['power']}")


@lru_cache(maxsize=4)
def _words(section: str, key: str) -> tuple[str, ...]:
    data = load("cues.toml" if section in ("range", "tolerance", "minus") else "numerals.toml")
    return tuple(data[section][key].split())


@lru_cache(maxsize=2)
def _pattern(section: str, form: str) -> re.Pattern[str]:
    key = {"range": "join", "tolerance": "words"}[section]
    return re.compile(form.format("|".join(re.escape(word) for word in _words(section, key))))


def _single(text: str, number: Number, unit: str) -> Body:
    """One number with its unit and what a compound adds to it."""
    low, high = number.value, number.high
    written = text[number.start : number.end]
    part = read_unit(text, number.end, number.han) if "分之" in written or "/" in written else None
    if part and part.text:
        return Body(low / 100, None, part.text, part.end, part.known)
    if number.unit or unit:
        return Body(low, high, number.unit or unit, number.end, hedge=number.hedge)
    if middle := _MIDDLE.match(text, number.end):
        name = middle["unit"].replace("钟头", "小时")
        half = middle["word"] == "半"
        shown = "个月" if name == "月" else name
        return Body(low + half / 2, None, shown, middle.end(), hedge=number.hedge if half else "more")
    read = read_unit(text, number.end, number.han)
    body = Body(low, high, read.text, read.end, read.known, number.hedge)
    if not read.text or high is not None:
        return body
    return _half(text, body) or _digit(text, body) or _compound(text, body, number) or _more(text, body)


def _closed(text: str, pos: int) -> bool:
    """Whether no longer word begins at ``pos``: no Chinese character, or one that begins an ending."""
    following = text[pos : pos + 1]
    return not has_han(following) or following in load("numerals.toml")["closers"]["words"]


def _half(text: str, body: Body) -> Body | None:
    if text[body.end : body.end + 1] == "半" and _closed(text, body.end + 1):
        return replace(body, low=body.low + 0.5, end=body.end + 1)
    return None


def _digit(text: str, body: Body) -> Body | None:
    """一米八, 九成五: a bare digit behind the unit is its tenths."""
    match = _DIGITS.match(text, body.end)
    if match is None or body.unit not in _words("compound", "digit") or not _closed(text, match.end()):
        return None
    if body.low != int(body.low) or read_unit(text, match.end()).text:
        return None
    digits = match[0] if match[0].isdigit() and match[0].isascii() else f"{parse_han(match[0]):.0f}"
    unit, end, known = ("元", *rest_of_unit(text, match.end())) if body.unit == "块" else (body.unit, match.end(), True)
    unit += text[match.end() : end]
    return replace(body, low=float(f"{body.low:.0f}.{digits}"), unit=unit, end=end, known=body.known and known)


def _compound(text: str, body: Body, number: Number) -> Body | None:
    """一小时二十分, 5°30′: smaller units of the same kind that follow at once are added up."""
    follows: dict[str, str] = load("numerals.toml")["compound"]["next"]
    total, end, last = body.low, body.end, body.unit
    parts = [(body.low, body.unit)]
    while last in follows and len(parts) < 4 and not (body.unit == "年" and body.low > 1000):
        joined = text[end : end + 1] in ("零", "又")
        more = match_number(text, end + joined)
        unit = read_unit(text, more.end) if more else None
        if more is None or unit is None or more.han != number.han:
            break
        near = unit.text in (" ".join(follows.values()) if joined else follows[last]).split()
        share = convert(1.0, unit.text, body.unit, context="转角") if near else None
        if share is None or share >= 1:
            break
        total, end, last = total + more.value * share, unit.end, unit.text
        parts.append((more.value, unit.text))
    if len(parts) == 1:
        return None
    return replace(body, low=round(total, 12), end=end, parts=tuple(parts))


def _more(text: str, body: Body) -> Body:
    """五米多, 两年多."""
    if text[body.end : body.end + 1] in ("多", "余") and _closed(text, body.end + 1) and body.unit[-1] != "每":
        return replace(body, end=body.end + 1, hedge="more")
    return body


def _lopsided(text: str, body: Body, head: Head) -> Body | None:
    """``+5/-3℃``: deviations without a nominal value."""
    match = _BELOW.match(text, body.end) if head.plus else None
    if match is None:
        return None
    unit = Unit(body.unit or match["unit"], match.end())
    unit = unit if unit.text else read_unit(text, match.end())
    return replace(body, low=-float(match["low"]), high=body.low, unit=unit.text, end=max(unit.end, match.end()))


def _tolerance(text: str, body: Body) -> Body | None:
    """``20±0.5mm``, ``220V±10%``, ``1m±5mm``, ``45上下浮动3``, ``20(±0.5)mm``."""
    match = _pattern("tolerance", r" ?(?P<open>\()? ?(?:{}) ?").match(text, body.end)
    delta = match_number(text, match.end()) if match else None
    if match is None or delta is None or body.high is not None:
        return None
    unit = read_unit(text, delta.end)
    end, last, width = unit.end, unit.text, delta.value
    if match["open"]:
        if text[end : end + 1] != ")":
            return None
        end += 1
        if not body.unit and not last:
            unit = read_unit(text, end)
            end, last = unit.end, unit.text
    own = body.unit or last
    if last == "%" and own != "%":
        width = body.low * delta.value / 100
    elif last and own != last:
        converted = convert(width, last, own)
        width, own = (width, last) if converted is None else (converted, own)
    low, high = sorted((round(body.low - width, 9), round(body.low + width, 9)))
    return replace(body, low=low, high=high, unit=own, end=end, nominal=body.low, known=body.known and unit.known)


def _deviations(text: str, body: Body) -> Body | None:
    """``φ20+0.05/-0.02``, ``20(+0.1,-0.2)mm``, ``20 0/-0.02``: a nominal value between two deviations."""
    match = _DEVIATIONS.match(text, body.end)
    if match is None or body.high is not None:
        return None
    signs = match["first"] + match["last"]
    if "+" not in signs and ("/" not in (match["mark"] or "") or "-" not in signs):
        return None
    end = match.end()
    unit = Unit(body.unit or match["unit"], end) if body.unit or match["unit"] else read_unit(text, end)
    if match["unit"] and text.startswith(match["unit"], end):
        unit = Unit(unit.text, end + len(match["unit"]))
    end = unit.end
    if match["open"] and text[end : end + 1] == ")":
        end += 1
        unit = unit if unit.text else read_unit(text, end)
        end = max(end, unit.end)
    bounds = sorted(round(body.low + float(match[name].replace(" ", "")), 9) for name in ("first", "last"))
    return replace(body, low=bounds[0], high=bounds[1], unit=unit.text, end=end, nominal=body.low)


def _range(text: str, body: Body, number: Number, head: Head) -> Body | None:
    """``30-40%``, ``2~5亿``, ``零下20到40℃``, ``30和50之间``: the first number shares what follows the second."""
    joined = _pattern("range", r" ?(?:[-~]*~|-++|{}) ?")
    separator = joined.match(text, body.end)
    between = separator is None and text[body.end : body.end + 1] in _words("range", "between")
    if separator is None and not between:
        return None
    after = separator.end() if separator else body.end + 1
    if separator and separator[0] == " -" and body.unit:
        return None
    if head.unit and text.startswith(head.unit, after):
        after += len(head.unit)
    again = _AGAIN.match(text, after)
    after = again.end() if again else after
    second = match_number(text, after)
    if second is None or second.han != number.han:
        return None
    last = _single(text, second, head.unit)
    end = _closing(text, last.end)
    bare = separator is not None and separator[0].strip() in _words("range", "join") and not last.unit and not body.unit
    if (between or bare) and end == last.end:
        return None
    high = last.low if last.high is None else last.high
    high = -high if again and again["minus"] else high
    low = _shared_scale(text, body, number, second, high)
    if body.unit and last.unit and body.unit != last.unit:
        low = low if (converted := convert(low, body.unit, last.unit)) is None else converted
    unit = head.unit or last.unit or body.unit
    return replace(last, low=min(low, high), high=max(low, high), unit=unit, end=end, known=last.known)


def _closing(text: str, pos: int) -> int:
    """Where a word that closes a range (之间, 范围内) ends; ``pos`` where there is none."""
    start = pos + (text[pos : pos + 1] == "的")
    return max((start + len(word) for word in _words("range", "closing") if text.startswith(word, start)), default=pos)


def _shared_scale(text: str, body: Body, number: Number, second: Number, high: float) -> float:
    """``2~5亿``, ``三到五百``: a multiplier behind the second number counts for the first."""
    if body.unit or number.scale != 1:
        return body.low
    written = text[second.start : second.end] if second.han else ""
    tails = [scale_of(match[0]) for pattern in (_LARGE_END, _SCALE_END) if (match := pattern.search(written))]
    scale = next((scale for scale in (second.scale, *tails) if scale > 1 and body.low < high / scale), 1.0)
    return body.low * scale
