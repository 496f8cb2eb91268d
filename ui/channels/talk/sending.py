"""What the outbox sends to users of messengers: answers part by part and in order, and notices."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping

from agent import Agent
from knowledge import ChannelMessage, Letter
from ui.channels.outbox import NotSent, Sender
from ui.channels.talk.channel import Channel, SendFailed

log = logging.getLogger(__name__)


class Sending:
    """The letters of the channels that can write to their users by themselves.

    A letter of an answer only says to whom something is owed; the parts stand in the message. A part counts as given
    when the channel took it: what it took without our learning so, because the process ended in that moment, is sent
    again.
    """

    def __init__(self, agent: Agent, channels: Mapping[str, Channel]) -> None:
        self._messages = agent.knowledge.casebook.channel_messages
        self._outbox = agent.knowledge.casebook.outbox
        self._channels = {name: one for name, one in channels.items() if one.sends}

    @property
    def senders(self) -> dict[str, Sender]:
        """The sender of every channel that has one."""
        return dict.fromkeys(self._channels, self.send)

    def owe(self, message: ChannelMessage, conversation_id: str) -> None:
        """Put a letter about a message that is answered, in the transaction that keeps its answer."""
        if message.channel in self._channels:
            self._outbox.put(
                message.channel,
                message.user,
                {"account": message.account},
                dedup=message.id,
                line=line_of(message.account, message.user),
                conversation_id=conversation_id or None,
            )

    def notify(self, channel: str, user: str, text: str, key: str) -> bool:
        """Put a notice to a user; False when one with that key was put there before."""
        return self._outbox.put(channel, user, {"text": text}, dedup=f"notice-{key}", line=line_of("", user))

    def send(self, letter: Letter) -> None:
        """Send a notice, or everything that a user is owed, the oldest first. Raises NotSent."""
        channel = self._channels[letter.channel]
        if "text" in letter.payload:
            self._send(channel, letter.target, str(letter.payload["text"]), letter.id)
            return
        account = str(letter.payload["account"])
        while (message := self._messages.owing(letter.channel, account, letter.target)) is not None:
            for place, part in enumerate(message.answer[message.given :], message.given):
                self._send(channel, message.user, part, f"{message.id}-{place}")
                self._messages.gave(message.channel, message.id, place + 1)

    def _send(self, channel: Channel, user: str, text: str, key: str) -> None:
        """Send one text; what the channel will never take is left out, so that it keeps nothing else back."""
        try:
            channel.send(user, text, key)
        except SendFailed as failed:
            if failed.kind != "never":
                raise NotSent(str(failed), final=failed.kind == "silent") from failed
            log.error("channel %s will never take a text: %s", channel.name, failed)


def line_of(account: str, user: str) -> str:
    """What keeps the letters of one user in order."""
    return hashlib.sha256(f"{account}/{user}".encode()).hexdigest()[:32]
