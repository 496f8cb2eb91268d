"""Is a quantity a target, a present value, or neither (background, company facts, conditions, deliverables)?

The rules read the section heading, the words before the number in its sentence, and the kind of its unit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from agent.read.indicators import roles_words as words
from agent.read.indicators.layout import Layout
from knowledge.quantities import Quantity, same_kind

Role = Literal["target", "baseline", "fact", "neither"]

CONTEXT = 240
"""Characters read before or after a number at most."""


def role_of(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> Role:
    """Role of ``quantity``, the neighbours of which in the text are ``previous`` and ``following``.

    ``fact`` is a value of which the words do not tell; a later target of the same property makes it a baseline.
    ``baseline`` here means a present value; whether it is set against a target is decided when all targets are known.
    """
    quantity = replace(quantity, op=quantity.stated)
    text = layout.text
    sentence = text[max(layout.sentence(quantity.at), quantity.at - CONTEXT) : quantity.at]
    after = text[quantity.end : min(layout.clause_end(quantity.tail), quantity.end + CONTEXT)]
    rest = text[quantity.end : min(layout.sentence_end(quantity.tail), quantity.end + CONTEXT)]
    clause = text[max(layout.clause(quantity.at), quantity.at - CONTEXT) : quantity.at]
    if words.FROM.search(clause) and words.TO_AFTER.match(rest) and not _is_money(quantity, sentence, after):
        return "baseline"
    if _never(layout, quantity, sentence, after) or _is_condition(layout, quantity, previous, following):
        return "neither"
    section = layout.section(quantity.start)
    score = _score(quantity, section, sentence, after) + _listed(layout, quantity, previous, following)
    now = _stance(sentence, quantity) == "now"
    if (
        section != "goal"
        and not now
        and score < 3.5
        and (words.MARKET.search(sentence, _asked(sentence, words.WISHED)) or words.MARKET.search(rest[:30]))
    ):
        return "neither"
    if quantity.op is None and words.LIMIT.search(sentence):
        return "neither"
    if section != "goal" and words.OTHERS.search(clause) and not words.ASKED.search(clause):
        return "neither"
    if words.TROUBLE.match(after) or (now and is_problem(layout, quantity)):
        return "baseline"
    if section == "existing" or (now and score < 6):
        return "baseline"
    return "target" if score >= 2 else "fact"


def is_problem(layout: Layout, quantity: Quantity) -> bool:
    """Whether the sentence complains about this value, so that it is a baseline even without a stated target."""
    start = max(layout.sentence(quantity.at), quantity.at - 24)
    before, after = layout.text[start : quantity.at], layout.text[quantity.end : quantity.end + 40]
    return (
        bool(words.PROBLEM.search(before) or words.PROBLEM_AFTER.search(after) or words.TROUBLE.match(after))
        and not words.COMPANY.search(before)
        and not words.MARKET.search(layout.text[max(layout.sentence(quantity.at), quantity.at - CONTEXT) : quantity.at])
    )


def _is_money(quantity: Quantity, sentence: str, after: str) -> bool:
    unit = quantity.unit
    return bool(
        unit in words.NEVER_UNITS
        or unit.startswith(("元", "万元", "美元"))
        or words.MONEY_AFTER.match(after)
        or words.MONEY.search(sentence)
    )


def _never(layout: Layout, quantity: Quantity, sentence: str, after: str) -> bool:
    unit = quantity.unit
    if _is_money(quantity, sentence, after):
        return True
    if quantity.han and quantity.op is None and not _han_counts(quantity, sentence):
        return True
    if unit in words.LETTER and not (quantity.op or quantity.cue or quantity.signed):
        return True
    if not unit:
        return not _dimensionless(quantity, sentence)
    if unit in words.CALENDAR:
        return _calendar(layout, quantity, sentence, after)
    if unit == "%" and not quantity.prefixed and sentence.endswith("的") and words.OF.search(sentence):
        return True
    if unit.startswith("C/"):
        return True
    return unit in words.COUNT and not _count_counts(quantity, sentence, after)


def _han_counts(quantity: Quantity, sentence: str) -> bool:
    """Whether a Chinese numeral without an operator measures something: 万分之八, 提高两倍, 有效期两年."""
    if quantity.unit in words.TIME:
        return bool(re.search(r"(?:期|寿命|周期|时间|年限)(?:为|是)? ?$", sentence))
    return quantity.unit in words.SHARES or bool(quantity.cue) or "高" in sentence[-4:]


def _dimensionless(quantity: Quantity, sentence: str) -> bool:
    if quantity.han or quantity.op is None and quantity.cue not in ("down", "up"):
        return False
    if quantity.op == "range":
        return bool(
            re.search(
                r"(?i)ph值?[^，。；]{0,6}$|(?:率|比|值|系数|指数|常数|强度|度) ?"
                r"(?:(?:稳定|控制|保持|维持|介于)?[在于为是]|达到?)? ?[:(=]? ?$",
                sentence,
            )
        )
    return (
        quantity.symbolic
        or quantity.cue in ("down", "up")
        or (quantity.op in (">=", "<=") and bool(words.PURE_NUMBER.search(sentence)))
        or (quantity.prefixed and quantity.op in (">=", "<=", ">", "<"))
    )


def _calendar(layout: Layout, quantity: Quantity, sentence: str, after: str) -> bool:
    """Years and months are dates, ages or deadlines unless the words speak of a life or an interval."""
    near = layout.text[max(0, quantity.at - 3) : quantity.at]
    if 1900 <= quantity.value <= 2100 or re.search(r"[年月]\s*$|\d[年月]", near):
        return True
    if quantity.unit == "年" and layout.text[quantity.tail : quantity.tail + 1].isdigit():
        return True
    clause = layout.text[max(layout.clause(quantity.at), quantity.at - CONTEXT) : quantity.at]
    if quantity.prefixed and not words.PROJECT.search(clause):
        return False
    return not (
        quantity.symbolic
        or words.LIFE.search(clause[-14:])
        or words.LIFE.search(after[:8])
        or words.CYCLE.search(clause)
    )


def _count_counts(quantity: Quantity, sentence: str, after: str) -> bool:
    if words.DELIVERABLE.search(after[:8]) or words.DELIVERABLE.search(sentence[-3:]):
        return False
    if quantity.unit == "亩" and not quantity.op:
        return False
    if words.RATE.search(sentence.rstrip()) or words.TOGETHER.search(sentence):
        return True
    if quantity.unit in ("级", "位") and words.PROPERTY.search(sentence[-8:]):
        return True
    if quantity.op is not None or quantity.cue or quantity.unit in ("批", "通道", "节点", "像素"):
        return True
    if quantity.unit in ("次", "回") and words.CYCLE.search(sentence[-24:]):
        return True
    return bool(re.search(r"[年日月班]产|产能|产量|数量?[^，。；]{0,3}$|[年日月]生产[^，。；\d]{0,14}$", sentence))


def _is_condition(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> bool:
    if _conditioned_before(layout.text, quantity, previous):
        return True
    if following is None or following.at >= layout.sentence_end(quantity.at):
        return False
    return _conditioned_after(layout, quantity, following)


def _conditioned_before(text: str, quantity: Quantity, previous: Quantity | None) -> bool:
    """Whether what stands before and directly behind the number makes it a condition."""
    if words.TIMES.match(text[quantity.end :]) or (
        previous and words.TIMES.fullmatch(text[previous.end : quantity.at])
    ):
        return True
    if quantity.op is None and not quantity.cue and re.match(r"时[，,]", text[quantity.end :]):
        return True
    if previous and quantity.op is None and words.LASTING.fullmatch(text[previous.end : quantity.at]):
        return True
    return (
        previous is not None
        and not quantity.prefixed
        and not same_kind(quantity.unit, previous.unit)
        and in_bracket(text, previous, quantity)
        and not words.NOW.search(text[previous.end : quantity.at])
    )


def _conditioned_after(layout: Layout, quantity: Quantity, following: Quantity) -> bool:
    """Whether the words up to the next number of the sentence make this one its condition."""
    text = layout.text
    before = text[max(layout.clause(quantity.at), quantity.at - CONTEXT) : quantity.at]
    if words.UNHARMED.match(text[quantity.end : quantity.end + 16]):
        return False
    between = text[quantity.end : following.start]
    same_clause = layout.clause(following.at) == layout.clause(quantity.at)
    if quantity.unit == "%" and same_clause and following.prefixed and not re.search(r"[、,和及]", between):
        return not quantity.cue and not quantity.prefixed and len(between) > 1
    if same_clause and (_frames(quantity, between) or (quantity.unit == "目" and re.match(r"占|通过|筛", between))):
        return True
    if quantity.op is not None or quantity.cue or not words.CONDITION_UNIT.match(quantity.unit):
        return False
    if quantity.unit == "%":
        return bool(re.match(r"的?[^，。；]{1,8}(?:处理|浸泡|溶液中|条件)", between))
    if words.SERVICE.match(between):
        return False
    if (
        words.CONDITION_AFTER.match(between)
        or words.HELD.search(before)
        or (words.AMONG.search(before) and words.CONDITIONS.match(text[quantity.end : quantity.end + 40]))
    ):
        return True
    return same_clause and following.unit != quantity.unit and not re.search(r"[、,和及(]", between)


def _frames(quantity: Quantity, between: str) -> bool:
    """Whether the words up to the next number make this one its condition: ``30分钟内溶出度``, ``-20~60℃时离焦量``."""
    if quantity.prefixed or quantity.cue:
        return False
    if quantity.op == "range":
        return bool(words.RANGE_HOLDS.match(between))
    return quantity.op == "<=" and quantity.unit in words.TIME and bool(words.WITHIN.match(between))


def in_bracket(text: str, previous: Quantity, quantity: Quantity) -> bool:
    """Whether ``quantity`` stands in a bracket that opens right behind ``previous``."""
    between = text[previous.end : quantity.at]
    return between.startswith("(") and ")" not in between


def _stance(sentence: str, quantity: Quantity) -> str:
    if quantity.cue in ("down", "up") or (quantity.unit == "倍" and re.search(r"[是为到][^，。；]{2,}的$", sentence)):
        return "want"
    now = max((m.end() for m in words.NOW.finditer(sentence)), default=-1)
    want = max((m.end() for m in words.WANT.finditer(sentence)), default=-1)
    return "now" if now > want else "want" if want >= 0 else ""


def _listed(layout: Layout, quantity: Quantity, previous: Quantity | None, following: Quantity | None) -> float:
    """Bonus of a number that stands in a list of demands or directly behind the property that it measures."""
    bonus = 0.0 if quantity.unit else -0.8
    sentence = layout.sentence(quantity.at)
    for other in (previous, following):
        if other is not None and (other.prefixed or other.cue) and layout.sentence(other.at) == sentence:
            bonus += 0.8
            break
    else:
        if quantity.unit and any(
            o is not None and o.unit and not o.han and layout.sentence(o.at) == sentence for o in (previous, following)
        ):
            bonus += 0.4
    before = layout.text[max(sentence, quantity.start - 8) : quantity.start]
    before = words.RATE.sub("", before)
    if words.PROPERTY.search(before):
        bonus += 1.3 if before.rstrip().endswith(":") else 0.8
        bonus += 0.5 if quantity.unit in words.TIME else 0.0
    return bonus + (1.5 if words.GAINED.search(before) else 0.0)


def _score(quantity: Quantity, section: str, sentence: str, after: str) -> float:
    score = {"goal": 2.5, "need": 1.0, "none": 0.0}.get(section, -4.0)
    if quantity.symbolic or quantity.signed:
        score += 2.5
    elif quantity.op:
        score += 2.0 if quantity.prefixed and quantity.op != "approx" else 1.2
    score += 1.5 if quantity.cue else 0.0
    score += 0.5 if quantity.cue in ("up", "down") and words.FROM_TO.search(sentence) else 0.0
    score += 1.2 if words.WANT.search(sentence) else 0.4 if words.WANT.search(after) else 0.0
    if quantity.unit in ("次", "周") and words.CYCLE.search(sentence):
        score += 1.5
    elif quantity.unit not in words.TIME and quantity.unit not in words.COUNT:
        score += 0.5 if quantity.unit in ("%", "‰", "倍") else 1.0
    if quantity.unit in words.TIME and (words.LIFE.search(sentence[-14:]) or words.LIFE.search(after[:8])):
        score += 1.0
    score += 1.0 if words.TOGETHER.search(sentence) else 0.0
    score += 1.2 if words.UNHARMED.match(after) else 0.0
    score += 1.0 if words.OUTPUT.search(sentence[-12:]) else 0.0
    score -= (
        (2.5 if section != "goal" else 1.0) if words.MARKET.search(sentence, _asked(sentence, words.WISHED)) else 0.0
    )
    score -= 1.5 if words.USUAL.search(sentence) and not quantity.symbolic else 0.0
    return score - (3.0 if words.COMPANY.search(sentence, _asked(sentence)) else 0.0)


def _asked(sentence: str, pattern: re.Pattern[str] = words.ASKED) -> int:
    """Where the last word of asking ends; what stands before it speaks of the company or its market."""
    return max((m.end() for m in pattern.finditer(sentence)), default=0)
