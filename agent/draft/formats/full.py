"""A whole answer as a page of its own: what a messenger had no room for, unfolded."""

from __future__ import annotations

from agent.draft.formats.html_page import markdown_html
from agent.draft.formats.markdown import to_markdown
from agent.schema import Reply, RequirementCard


def answer_html(message: str, reply: Reply) -> str:
    """The question, the requirement card and every statement of its answer as a self-contained, escaped HTML page."""
    asked = "\n".join(f"> {line}" for line in message.splitlines() if line.strip())
    told = to_markdown([one.model_copy(update={"folded": False}) for one in reply.statements])
    cards = [_card(part.card) for part in reply.parts()]
    return markdown_html("\n\n".join(["# 您问的和我找到的", asked, *cards, told]), label=reply.label)


def _card(card: RequirementCard) -> str:
    """The card as a table; nothing of it that was not said."""
    rows = {
        "对象": card.object,
        "问题": card.problem,
        "技术领域": card.field.value if card.field else "",
        "子需求": "；".join(one.text for one in card.sub_requirements if not one.suggestion),
        "指标": "；".join(one.text() for one in card.indicators if not one.suggestion),
        "现状": "；".join(one.text() for one in card.baselines),
        "预算": card.budget_quote,
        "期限": card.deadline,
        "合作方式": "、".join(card.cooperation),
        "地域": "、".join(card.regions),
        "不要": "、".join([*card.exclude_regions, *card.exclude_institutions, *card.exclusions]),
    }
    lines = [f"| {name} | {_cell(value)} |" for name, value in rows.items() if value]
    return "\n".join(["## 需求卡", "", "| 项目 | 内容 |", "| --- | --- |", *lines])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "｜")
