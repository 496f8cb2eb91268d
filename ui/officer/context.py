"""What every panel of the desk is built with: the desk, who is asking, and how an event is bound."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from agent import CardError, CaseError, Desk, Officer, Staff
from knowledge import DatabaseProblem

P = ParamSpec("P")
R = TypeVar("R")
EVENT: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal", "concurrency_limit": 8}
"""Every event: no public endpoint, several officers at once."""


@dataclass(frozen=True)
class DeskContext:
    """The desk of this process and its accounts."""

    desk: Desk
    staff: Staff

    def officer(self, request: gr.Request) -> Officer:
        """Who sent the event, with the role that the account has now."""
        officer = self.staff.get(request.username or "")
        if officer is None:
            raise gr.Error("登录已失效，请重新登录。", print_exception=False)
        return officer


def done(text: str) -> None:
    """Tell the officer that something is done."""
    gr.Info(text, duration=3)


def told(handler: Callable[P, R]) -> Callable[P, R]:
    """Show what the officer did wrong as a message instead of failing."""

    @functools.wraps(handler)
    def handled(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except (CaseError, CardError, DatabaseProblem) as error:
            raise gr.Error(str(error), title="没有成功", print_exception=False, duration=6) from error

    return handled
