"""The gate of training: a model that is worse than the one it would replace is not written."""

from __future__ import annotations

from typing import Protocol


class Quality(Protocol):
    """What cross-validation found."""

    def text(self) -> str:
        """For the person at the console."""
        ...


class TrainingRefused(ValueError):
    """Retraining would make the model worse; nothing was written. The message gives both qualities, in Chinese."""


def refuse(why: str, before: Quality, after: Quality) -> None:
    """Raise TrainingRefused: ``why`` in Chinese, then both qualities."""
    raise TrainingRefused(f"{why}，未写入。现有：{before.text()}；新：{after.text()}。")
