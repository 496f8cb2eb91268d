"""What evaluation and training cannot read, and how a command tells it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

Command = Callable[[argparse.Namespace], int]


class EvalError(ValueError):
    """Base of the errors of files that somebody gave; the message says what is wrong and where, in Chinese."""


def told(run: Command) -> Command:
    """The command, with an unreadable input told in a line; exit code 2."""

    def command(options: argparse.Namespace) -> int:
        from agent import AgentError

        try:
            return run(options)
        except (AgentError, EvalError) as error:
            sys.stderr.write(f"错误：{error}\n")
            return 2

    return command
