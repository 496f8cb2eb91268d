"""Every entry of the lists catches its examples, and no list catches a counter-example of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import agent.verify
from agent.verify.words import LISTS, Entry, entries, has_contact, lexicon, without_contacts, without_names, words
from knowledge.text import half_width

ENTRIES = [(name, entry) for name in LISTS for entry in entries(name)]
EXAMPLES = [(name, entry, text) for name, entry in ENTRIES for text in entry.example]
COUNTERS = [(name, entry, text) for name, entry in ENTRIES for text in entry.counter]


def caught(name: str, entry: Entry, text: str) -> bool:
    pattern = lexicon(name, entry.kind) if entry.kind else lexicon(name)
    return pattern.search(half_width(text) if name == "contacts" else text) is not None


@pytest.mark.parametrize(("name", "entry", "text"), EXAMPLES, ids=[f"{name}-{text}" for name, _, text in EXAMPLES])
def test_an_example_is_caught(name: str, entry: Entry, text: str) -> None:
    assert caught(name, entry, text)


@pytest.mark.parametrize(("name", "entry", "text"), COUNTERS, ids=[f"{name}-{text}" for name, _, text in COUNTERS])
def test_a_counter_example_is_not(name: str, entry: Entry, text: str) -> None:
    assert not caught(name, entry, text)


def test_every_file_is_a_list_and_every_entry_is_whole() -> None:
    folder = Path(agent.verify.__file__ or "").with_name("lexicon")
    assert sorted(path.stem for path in folder.glob("*.toml")) == sorted(LISTS)
    for _, entry in ENTRIES:
        assert entry.meaning and entry.example and entry.counter and bool(entry.words) != bool(entry.pattern)


def test_no_word_stands_twice_in_a_kind() -> None:
    for name in LISTS:
        told = [(entry.kind, word) for entry in entries(name) for word in entry.words]
        assert len(told) == len(set(told))


def test_contact_data_is_taken_out_in_any_width() -> None:
    text = "联系人周䶮 １３９００００１１１１，邮箱：wang@firm.example，良率 98%"
    assert has_contact(text)
    hidden = "联系人周䶮 （联系方式已隐去），（联系方式已隐去），良率 98%"
    assert without_contacts(text) == hidden
    assert without_names(text).startswith("联系人（已隐去） １３９")
    assert without_contacts("用于手机：屏幕盖板") == "用于手机：屏幕盖板" == without_names("用于手机：屏幕盖板")


def test_words_come_in_one_string() -> None:
    assert {"成果", "相近"} <= set(words("neutral").split())
