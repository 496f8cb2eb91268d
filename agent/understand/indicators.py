"""Quantitative targets and present values from Chinese technical prose."""

from __future__ import annotations

from agent.schema import Indicator


def extract_indicators(text: str, title: str = "") -> tuple[list[Indicator], list[Indicator]]:
    """Targets and baselines of a requirement, each with an exact quote from ``text`` or ``title``."""
    return [], []
