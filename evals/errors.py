"""What evaluation and training cannot read."""

from __future__ import annotations


class EvalError(ValueError):
    """Base of the errors of files that somebody gave; the message says what is wrong and where, in Chinese."""
