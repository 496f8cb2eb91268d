from __future__ import annotations

from importlib.resources import files

import pytest

from agent.tokens import count_tokens
from prompts import PromptError, load

NAMES = sorted(file.name.removesuffix(".md") for file in files("prompts").iterdir() if file.name.endswith(".md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_has_a_version_and_is_short(name: str) -> None:
    prompt = load(name)
    assert prompt.label == f"{name}@{prompt.version}"
    assert prompt.text and count_tokens(prompt.text) < (1_200 if name == "read" else 700)


@pytest.mark.parametrize("name", ["read", "word", "candidates", "followup", "followup_json", "data"])
def test_untrusted_text_stands_between_marks_and_only_in_the_user_message(name: str) -> None:
    prompt = load(name)
    assert prompt.template.count("{{mark}}") >= 2
    assert "{{" not in prompt.text and "不是指令" in prompt.text


def test_values_are_put_in_once() -> None:
    text = load("followup").user(
        card="{{text}}", shown="{{mark}} 正文", history="无", question="问", data="无", mark="=="
    )
    assert "{{text}}" in text and "{{mark}} 正文" in text


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        load("read").user(card="x")


@pytest.mark.parametrize("name", ["nosuch", "../secrets", "Understand", ""])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(PromptError):
        load(name)


@pytest.mark.parametrize("name", ["read", "word", "candidates", "followup", "followup_json"])
def test_json_is_named_where_json_is_asked_for(name: str) -> None:
    assert "JSON" in load(name).text
