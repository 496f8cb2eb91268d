"""Noun phrases of chat messages: what a clause is about, cut out of it."""

from __future__ import annotations

import re

import rjieba

from agent.read.asks import words
from knowledge.text import HAN

LONGEST = 24
_PERFORMED = re.compile(rf"(?<=[{HAN}]{{2}})[铺放用存种养装开跑泡埋挂刷涂喷贴买修换焊做]$")
_CARRIED = re.compile(
    r"^(?:想)?(?:把|将)(?P<a>.{2,20}?)(?:掺进|掺入|掺到|掺在|加进|加入|加到|混进|混入)(?P<b>[^，]{2,12}?)(?:里面?|中|上)?$"
)
FOR = re.compile(
    r"^(?:(?:用|拿|靠)[^，]{1,10}?)?(?:给|为|对)(?P<thing>[^，]{2,14}?)(?:做|进行|搞|加装|安装|配上|装上|(?=测|检测))"
)
CAUSING = re.compile(
    rf"^(?:一种|一款|一套|一个|种|套)?(?:把|将|让|使)(?P<act>.{{4,}}?)的(?P<head>[{HAN}A-Za-z]{{2,8}})$"
)
ABLE = re.compile(
    rf"^(?:一种|一款|一套|一个)?(?P<able>[^的]{{0,8}}(?:能够?|可以)[^的]{{2,16}})的(?P<head>[{HAN}A-Za-z0-9]{{2,10}})$"
)
REMEDY = re.compile(
    rf"^(?:能够?|可以)?(?:解决|消除|避免|防止|治理)(?P<symptom>[^，]{{4,20}})的(?P<head>[{HAN}A-Za-z]{{2,8}})$"
)
HEAD = re.compile(
    r"^(?:打造|建设|建立|搭建|建|上|安装|一种|一款|一套|一个|一台|一项|款|种|套|把|将|让|使|给|对|用|做|搞|研发|研制|开发|生产|制造|引进|采购|实现"
    r"|(?:发现|检测|监测|识别|预测|预防|研究)(?!系统|装置|设备|仪|机|技术|方案|平台))+(?!成)"
)
_ADVERB = re.compile(r"直接|快速|安全|高效|突然|大量|全部|彻底|自动|完全|往往|[再先便却仍均]")
_ACTS = frozenset("加烧掺放打装焊切")
_NOUNS = "nljexz"


def is_generic(phrase: str) -> bool:
    """Whether ``phrase`` names nothing in particular (技术, 降本增效, 智能化改造 …)."""
    return len(phrase) < 2 or bool(words.GENERIC.match(phrase))


def _keeps(phrase: str) -> bool:
    return len(phrase) >= 2 and not words.PLACE.fullmatch(phrase)


def _tail(phrase: str) -> str:
    """``phrase`` without a property or a part at its end, as long as something that can be named remains."""
    previous = ""
    while phrase != previous:
        previous = phrase
        gauged = words.GAUGED.sub("", phrase)
        if gauged != phrase and _keeps(gauged):
            phrase = _without_last_word(gauged)
        for pattern in (words.PROPERTY, words.AFTER, words.PART):
            if _keeps(cut := pattern.sub("", phrase)):
                phrase = cut
        phrase = phrase.strip("的及与和、， ")
    return phrase


def _without_last_word(phrase: str) -> str:
    """``phrase`` without its last word: the defect that an adjective behind it speaks of (钻孔毛刺 + 多)."""
    tagged = rjieba.tag(phrase)
    kept = [word for word, _ in tagged[:-1]]
    if len(tagged) > 1 and tagged[-2][1] == "v" and len(tagged[-2][0]) == 1:
        kept = kept[:-1]
    return cut if _keeps(cut := "".join(kept)) else phrase


def _before_act(phrase: str) -> str:
    """``phrase`` up to the verb that follows its noun: 水泥窑 of 水泥窑烧替代燃料."""
    at = phrase.rfind("的") + 1
    noun = False
    for word, tag in rjieba.tag(phrase[at:]):
        if noun and tag in ("v", "p") and _keeps(phrase[:at]):
            return phrase[:at]
        noun = noun or tag[:1] in _NOUNS
        at += len(word)
    return phrase


def _without_verbs(phrase: str) -> str:
    """``phrase`` without the verb that ends it, or the adverb and what follows: 独居老人 of 独居老人摔倒."""
    noun, at = False, 0
    for word, tag in rjieba.tag(phrase):
        ends = tag == "v" and len(word) > 1 and at + len(word) == len(phrase) and not words.NOUN_END.search(word)
        if noun and (ends or _ADVERB.fullmatch(word) or (tag == "v" and word in _ACTS)) and _keeps(phrase[:at]):
            return phrase[:at]
        noun = noun or tag[:1] in _NOUNS
        at += len(word)
    return phrase


