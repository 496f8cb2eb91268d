"""Answers about the need at hand: said back, written up, handed over, noted, or asked for."""

from __future__ import annotations

from agent.draft.answers.record import CONTACT_NOTE
from agent.draft.answers.smalltalk import EXAMPLES, FOREIGN
from agent.draft.answers.summary import summary
from agent.read.acts.script import is_foreign
from agent.read.lexicon import says
from agent.schema import Statement
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.talk.told import asked, note, said, told
from agent.verify.citing import cite

NO_NEED = "您还没有说过技术难题，我这里没有可以{what}的内容。先说说产品、问题和想达到的指标。"
UNREAD = "记下了：“{said}”。它写进了需求原文，专员看得到；但我没有从中读出指标、预算或别的条件，推荐没有变。"
QUOTED = 60
PEOPLE_WROTE = (
    "邀请函由专员在工作台起草和审核，我这里出不了正式的信。您说“请专员联系我”，并在对话里写明想请谁、什么时候。"
)
NOT_OURS = "我只会写对接简报和揭榜需求草稿，写不了您说的这一种。简报里的需求、指标和出处可以拿去用。"
NO_FORMAT = "目前只有 Word 和纯文本两种；要 PDF 或表格，请下载 Word 后另存，或用页面上的“打印”存成 PDF。"


def summary_answer(services: Services, turn: Turn) -> Turn:
    """The card and the first candidates."""
    memory = turn["memory"]
    if memory.card is None:
        return asked(NO_NEED.format(what="总结"), suggestions=EXAMPLES)
    records = services.knowledge.catalogue.get_many(memory.order)
    return told("answer", summary(memory.card, memory.recommendation, records), records)


def report_answer(services: Services, turn: Turn) -> Turn:
    """Which draft there is and how to get it; what is not there is said."""
    message, memory = turn["reading"].message, turn["memory"]
    if memory.card is None or memory.recommendation is None:
        return said(NO_NEED.format(what="写成报告"), suggestions=EXAMPLES)
    if says(message, "asking", "invitation"):
        return said(PEOPLE_WROTE, suggestions=["请专员联系我"])
    bounty = says(message, "asking", "bounty")
    name, variant = ("揭榜需求草稿", "bounty") if bounty else ("对接简报", "brief")
    lines = [
        f"{name}可以取了：{_held(turn, bounty)}。",
        _where(bounty, variant),
        "它是草稿，标明未经专员审核；正式的对接报告由专员审核后导出。",
    ]
    extra = [("another_paper", NOT_OURS), ("another_format", NO_FORMAT)]
    lines += [text for term, text in extra if says(message, "asking", term)]
    return said(*lines, suggestions=["总结一下", "请专员联系我"])


def _held(turn: Turn, bounty: bool) -> str:
    found, card = turn["memory"].recommendation, turn["memory"].card
    subject = " ".join(filter(None, (card.object, card.problem))) if card else ""
    count = 0 if bounty or found is None else len(found.achievements)
    about = f"写的是“{subject}”" if subject else "按当前的需求卡写成"
    return f"{about}，含 {count} 项成果" if count else about


def _where(bounty: bool, variant: str) -> str:
    name = "揭榜需求草稿" if bounty else "简报"
    address = f"/api/v1/conversations/{{会话编号}}/drafts/{variant}?format=docx"
    return f"点这条回答下面的“下载{name}（Word）”；用接口的取 {address}。"


def handover_answer(services: Services, turn: Turn) -> Turn:
    """What can be done: the need lies in the officers' inbox; whom to meet and how to be reached is to be said."""
    memory, refs = turn["memory"], turn["reading"].refs
    refs = refs if len(refs) == 1 or not set(refs) <= set(memory.talked) else ()
    if memory.card is None or memory.recommendation is None:
        return said(
            "专员按需求来联系，您还没有说过技术难题。先说说产品和问题，它会进入专员的收件箱。",
            "如果急着找人，请把联系人和电话也写在同一段话里。",
            suggestions=EXAMPLES,
        )
    records = services.knowledge.catalogue.get_many(refs)
    wanted = [
        Statement(
            section="note",
            text=f"您想见的是《{record.title}》〔{record.id}〕。{CONTACT_NOTE}",
            record_id=record.id,
            citations=[cite(record, "title")],
        )
        for record in records.values()
    ]
    lines = [
        note("您的需求和推荐结果已在成果转化专员的收件箱里，由专员联系您并约对方。"),
        *wanted[:2],
        note(
            "请在这里写明联系人、电话和方便的时间，会随需求一起给专员看。我看不到专员的日程，不能替他们定时间，也不能直接转接电话。"
        ),
    ]
    return told("answer", lines, records, suggestions=["总结一下", "写成简报"])


def noted_answer(services: Services, turn: Turn) -> Turn:
    """Words that changed nothing on the card are kept with its text, and that is said."""
    message = turn["reading"].message
    short = message if len(message) <= QUOTED else message[:QUOTED] + "…"
    if turn.get("card") is None:
        return asked(NO_NEED.format(what="修改"), suggestions=EXAMPLES)
    return told("answer", [note(UNREAD.format(said=short))])


def ask_answer(services: Services, turn: Turn) -> Turn:
    """Nothing to read, or not in a script that is read."""
    if is_foreign(turn["reading"].message):
        return asked(FOREIGN, suggestions=EXAMPLES)
    return asked("没有收到文字。请写一两句话说明您的产品、遇到的问题和想达到的指标。", suggestions=EXAMPLES)
