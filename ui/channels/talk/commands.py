"""What is done at once for a user of a messenger, without a turn of the agent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from agent import Agent, CaseError
from knowledge import ChannelMessage, Person
from ui.admission.limits import Exceeded
from ui.channels.talk.limits import PersonLimits
from ui.channels.talk.words import Command, command_of, help_text

log = logging.getLogger(__name__)
CHANNELS = {"web": "网页", "wechat": "公众号", "wecom": "企业微信", "robot": "企业微信机器人", "miniprogram": "小程序"}
GROUP = "/"
"""Stands in the name of a user who speaks among others, behind the name of the group."""
WELCOME = "{greeting}\n\n例如：\n{examples}\n\n回复“帮助”看还能做什么。\n（{label}）"


class Commands:
    """Carries out commands; every answer is plain text of ours."""

    def __init__(self, agent: Agent, limits: PersonLimits) -> None:
        self._agent = agent
        self._book = agent.knowledge.casebook
        self._limits = limits
        self._by_name: dict[str, Callable[[ChannelMessage, Person, str], str]] = {
            "new": self._new,
            "history": self._history,
            "go_on": self._go_on,
            "link": self._link,
            "join": self._join,
            "leave": self._leave,
            "erase": self._erase,
            "erase_sure": self._erase_sure,
            "complain": self._complain,
            "help": lambda message, person, takes: help_text(),
        }

    def find(self, text: str) -> Command | None:
        """The command that a message is, or None."""
        return command_of(text)

    def answer(self, command: Command, message: ChannelMessage, person: Person) -> str:
        """Carry out a command; what is answered."""
        try:
            return self._by_name[command.name](message, person, command.takes)
        except CaseError as error:
            return str(error)

    def welcome(self) -> str:
        """What somebody new is told."""
        examples = "\n".join(f"· {one}" for one in self._agent.examples)
        return WELCOME.format(greeting=self._agent.greeting, examples=examples, label=self._agent.label)

    def _new(self, message: ChannelMessage, person: Person, takes: str) -> str:
        opened = self._agent.start_conversation(message.channel)
        self._book.people.enter(person.id, opened.id)
        return "好的，这是新的一段对话。请说您的技术难题。之前的对话还在，回复“历史”可以看到。"

    def _history(self, message: ChannelMessage, person: Person, takes: str) -> str:
        found = [one for one in self._book.people.conversations(person.id) if one.title]
        if not found:
            return "还没有以前的对话。直接说您的技术难题就行。"
        now = person.conversation_id
        lines = [f"{n}. {one.title}{'（现在这段）' if one.id == now else ''}" for n, one in enumerate(found[:9], 1)]
        return "\n".join(["您的对话：", *lines, "回复“继续2”接着谈第 2 段。"])

    def _go_on(self, message: ChannelMessage, person: Person, takes: str) -> str:
        found = [one for one in self._book.people.conversations(person.id) if one.title]
        place = int(takes)
        if place > len(found):
            return f"没有第 {place} 段对话。回复“历史”可以看到有哪些。"
        self._book.people.enter(person.id, found[place - 1].id)
        return f"好的，接着谈“{found[place - 1].title}”。"

    def _link(self, message: ChannelMessage, person: Person, takes: str) -> str:
        if GROUP in message.user:
            return "连接码请在和我单聊时取，群里别人也看得到。"
        code = self._book.people.code(person.id)
        return (
            f"连接码：{code}\n10 分钟内，在网页或另一个渠道里输入它，两边就是同一段对话。只能用一次，请不要告诉别人。\n"
            f"{self._linked(person)}"
        )

    def _linked(self, person: Person) -> str:
        names = dict.fromkeys(CHANNELS.get(one.channel, one.channel) for one in self._book.people.identities(person.id))
        return f"现在连着：{'、'.join(names)}。"

    def _join(self, message: ChannelMessage, person: Person, takes: str) -> str:
        try:
            self._limits.link(person.id)
        except Exceeded as error:
            return f"{error}请 10 分钟后再试。"
        joined = self._book.people.redeem(takes, person.id)
        return f"连好了，可以接着另一处的对话往下谈。{self._linked(joined)}回复“历史”可以看到两边的对话。"

    def _leave(self, message: ChannelMessage, person: Person, takes: str) -> str:
        if len(self._book.people.identities(person.id)) < 2:
            return "现在没有和别的渠道连着。"
        self._book.people.leave(message.channel, message.account, message.user)
        return "已解除连接，这里从一段新的对话开始。之前的对话留在另一处。"

    def _erase(self, message: ChannelMessage, person: Person, takes: str) -> str:
        return "将删除现在这段对话和由它整理的需求，删除后不能恢复。确定的话请回复“确认删除”。"

    def _erase_sure(self, message: ChannelMessage, person: Person, takes: str) -> str:
        if not person.conversation_id or self._book.conversations.get(person.conversation_id) is None:
            return "现在没有可以删除的对话。"
        return self._book.erase(person.conversation_id, "user").text()

    def _complain(self, message: ChannelMessage, person: Person, takes: str) -> str:
        try:
            self._limits.complaint(person.id)
        except Exceeded as error:
            return f"{error}请明天再来。"
        about = f"{CHANNELS.get(message.channel, message.channel)}里的回答"
        made, receipt = self._book.complaints.add("其他", takes[:2_000], about=about)
        to = self._agent.settings.complaints_to
        told = f"也可以联系 {to}。" if to else ""
        return f"已收到您的投诉。编号 {made.id}，回执 {receipt}，在网页的投诉举报页凭它们查看处理结果。{told}"
