"""Chat messages: short, without a title, in an enterprise's own words.

Such messages are topic and comment: the first noun phrase names the object, predicates of complaint (发臭, 不稳定)
the problem, and clauses that begin with a word of wishing (想, 希望, 要求, 求) the tasks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.read.asks import words
from agent.read.asks.phrases import ABLE, CAUSING, FOR, REMEDY, clean, is_generic, named, subject, wished
from agent.read.asks.pieces import Piece, pieces
from agent.read.sections import Clause
from agent.schema import SubRequirement
from knowledge.text import HAN

LIMIT = 6
LONGEST = 300
SHOWN = 20
_EMPTY = re.compile(words.CHANGE + "[到至为]?")
_MAKE = r"(?:打造|开发|研发|研制|做|求|建|上|装)?(?:一种|一款|一套|一个)?"
_JOINED = 18
_RAISE = re.compile(r"提高|提升|做到|达到|延长|增加|以上")
_REACH = re.compile(
    r"(?:能|要|能够)?(?:再)?(?:提高|提升|降低|降|做|控制|延长|缩短|达|减少|提|升|增加|减|恢复|满足)?(?:到|至|在|为)?(?:不低于|不超过|不高于|低于|高于|大于|小于|大约|约)?(?=[-~]?\d|[一二两三四五六七八九十]个?[倍年月天小]|万分之)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Object, problem and tasks of a chat message; empty where the message names none."""

    thing: str
    problem: str
    tasks: list[SubRequirement]


def is_chat(title: str, text: str) -> bool:
    """Whether the text is a chat message, not a form."""
    return not title and len(text) < LONGEST


def _object(found: list[Piece]) -> str:
    for piece in found:
        if piece.kind == "makes" and (thing := clean(piece.text)):
            return thing
    readers = {"symptom": subject, "topic": lambda t: named(t) or subject(t), "wish": wished, "partner": named}
    for piece in found:
        if piece.kind in readers and (thing := readers[piece.kind](piece.text)):
            return thing
    return ""


def _counts(text: str) -> bool:
    """Whether a complaint is a number, which the indicators hold: 良率只有 92%, 漏检 2%."""
    return bool(words.NUMERIC_SYMPTOM.search(text) or re.search(rf"\d[^{HAN}]{{0,6}}[{HAN}]{{0,2}}$", text))


def _number_said(text: str, thing: str) -> str:
    """A symptom that a number tells, in words: 保持率只有60%左右 -> 保持率低, 每15天就要换水 -> 换水频繁."""
    if match := words.FREQUENT.search(text):
        act = "更换" if match["verb"] == "换" else match["verb"]
        return f"{act}频繁"
    if match := words.NUMERIC_SYMPTOM.search(text):
        name = match["name"].removeprefix(thing)
        return ("低温" if re.match(r"-\d+ ?℃", text) else "") + name + ("低" if match["how"] in words.LOW else "高")
    return ""


def _short(text: str, thing: str) -> str:
    """``text`` without its object before it and without fillers, 20 characters at most."""
    if thing and text.startswith(thing) and len(text) - len(thing) >= 2:
        text = text[len(thing) :]
    whole = text
    text = re.sub(r"^(?:里面|里|上|中|后|时)?的?(?=.{3,})", "", words.FILLER.sub("", text).strip("的，、 "))
    text = text if re.search(r"不了$", text) else text.removesuffix("了")
    return (text if len(text) > 1 else whole)[:SHOWN]


def _symptom(text: str, thing: str) -> str:
    return _short(_number_said(text, thing) or words.CLAUSE_LEAD.sub("", text), thing)


def _wish(text: str, thing: str) -> str:
    """A wish as the name of a task: without wish words, the thing's frame and the number to be reached."""
    if match := REMEDY.match(text):
        return _symptom(match["symptom"], thing)
    if match := CAUSING.match(text):
        return _short(match["act"], "")
    if match := words.INSTEAD_FOR.match(text) or words.INSTEAD.match(text):
        return _short(match["act"] + match["thing"], "")
    if match := FOR.match(text):
        return _short(text[match.end() :], "")
    if match := ABLE.search(text):
        return _short(re.sub(r"^(?:能够?|可以|在)+", "", match["able"]), "")
    if match := words.FREE_OF.match(text):
        return _short(match["quality"], "")
    text = re.sub(r"^(?:一种|一款|一套|一个|种|套|把|将|让|能够?|实现)+", "", text)
    plain = words.METHOD.sub("", text)
    text = plain if len(plain) > 2 else text
    if match := re.search(rf"\d[^的]*的(?P<head>[{HAN}]{{2,8}})$", text):
        return match["head"]
    head = _REACH.split(text)[0]
    if (verb := re.match(words.CHANGE, head)) and thing and head.startswith(thing, verb.end()):
        head = verb[0] + head[verb.end() + len(thing) :].removeprefix("的")
    text = _short(head if len(head) >= 4 else text, thing)
    return thing + text if len(text) <= 3 and words.TASK.fullmatch(text) and len(thing) <= 12 else text


