"""How operators, numbers, amounts and money are shown, and the signs that people type back."""

from __future__ import annotations

import json

import pytest

from knowledge.quantities import (
    SIGNS,
    Operator,
    browser_tables,
    cell_sign,
    direction_of,
    read_sign,
    show_amount,
    show_money,
    show_number,
)
from knowledge.quantities.show import Style


@pytest.mark.parametrize(
    ("amount", "style", "shown"),
    [
        ((">=", 98, None, "%"), "card", "≥ 98 %"),
        ((">=", 98, None, "%"), "tight", "≥ 98%"),
        (("<=", 5, None, "mm"), "tight", "≤ 5 mm"),
        (("range", 1, 3, "min"), "card", "1–3 min"),
        (("<", 0.1, None, ""), "card", "＜ 0.1"),
        (("=", 20, None, "mm"), "card", "20 mm"),
        (("approx", 9, None, "分钟"), "card", "约 9 分钟"),
        (("approx", 9, None, "min"), "english", "about 9 min"),
        ((">", 9, None, "min"), "english", "> 9 min"),
        ((">=", 98, None, "%"), "words", "不低于 98 %"),
        (("<=", 1e-9, None, "Pa·m3/s"), "card", "≤ 1×10^-9 Pa·m3/s"),
    ],
)
def test_amounts(amount: tuple[Operator, float, float | None, str], style: Style, shown: str) -> None:
    assert show_amount(*amount, style=style) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (98.4, "98.4"), (1234567, "1234567"), (12345678, "12345678"), (2.5e9, "2.5×10^9"), (1e-5, "1×10^-5")],
)
def test_numbers_keep_every_figure(value: float, shown: str) -> None:
    assert show_number(value) == shown


@pytest.mark.parametrize(
    ("yuan", "shown", "english"),
    [
        (800_000, "80 万元", "CNY 800,000"),
        (12_345_678, "1234.5678 万元", "CNY 12,345,678"),
        (120_000_000, "1.2 亿元", "CNY 120,000,000"),
        (5000, "5000 元", "CNY 5,000"),
        (0.5, "0.5 元", "CNY 0.50"),
    ],
)
def test_money(yuan: float, shown: str, english: str) -> None:
    assert (show_money(yuan), show_money(yuan, style="english")) == (shown, english)


def test_signs_of_one_table_in_every_form() -> None:
    assert dict(SIGNS) == {">=": "≥ ", "<=": "≤ ", ">": "＞ ", "<": "＜ ", "approx": "约 ", "=": "", "range": ""}
    assert [cell_sign(op) for op in SIGNS] == ["≥", "≤", "＞", "＜", "约", "＝", "区间"]
    assert [direction_of(op) for op in SIGNS] == [1, -1, 1, -1, 0, 0, 0]
    assert direction_of(None) == 0


@pytest.mark.parametrize(
    ("typed", "op"),
    [("≥", ">="), (">=", ">="), ("不低于", ">="), ("区间", "range"), ("~", "range"), ("到", "range"), ("＝", "="),
     ("约", "approx"), ("≯", "<="), ("at least", ">="), ("以上", ">="), ("approx", "approx"), ("大概也许", None)],
)  # fmt: skip
def test_signs_are_read_back(typed: str, op: Operator | None) -> None:
    assert read_sign(typed) == op


def test_every_shown_sign_is_read_back() -> None:
    assert {read_sign(cell_sign(op)) for op in SIGNS} == set(SIGNS)


def test_the_tables_for_the_page_are_json() -> None:
    tables = json.loads(json.dumps(browser_tables(), ensure_ascii=False))
    assert tables["signs"][">="] == "≥"
    assert [row["unit"] for row in tables["money"]] == ["亿元", "万元", "元"]
