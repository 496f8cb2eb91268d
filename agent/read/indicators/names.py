"""The name of an indicator: the noun phrase that its number belongs to, with the test condition as a qualifier."""

from __future__ import annotations

import re

from agent.read.indicators import words
from agent.read.indicators.layout import Layout
from agent.read.indicators.phrases import (
    LONGEST,
    after_colon,
    before_reach,
    compact,
    joined,
    noun_after,
    open_bracket,
    share_head,
    strip_name,
    until_verb,
    with_verb,
    without_scale,
)
from knowledge.quantities import Quantity, show_number
from knowledge.text import HAN

_COUNTED = frozenset(["个", "台", "套", "路", "种", "辆", "只", "条", "点", "家", "头"])


def with_object(name: str, title: str) -> str:
    """``name`` with the object that a short title names, when it is only a generic property such as 精度."""
    thing = words.TITLE_TAIL.sub("", title.strip())
    if words.GENERIC.match(name) and 2 <= len(thing) <= 8 and not words.TITLE_VERB.search(thing):
        return thing + name
    return name


def with_property(name: str, quantity: Quantity) -> str:
    """``name`` with the property that its unit implies, when it names only a carrier or a test (运输车 8 t)."""
    if words.MASS.match(quantity.unit) and words.CARRIER.search(name):
        return name + "载重"
    if words.TIME.match(quantity.unit) and name.endswith(("试验", "测试", "储存", "存放")):
        return name + "时间"
    return name


def _from_after(layout: Layout, quantity: Quantity) -> str:
    match = words.AFTER.match(layout.text[quantity.end : min(layout.clause_end(quantity.tail), quantity.end + 60)])
    if not match or words.AFTER_VERB.match(match["noun"]):
        return ""
    noun = until_verb(strip_name(match["noun"]))[-LONGEST:].removesuffix("内")
    if len(noun) < 2:
        return ""
    if match["adjective"]:
        return noun + words.ADJECTIVE[match["adjective"]]
    for pattern, kind in words.KIND:
        if pattern.search(quantity.unit) and kind not in noun:
            return noun + kind
    return noun


def _counted_or_done(layout: Layout, quantity: Quantity, base: str) -> str:
    """The name behind the number where it counts parts (含 8 个通道) or ends an action (处理 30 吨); else ""."""
    behind = _from_after(layout, quantity)
    if quantity.unit in _COUNTED and words.HOLDS.search(base) and behind:
        return behind + ("" if behind.endswith("数") else "数" if quantity.unit == "个" else f"{quantity.unit}数")
    return behind if not quantity.prefixed and not quantity.cue and words.ACTION.search(base) else ""


def _beside(name: str, previous: Quantity, previous_name: str) -> str:
    """The name in view of the quantity before it in the clause: its longer form, or the cycles after which it holds."""
    if len(name) < len(previous_name) and previous_name.endswith(name):
        name = previous_name
    if previous.unit in ("次", "周") and previous.op is None and name.endswith("率"):
        name = f"{show_number(previous.value)}{previous.unit}循环后{name}"
    return name


