"""Short fitting answers to messages that are no need and no question about the catalogue."""

from __future__ import annotations

from agent.read.acts.intents import Intent
from agent.schema import Statement

EXAMPLES = [
    "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上",
    "喷涂废水15天就要更换一次，想延长到3个月，求工艺或药剂",
    "想找能把红茶萎凋时间稳定下来的技术，最好有专家来现场看看",
]

TEXTS: dict[Intent, str] = {
    Intent.GREETING: "您好，我是鹊桥，帮企业找能解决技术难题的成果、专家和配套。请用您自己的话说说遇到的技术问题，带上产品、现状和想达到的指标会更准。",
    Intent.THANKS: "不客气。需求有变化时直接告诉我，例如“预算改成80万”“再来几个”“对比前两个”。",
    Intent.HELP: "我能做这些：把您的技术难题整理成需求卡；从成果、专家、中试平台、政策和金融工具里找出能用的，并逐条注明出处；"
    "说明哪些已覆盖、哪些没有；起草对接报告，由成果转化专员审核后发出。您可以直接描述问题，也可以问某项政策、平台或成果。",
    Intent.OFF_TOPIC: "这个问题我帮不上忙。我只做科技成果对接：您说技术难题，我找成果、专家和配套资源。",
    Intent.FOREIGN: "目前请用中文描述技术需求（术语、型号和单位可以用英文）。Please describe your technical need in Chinese.",
    Intent.EMPTY: "没有收到文字。请写一两句话说明您的产品、遇到的问题和想达到的指标。",
}


def answer(intent: Intent) -> tuple[list[Statement], list[str]]:
    """The answer and, where it helps, example problems to click."""
    examples = [] if intent is Intent.THANKS else EXAMPLES
    return [Statement(section="note", text=TEXTS[intent], computed=[TEXTS[intent]])], examples