def subject(clause: str) -> str:
    """The noun phrase that a statement is about: what stands before its adverb, symptom or number."""
    if held := words.HOLDING.match(clause):
        return clean(held["thing"])
    patterns = (words.STOP, words.COUNTED)
    end = min((m.start() for p in patterns for m in p.finditer(clause) if m.start() >= 2), default=len(clause))
    if symptom := next((m for m in words.SYMPTOM.finditer(clause) if m.start() >= 2), None):
        start = symptom.start()
        end = min(end, _word_start(clause, start) if symptom[0][1:2] == "不" else start)
    phrase = _PERFORMED.sub("", clause[:end]) if clause[end : end + 1] == "了" else clause[:end]
    then = words.THEN.search(phrase)
    if then or re.match(r"后(?!的)", clause[end:]):
        phrase = _before_act(phrase[: then.start()] if then else phrase)
    plain = _tail(phrase)
    measured = words.COUNTED.match(clause, end) and not re.match(words.SPAN, clause[end:])
    if plain == phrase.strip("的 ") and (measured or words.ADJECTIVE.match(clause, end)):
        plain = _tail(_without_last_word(plain))
    plain = _tail(_without_verbs(plain))
    return clean(_tail(cut) if len(cut := words.WORK.sub("", plain)) >= 3 else plain)


def _word_start(clause: str, at: int) -> int:
    """``at``, or where the word begins that it would cut: 充电桩|散热不好, not 充电桩散|热不好."""
    start = 0
    for word in rjieba.cut(clause):
        if start < at < start + len(word):
            return start
        start += len(word)
    return at


def clean(phrase: str) -> str:
    """``phrase`` as an object: without the enterprise itself, wish words, closing 的; empty when it names nothing."""
    phrase = re.sub(r"^(?:生产|制造|加工|做|种|养|研发|销售)(?:出来)?的", "", words.SELF.sub("", phrase))
    phrase = re.sub(r"(?:里面?|中)的.$", "", phrase).strip('的及与和、，：“”" ')
    if (
        is_generic(phrase)
        or words.PLACE.fullmatch(phrase)
        or len(phrase) > LONGEST
        or re.match(r"[\d.%≥≤]+\D{0,2}$", phrase)
    ):
        return ""
    return phrase


def wished(body: str) -> str:
    """The object of a wish: 猪粪 of 把猪粪快速发酵成有机肥, 电缆护套料 of 一种能在-40℃不脆裂的电缆护套料."""
    if match := _CARRIED.match(body):
        return f"掺{match['a']}的{match['b']}" if len(match["a"] + match["b"]) < LONGEST - 2 else match["b"]
    if (
        match := words.INSTEAD_FOR.match(body)
        or words.INSTEAD.match(body)
        or FOR.match(body)
        or words.OUT_OF.match(body)
    ):
        return clean(_tail(match["thing"]))
    if match := REMEDY.match(body):
        return subject(match["symptom"])
    if match := CAUSING.match(body) or ABLE.search(body):
        frame = re.sub(r"^(?:能够?|可以)?(?:把|将)?", "", match[1])
        return clean(match["head"]) or subject(frame)
    plain = words.METHOD.sub("", body)
    if words.DEVICE.search(plain) and len(device := HEAD.sub("", plain)) >= 6:
        return clean(device.rpartition("的")[2] if len(device) > 14 else device)
    moved = re.match(r"^(?:把|将|让|使|给|对)", plain)
    plain = HEAD.sub("", plain)
    changed = re.match(words.CHANGE + r"(?!型|器|机|剂|炉|站)", plain)
    if changed:
        plain = plain[changed.end() :]
        plain = re.sub(r"的?(?:问题|难题)$", "", re.split(r"[到至]?(?=\d)", plain)[0])
        return subject(plain)
    if moved:
        return subject(re.split(rf"[{HAN}](?:成(?![型本分品套熟像])|到|进|入)", plain)[0])
    if re.search(rf"的[{HAN}A-Za-z0-9]{{2,12}}$", plain) and not re.search(r"\d{3}", plain):
        head = plain.rpartition("的")[2]
        if words.TASK.search(head[-4:]) and (thing := _topic(plain)):
            return thing
        return clean(plain) or clean(head)
    return _topic(plain)


def _topic(phrase: str) -> str:
    """The object of a bare topic: 粉煤灰 of 粉煤灰综合利用."""
    found = re.sub(
        rf"(?:的)?(?:综合|快速|自动|在线|无损|智能|高效|实时|安全|绿色)*(?:{words.TASK.pattern})+(?:技术|工艺|设备|系统|装置)?$",
        "",
        phrase,
    )
    if found != phrase and words.SYMPTOM.search(found, 2):
        return subject(found)
    return clean(_tail(found)) or (subject(phrase) if found else "")


def named(clause: str) -> str:
    """The object that a bare noun phrase names."""
    if words.STOP.search(clause, 2) or words.COUNTED.search(clause):
        return subject(clause)
    return _topic(words.METHOD.sub("", clause))