def name_of(layout: Layout, quantity: Quantity, kept: list[Quantity], previous_name: str) -> tuple[str, int]:
    """Name of ``quantity`` and the index where its quote begins.

    The noun phrase before the number in its clause; without one, the phrase after the number or the subject that the
    previous clauses of the sentence carry over. ``kept`` are the quantities before it that have a role, and
    ``previous_name`` is the name of the last of them.
    """
    previous = kept[-1] if kept else None
    clause = layout.clause(quantity.at)
    same = previous is not None and layout.clause(previous.at) == clause
    start = max(clause, previous.end) if same and previous else max(clause, quantity.start - 120)
    phrase = layout.text[start : quantity.start]
    quote = _skip(layout.text, start, quantity.start)
    if special := _special(layout, quantity, phrase):
        return special, quote
    base, condition = before_reach(after_colon(open_bracket(phrase)))
    base = words.OUT_OF.sub("", base) or base
    if match := words.UNDER.match(base.replace(" ", "")):
        base = match["condition"] + match["noun"]
    if behind := _counted_or_done(layout, quantity, base):
        return behind, quote
    name = with_verb(compact(base))
    if words.MOMENT.match(name) or (previous_name and words.OURSELVES.match(name)):
        name = ""
    if words.VERB_ONLY.match(name) and words.TIME.match(quantity.unit):
        name = _act(base, name)
    if (len(name) > 1 or words.ELEMENT.match(name)) and not words.VERB_ONLY.match(name):
        if same and previous:
            name = _beside(name, previous, previous_name)
        name = _complete(layout, quantity, without_scale(name, quantity.unit))
        if condition and len(condition) < LONGEST:
            return f"{name}({condition})", quote
        return _lead(layout, quantity, kept) + name, quote
    verb = name if re.fullmatch(words.CHANGE, name or "-") else ""
    behind = "" if verb else _from_after(layout, quantity)
    if behind and not quantity.symbolic:
        return behind, quote
    if (
        not verb
        and words.TIME.match(quantity.unit)
        and (match := words.WITHIN.match(layout.text[quantity.end : quantity.end + 24]))
    ):
        return match["act"] + "时间", quote
    carried, begin = _carry(layout, quantity, start, previous, previous_name, same)
    if verb and carried.startswith(verb):
        verb = ""
    return (verb + carried) or previous_name or name or "指标", _skip(layout.text, begin, quantity.start)


def _act(base: str, verb: str) -> str:
    """``日志可以存储`` before a time names 日志存储时间."""
    parts = [strip_name(p) for p in words.SPLIT.split(base.replace(" ", ""))]
    subject = next((p for p in reversed(parts) if len(p) > 1 and p != verb), "")
    return f"{subject[-10:]}{verb}时间"


def _counted_only(layout: Layout, quantity: Quantity) -> bool:
    """Whether a clause ends with a count of cycles that the next clause takes up: ``循环10000周，容量保持率…``."""
    rest = layout.text[quantity.end : layout.clause_end(quantity.at)].strip("，,后 ")
    return quantity.unit in ("次", "周") and quantity.op is None and not rest


def _lead(layout: Layout, quantity: Quantity, kept: list[Quantity]) -> str:
    """The test condition that the clauses before state: ``85℃老化500小时，`` belongs to 粘接强度.

    A clause that states an indicator of its own is none, unless it counts cycles.
    """
    start, end = layout.sentence(quantity.at), layout.clause(quantity.at)
    own = {layout.clause(q.at) for q in kept[-6:] if q.at >= start and not _counted_only(layout, q)}
    parts: list[str] = []
    while start < end:
        finish = layout.clause_end(start)
        clause = strip_name(after_colon(layout.text[start:finish].rstrip("，, "))).replace(" ", "")
        clause = words.WHERE.sub("", clause)
        if start not in own and words.TEST.search(clause):
            parts.append(clause)
        start = finish
    joined = "".join(parts)
    return joined if len(joined) <= 20 else ""


def _special(layout: Layout, quantity: Quantity, phrase: str) -> str:
    """Names that a fixed turn gives: yearly output, the interval between two acts, cycles, what is left after them."""
    after = layout.text[quantity.end : quantity.end + 24]
    if match := words.COMPARED.search(phrase.rstrip()):
        return words.COMPARATIVE[match["how"]] + compact(match["noun"])
    if match := words.SIZED.match(after):
        return strip_name(match["noun"])[-LONGEST:] + words.ADJECTIVE[match["adjective"]]
    if words.WARM_UNIT.match(quantity.unit) and (match := words.SERVED.match(after)):
        return match["act"] + "温度"
    if quantity.unit.endswith(("/年", "/a")) and (match := words.PLANT.match(after)):
        return match["plant"].replace("的", "")[-LONGEST:] + "产能"
    if match := words.RATE.search(whole := (phrase + layout.text[quantity.start : quantity.at]).rstrip()):
        noun = strip_name(noun_after(after)) or compact(whole[: match.start()])
        return f"{noun}{match['rate']}量"
    if match := words.ONCE.match(after):
        return compact(phrase) + match["verb"] + ("间隔" if match["verb"] == "报警" else "周期")
    if quantity.unit in ("次", "周") and (match := re.search(r"循环$", phrase.rstrip())):
        condition = re.search(r"-?\d+ ?℃", phrase)
        return (condition[0] if condition else "") + "循环寿命"
    if words.TIME.match(quantity.unit) and re.search(r"[下时]$", phrase) and (noun := noun_after(after)):
        return noun + "时间"
    if quantity.unit in ("批", "批次") and (noun := noun_after(after)):
        return f"{noun}{quantity.unit}数"
    if quantity.unit == "度" and (match := re.search(r"每[天日年月台]$|每小时$", phrase)):
        return match[0] + "耗电量"
    if (
        quantity.symbolic
        and not strip_name(phrase)
        and (match := re.search(r"(\d+)(次|周) ?$", layout.text[: quantity.start][-8:]))
    ):
        return f"{match[1]}{match[2]}循环后容量保持率" if "循环" in layout.text else ""
    return ""