def _is_target(piece: Piece) -> bool:
    """Whether a wish is a bare number to be reached (提高到98%以上), which the indicators hold."""
    able = ABLE.search(piece.text)
    if not piece.numeric or CAUSING.match(piece.text) or (able and not is_generic(able["head"])):
        return False
    head, *rest = _REACH.split(able["able"] if able else piece.text)
    if any(words.TASK.search(part) or re.search(rf"的[{HAN}]{{2,}}$", part) for part in rest):
        return False
    return bool(rest) and (len(head) < 4 or not words.TASK.search(head))


def _gap(found: list[Piece], thing: str) -> str:
    """The problem of a message that only sets a number against another: 导热膜导热 1200，想做到 1800 -> 提高导热."""
    numbers = [float(m[0]) for p in found[:2] if (m := re.search(r"\d+(?:\.\d+)?", p.text))]
    named = re.match(r"(\D{2,12}?)(?:现在|目前|只|才)?(?:是|为)?\d", found[0].text.removeprefix(thing))
    if len(found) < 2 or len(numbers) < 2 or not named or not _is_target(found[1]):
        return ""
    return ("提高" if numbers[1] > numbers[0] else "降低") + named[1].strip("的 ")


def _problem(found: list[Piece], thing: str, tasks: list[SubRequirement]) -> str:
    symptoms = [p for p in found if p.kind == "symptom"]
    plain = [p for p in symptoms if not (_counts(p.text) or words.FREQUENT.search(p.text))] or symptoms
    if plain:
        said = _symptom(plain[0].text, thing)
        for other in plain[1:]:
            more = _symptom(other.text, thing)
            if not other.tied or len(said) + len(more) > _JOINED:
                break
            said = f"{said}、{more}"
        return said
    return (_gap(found, thing) or tasks[0].text) if tasks else ""


def read_chat(clauses: list[Clause]) -> Reading:
    """Object, problem and at most six tasks of a chat message; every task quotes the message."""
    found = pieces(clauses)
    thing = _object(found)
    tasks = _tasks(found, thing)
    return Reading(thing, _problem(found, thing, tasks), tasks)


def _name(piece: Piece, thing: str, plain: bool) -> str:
    """The piece as the name of a task; empty for a fact, a bare target or, beside ``plain`` complaints, a number."""
    if piece.kind == "symptom":
        beside = plain and _counts(piece.text) and not words.FREQUENT.search(piece.text)
        return "" if beside else _symptom(piece.text, thing)
    if piece.kind == "wish" and not _is_target(piece):
        return _wish(piece.text, thing)
    return _short(piece.text, "") if piece.kind == "partner" else ""


def _tasks(found: list[Piece], thing: str) -> list[SubRequirement]:
    plain = any(p.kind == "symptom" and not _counts(p.text) for p in found)
    quotes: dict[str, str] = {}
    for piece in found:
        text = _name(piece, thing, plain)
        if len(text) < 2 or is_generic(text) or _EMPTY.fullmatch(text):
            continue
        if words.QUALIFIED.match(text) or not re.fullmatch(_MAKE + re.escape(thing), text):
            quotes.setdefault(text, piece.quote)
    items = list((quotes or _only(found, thing)).items())[:LIMIT]
    return [SubRequirement(id=f"S{i}", text=text, quote=quote) for i, (text, quote) in enumerate(items, 1)]


def _only(found: list[Piece], thing: str) -> dict[str, str]:
    """The task of a message that names none: its gap, or its first statement that is more than the object."""
    gap = _gap(found, thing) if found else ""
    for piece in found:
        told = piece.kind == "partner" or words.TASK.search(piece.text)
        said = len(piece.text) >= 3 and (piece.text != thing or told)
        if piece.kind in ("topic", "wish", "symptom", "partner") and said:
            short = _short(piece.text, thing)
            return {gap or (short if len(short) > 2 else piece.text[:SHOWN]): piece.quote}
    return {}


def read_tasks(clauses: list[Clause]) -> list[SubRequirement]:
    """At most six technical tasks of a chat message."""
    return read_chat(clauses).tasks
