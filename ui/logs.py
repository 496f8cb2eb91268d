"""What the console and its log files are told: never what somebody wrote.

The message of an exception often quotes the value that it failed on. So a traceback here is where it happened and what
kind of error it was; its words are left out, whoever logs it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WordlessFormatter(logging.Formatter):
    """Formats tracebacks without the words of the exceptions, and errors among the arguments by their kind."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (the name is logging's)
        """Every error of the chain with its frames, the one that was raised last at the end."""
        parts, error = list[str](), ei[1]
        while error is not None:
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))

    def format(self, record: logging.LogRecord) -> str:
        """One record; a traceback that another handler has put into words already is put again."""
        record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(type(one).__name__ if isinstance(one, BaseException) else one for one in record.args)
        try:
            return super().format(record)
        finally:
            record.exc_text = None


class Console(logging.Handler):
    """Writes to whatever stderr is when something is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        sys.stderr.write(f"{self.format(record)}\n")


def install(level: int = logging.WARNING) -> None:
    """Make stderr the only place where logs go, in this form; loggers that set themselves up are brought here."""
    handler = Console()
    handler.setFormatter(WordlessFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    sys.excepthook = _told


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    sys.stderr.write(f"{WordlessFormatter().formatException((kind, error, trace))}\n")
