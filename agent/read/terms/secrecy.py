"""What the enterprise wishes to be kept from others: a switch word, with its negation read."""

from __future__ import annotations

from agent.read.lexicon import says, words_of

KEPT = "保密"
"""The wish that keeps a need from every outside endpoint."""


def lifts_secrecy(text: str) -> bool:
    """Whether the text gives up an earlier wish for secrecy."""
    return says(text, "secrecy", "lifted")


def extract_secrecy(text: str) -> str:
    """``不公开企业名称``, ``保密``, or "" when no wish is stated."""
    if says(text, "secrecy", "hide_name"):
        return "不公开企业名称"
    for word in words_of("secrecy", "not"):
        text = text.replace(word, "")
    return "保密" if says(text, "secrecy", "保密") else ""
