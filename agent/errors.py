"""What can go wrong with a message or a card, each with a Chinese message that can be shown as it is."""

from __future__ import annotations


class AgentError(ValueError):
    """Base of the errors that a caller may show to the user."""

    code = "internal"
    advice = "请稍后再试。"


class MessageError(AgentError):
    """The message cannot be read: too long, or nothing but control characters."""

    code = "bad_text"
    advice = "请用中文写一两句话说明产品、问题和想达到的指标。"


class TooLongError(MessageError):
    """The message is longer than the limit."""

    code = "too_long"
    advice = "请把文字缩短，或分几次发送；整份文件可以用“导入”功能。"
