"""A chat model that says what a test tells it to, by the prompt that asks; it is never reached over a wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agent import Settings
from agent.model import Answer, Budget, ModelUnavailable
from agent.model.profiles import Mode, Profile, choose_profile

Said = dict[str, Any] | str | ModelUnavailable | Callable[[str], Any]


class Gateway:
    """The little of a gateway that a structured call needs."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def modes(self) -> list[Mode]:
        return ["json_object"]

    def refuse(self, mode: Mode) -> None:
        raise AssertionError(mode)


class ScriptedModel:
    """Answers by prompt name: an object, a text, a fault, a function of the user message, or a list of these."""

    def __init__(self, *, profile: str = "qwen", **answers: Any) -> None:
        self.profile = choose_profile(profile, "", "")
        self.gateway = Gateway(self.profile)
        self.budget = Budget.of(Settings(model="scripted"))
        self.answers = answers
        self.heard: list[tuple[str, str]] = []

    def complete(self, messages: list[dict[str, Any]], prompt: Any, **options: Any) -> Answer:
        user = str(messages[-1]["content"])
        self.heard.append((prompt.name, user))
        said = self.answers.get(prompt.name, "{}")
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        said = said(user) if callable(said) else said
        if isinstance(said, ModelUnavailable):
            raise said
        return Answer(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False), [])

    def fork(self) -> ScriptedModel:
        return self

    def close(self) -> None:
        pass
