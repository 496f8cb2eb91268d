"""Contacts and names of firms stay here: placeholders in their stead are sent, and what comes back is restored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.verify.words import lexicon
from knowledge.text import half_width

CONTACT, PERSON, FIRM = "联系方式", "联系人", "企业"


class Mask:
    """The placeholders of one turn; the same words get the same one. Not thread-safe, like the model's line."""

    def __init__(self, hidden: Mapping[str, str] | None = None) -> None:
        self._hidden: dict[str, str] = dict(hidden or {})

    def copy(self) -> Mask:
        """A mask that hides the same for another line, and learns on its own from here on."""
        return Mask(self._hidden)

    def know(self, firms: Iterable[str]) -> None:
        """Hide these names wherever they stand from now on."""
        for name in firms:
            self._placeholder(name, FIRM)

    def hide(self, text: str) -> str:
        """``text`` with a placeholder for every contact, contact person and known name."""
        for place, kind in (*self._contacts(text), *self._people(text)):
            self._placeholder(place, kind)
        for words in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(words, self._hidden[words])
        return text

    def restore(self, value: Any) -> Any:
        """A text, or texts in lists and objects, with the words in place of their placeholders."""
        if isinstance(value, str):
            for words, placeholder in self._hidden.items():
                value = value.replace(placeholder, words)
            return value
        if isinstance(value, list):
            return [self.restore(one) for one in value]
        return {name: self.restore(one) for name, one in value.items()} if isinstance(value, dict) else value

    def messages(self, messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The messages as they may be sent; system messages are ours and hold nobody's words."""
        return [
            {**one, "content": self.hide(one["content"])}
            if one.get("role") != "system" and isinstance(one.get("content"), str)
            else dict(one)
            for one in messages
        ]

    def _placeholder(self, words: str, kind: str) -> None:
        if words.strip() and words not in self._hidden:
            number = 1 + sum(one.startswith(f"〔{kind}") for one in self._hidden.values())
            self._hidden[words] = f"〔{kind}{number}〕"

    @staticmethod
    def _contacts(text: str) -> list[tuple[str, str]]:
        found = lexicon("contacts", "data").finditer(half_width(text))
        return [(text[one.start() : one.end()], CONTACT) for one in found]

    @staticmethod
    def _people(text: str) -> list[tuple[str, str]]:
        found = lexicon("contacts", "named").finditer(text)
        return [(text[one.end("label") : one.end()], PERSON) for one in found]
