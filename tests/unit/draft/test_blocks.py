"""Markdown as anybody may write it: read in even time and bounded memory, nothing lost unsaid."""

from __future__ import annotations

import pytest

from agent.draft.formats.blocks import COLUMNS, MARKDOWN_CHARS, plain, read_blocks, spans
from agent.draft.formats.html_page import markdown_html
from tests.timing import grows_evenly

HOSTILE = [
    *(
        "a",
        "1",
        "*",
        "**",
        "**a",
        "\\",
        "\\\\**",
        "**\\",
        "[1]",
        "[[",
        "<br>",
        "<br ",
        "`",
        "#",
        "# ",
        "> ",
        "- ",
        "1. ",
    ),
    *(
        "|",
        "|a",
        "|a|b|\n|--|--|\n",
        "| - ",
        "|--",
        "a|b\n--|--\n||||\n",
        "\n",
        "\r\n",
        " ",
        "\t- a\n",
        "----",
        "※\n\n",
    ),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_markdown_is_read_in_even_time(unit: str) -> None:
    def work(text: str) -> None:
        for piece in read_blocks(text):
            list(spans(piece.text))

    assert grows_evenly(work, unit, 10_000)
    assert grows_evenly(lambda text: list(spans(text)), unit, 10_000)
    assert grows_evenly(lambda text: markdown_html(text, label="标识"), unit, 10_000)


def test_a_wide_table_takes_no_square_of_memory() -> None:
    (table,) = read_blocks("|" * 5_000 + "\n|--|--|\n" + "|a\n" * 5_000)
    assert len(table.rows[0]) <= COLUMNS
    wide = "|".join(f"格{n}" for n in range(100))
    (table,) = read_blocks(f"{wide}\n--|--\n{wide}")
    assert all(f"格{n}" in "".join(table.rows[1]) for n in range(100))


def test_a_text_beyond_the_bound_says_what_was_left_out() -> None:
    *_, note = read_blocks("段落。\n\n" * MARKDOWN_CHARS)
    assert note.kind == "note" and "没有转换" in note.text
    assert all("没有转换" not in piece.text for piece in read_blocks("段落。\n\n" * 100))


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**甲**乙", ["甲"]),
        ("**甲\\*乙**", ["甲*乙"]),
        ("\\\\**甲**", ["甲"]),
        ("\\**甲**", ["甲"]),
        ("**甲\\**乙", []),
    ],
)
def test_bold_text_with_escapes(text: str, bold: list[str]) -> None:
    found = [one.text for one in spans(text) if one.kind == "bold"]
    assert found == bold or (text.startswith("\\**") and found in ([], bold))
    assert "甲" in plain(text)