def _complete(layout: Layout, quantity: Quantity, name: str) -> str:
    """A generic head takes the object that follows the number; counted things are named as a number of them."""
    after = layout.text[quantity.end : min(layout.clause_end(quantity.tail), quantity.end + 60)]
    if words.GENERIC.match(name) and (
        match := re.match(rf"的(?:大型|小型|新型)?([{HAN}]{{2,8}})$", after.rstrip("，。；;、\n "))
    ):
        return match[1] + name
    if words.THROUGHPUT.search(name):
        return name + "量"
    if quantity.unit in ("个", "只", "台", "套", "条") and not name.endswith(("数", "量", "数量")):
        return name + "数量"
    if match := re.match(rf"的(?!问题|难题|目标|要求|水平|程度)([{HAN}]{{2,4}})(?:[，。；;\n]|$)", after):
        return joined(name, match[1])
    return name


def _carry(
    layout: Layout, quantity: Quantity, start: int, previous: Quantity | None, previous_name: str, same: bool
) -> tuple[str, int]:
    """The subject carried over from the clauses before, and where its quote begins."""
    if same:
        return previous_name, start
    sentence = layout.sentence(quantity.start)
    before = start
    while before > sentence:
        end = before - 1
        before = layout.clause(end)
        if previous is not None and previous.at >= before:
            return previous_name, start
        clause = after_colon(layout.text[before:end])
        aside = words.ASIDE.search(clause)
        phrase = with_verb(compact(words.TALLY.sub("", clause[: aside.start()] if aside else clause)))
        if len(phrase) > 1 and not words.VERB_ONLY.match(phrase):
            return phrase, before
    # An OCR break or a stray mark may part a name from its number.
    gap = layout.text[max(0, start - 2) : start]
    if sentence and not gap.endswith("。"):
        previous_start = layout.clause(max(0, sentence - 2))
        phrase = compact(after_colon(layout.text[previous_start : sentence - 1]))
        if len(phrase) > 1:
            return phrase, previous_start if quantity.symbolic else start
    return "", start


def _skip(text: str, start: int, end: int) -> int:
    match = words.LIST_MARK.match(text, start, end)
    return match.end() if match else start


def named_respectively(layout: Layout, quantities: list[Quantity]) -> dict[int, str]:
    """Names by ``Quantity.at`` where a clause lists them first: ``COD、氨氮分别低于50mg/L、5mg/L``."""
    named: dict[int, str] = {}
    for index, quantity in enumerate(quantities):
        match = words.RESPECTIVELY.match(layout.text, layout.clause(quantity.at), quantity.at)
        if match is None or quantity.at in named:
            continue
        names = [n for n in (strip_name(part) for part in words.NAME_LIST.split(match["names"])) if n]
        end = layout.clause_end(quantity.at)
        listed = [q for q in quantities[index : index + len(names)] if q.at < end]
        if 1 < len(names) == len(listed):
            named |= {q.at: name for q, name in zip(listed, share_head(names), strict=True)}
    return named
