"""At most two questions a turn: those whose answers would most change the search."""

from __future__ import annotations

from agent.schema import Question, RequirementCard
from agent.understand.quality import is_selling

LIMIT = 2


def choose_questions(card: RequirementCard) -> list[Question]:
    """Questions for a card; none when it can be searched with (it names an object and a problem)."""
    if not card.vague:
        return []
    asked: list[Question] = []
    if not card.object:
        asked.append(Question(slot="object", text="您要解决的是哪种产品、材料或工艺？"))
    if not card.problem:
        about = f"“{card.object}”" if card.object else ""
        asked.append(Question(slot="problem", text=f"{about}目前遇到什么技术问题，或者想实现什么？"))
    if not asked and is_selling(card):
        asked.append(Question(slot="problem", text="您是想转让自有技术，还是有技术难题需要对方解决？是什么难题？"))
    elif not asked:
        asked.append(Question(slot="problem", text=f"“{card.object}”当前最需要解决的技术问题是什么？"))
    if len(asked) < LIMIT and not card.indicators:
        asked.append(Question(slot="indicators", text="希望达到什么指标？例如良率、精度、寿命或成本，现在是多少？"))
    return asked[:LIMIT]
