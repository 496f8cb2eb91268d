"""Prompts as text files with front matter; nothing here is secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<text>.*)\Z", re.S)
_USER = "\n<!-- user -->\n"
_SLOT = re.compile(r"\{\{(\w+)\}\}")


class PromptError(ValueError):
    """A prompt file is missing or malformed."""


@dataclass(frozen=True)
class Prompt:
    """One prompt: ``text`` is the system message, ``template`` the user message with ``{{slots}}``.

    ``reader`` says that a small model may be set to answer it, since it only reads."""

    name: str
    version: str
    text: str
    template: str = ""
    reader: bool = False

    @property
    def label(self) -> str:
        """Name and version as traces show them."""
        return f"{self.name}@{self.version}"

    def user(self, **values: str) -> str:
        """The user message; values are put in once and never read as slots. KeyError for a missing value."""
        return _SLOT.sub(lambda match: values[match.group(1)], self.template)


@lru_cache(maxsize=64)
def load(name: str) -> Prompt:
    """The prompt of that name. Raises PromptError when there is none or its front matter is incomplete."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise PromptError(f"bad prompt name: {name!r}")
    file = files(__name__).joinpath(f"{name}.md")
    if not file.is_file():
        raise PromptError(f"no such prompt: {name}")
    match = _FRONT.match(file.read_text(encoding="utf-8"))
    front = dict(line.split(": ", 1) for line in match["front"].splitlines()) if match else {}
    if match is None or front.get("name") != name or not front.get("version"):
        raise PromptError(f"prompt {name} lacks name or version in its front matter")
    text, _, template = match["text"].partition(_USER)
    return Prompt(name, front["version"], text.strip(), template.strip(), front.get("by") == "reader")
