"""The content check that the operator sets: a list of words, or a function of theirs, over input and output."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from agent.errors import MessageError

if TYPE_CHECKING:
    from agent.schema import Reply

log = logging.getLogger(__name__)
Way = Literal["input", "output"]
Check = Callable[[str, Way], str]
"""A text and which way it goes; "" when it may pass, else why not, for the log of the operator."""

HELD_BACK = "这条回答没有通过内容检查，不能显示。请换一种说法，或请专员联系您。"


class ContentError(MessageError):
    """The message does not pass the content check."""

    code = "content"
    advice = "请去掉与技术需求无关的内容再发；认为有误可以投诉举报。"


class ContentCheck:
    """What ``QUEQIAO_CONTENT_CHECK`` names. A check that fails holds back: it is there because the law asks for it."""

    def __init__(self, setting: str) -> None:
        self._check = load_check(setting)

    def must_pass(self, text: str) -> None:
        """Raise ContentError for a message that may not be worked on."""
        if self._problem(text, "input"):
            raise ContentError("这条消息没有通过内容检查，没有处理。")

    def shown(self, reply: Reply) -> Reply:
        """The reply, or one that says it is held back; the trace stays for the officers."""
        if self._check is None or not self._problem(_said(reply), "output"):
            return reply
        from agent.schema import Reply, Statement  # a command that lists accounts shall not load it

        statement = Statement(section="answer", text=HELD_BACK)
        return Reply(kind="error", act="refuse", text=HELD_BACK, statements=[statement], trace=reply.trace)

    def _problem(self, text: str, way: Way) -> str:
        if self._check is None:
            return ""
        try:
            problem = self._check(text, way)
        except Exception:
            log.exception("the content check failed; the text is held back")
            problem = "failed"
        if problem:
            log.warning("the content check held back %s", way)
        return problem


def load_check(setting: str) -> Check | None:
    """The check of a setting; None for none. ValueError, in Chinese, for what cannot be loaded."""
    if not setting:
        return None
    path = Path(setting)
    if path.is_file():
        return _words_of(path.read_text("utf-8-sig").splitlines())
    module, colon, name = setting.partition(":")
    try:
        if colon and callable(found := getattr(import_module(module), name)):
            return cast("Check", found)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"内容检查“{setting}”装不上：{error}。") from error
    raise ValueError(f"内容检查“{setting}”不是词表文件，也不是 模块:函数。")


def _words_of(lines: Sequence[str]) -> Check:
    """A list of words, one a line, ``#`` for a remark; found whatever their width, case and the spaces between."""
    words = [folded for line in lines if (folded := _folded(line.partition("#")[0]))]

    def check(text: str, way: Way) -> str:
        told = _folded(text)
        return next((word for word in words if word in told), "")

    return check


def _folded(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if not char.isspace() and unicodedata.category(char) != "Cf")


def _said(reply: Reply) -> str:
    """Everything of a reply that is shown."""
    return "\n".join([reply.text, *(one.text for one in reply.statements)])
