"""A quote is found whatever its spaces and widths, and only where the text says it."""

from __future__ import annotations

import pytest

from agent.model.text.quotes import find_quote

TEXT = "我们的注塑件良品率只有 92％，希望提到９８％以上；“缩痕”要减少，温度 －10～40 ℃。"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("良品率只有 92％", "良品率只有 92％"),
        ("良品率只有92%", "良品率只有 92％"),
        ("提到98%以上", "提到９８％以上"),
        ('"缩痕"要减少', "“缩痕”要减少"),
        ("-10~40℃", "－10～40 ℃"),
    ],
)
def test_spacing_and_width_are_forgiven(quote: str, found: str) -> None:
    assert find_quote(quote, TEXT) == found
    assert found in TEXT


@pytest.mark.parametrize("quote", ["提到99%以上", "注塑件良品率92", "", "  ", None, 92, ["良品率"], "良" * 400])
def test_what_is_not_said_is_no_quote(quote: object) -> None:
    assert find_quote(quote, TEXT) == ""


def test_the_first_text_that_says_it_counts() -> None:
    assert find_quote("缩痕", "没有", "件上有缩 痕", TEXT) == "缩 痕"
