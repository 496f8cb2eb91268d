"""At most two questions a turn: those whose answers would most change the search."""

from __future__ import annotations

import re

from agent.read.quality import is_selling
from agent.schema import Question, RequirementCard

LIMIT = 2
_BROAD = re.compile(
    r"^.{0,8}?(?:品质|质量|性能|效率|效果|口感|外观|工艺)(?:总是|总|老是|一直|很|太|比较|较)?(?:不(?:太)?(?:稳定|高|好|行|达标|过关|理想)|差|低|一般|上不去)$"
)


def _which(card: RequirementCard) -> str:
    return f"{card.object}的“{card.problem}”具体表现在哪一项，在哪道工序出现？例如某项指标现在是多少、波动多大。"


def choose_questions(card: RequirementCard) -> list[Question]:
    """Questions for a card; none when it can be searched with.

    It can be when it names an object and a problem; one as broad as 品质不稳定 without a number is asked about once.
    """
    if not card.vague:
        broad = not card.indicators and not card.title and _BROAD.match(card.problem)
        return [Question(slot="problem", text=_which(card))] if broad else []
    asked: list[Question] = []
    if not card.object:
        asked.append(Question(slot="object", text="您要解决的是哪种产品、材料或工艺？"))
    if not card.problem:
        asked.append(Question(slot="problem", text=f"{card.object}目前遇到什么技术问题，或者想实现什么？"))
    if not asked and is_selling(card):
        asked.append(Question(slot="problem", text="您是想转让自有技术，还是有技术难题需要对方解决？是什么难题？"))
    elif not asked:
        asked.append(Question(slot="problem", text=f"{card.object}当前最需要解决的技术问题是什么？"))
    if len(asked) < LIMIT and not card.indicators:
        asked.append(Question(slot="indicators", text="希望达到什么指标？例如良率、精度、寿命或成本，现在是多少？"))
    return asked[:LIMIT]
