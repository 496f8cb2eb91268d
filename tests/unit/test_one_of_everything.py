"""Numbers, signs and money have one reader and one renderer, in knowledge/quantities; nothing types them again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "knowledge" / "quantities"
SOURCES = sorted(
    path
    for package in ("agent", "tools", "knowledge", "ui", "evals")
    for path in (ROOT / package).rglob("*.py")
    if HOME not in path.parents
)
SCRIPTS = sorted((ROOT / "ui").rglob("*.js"))
SIGNS = frozenset("≥≤＞＜≧≦")
MONEY = re.compile(r" ?(?:[万亿]?元|CNY)")


def literals(node: ast.AST) -> list[object]:
    """The constants that stand directly in a literal collection."""
    if isinstance(node, ast.Dict):
        parts: list[ast.expr | None] = [*node.keys, *node.values]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = [*node.elts]
    else:
        return []
    return [part.value for part in parts if isinstance(part, ast.Constant)]


def is_sign_table(node: ast.AST) -> bool:
    texts = [one.strip() for one in literals(node) if isinstance(one, str)]
    keys = {key.value for key in node.keys if isinstance(key, ast.Constant)} if isinstance(node, ast.Dict) else set()
    return any(text and set(text) <= SIGNS for text in texts) or {">=", "<="} <= keys


def is_money_table(node: ast.AST) -> bool:
    found = literals(node)
    return any(one in ("万元", "亿元") for one in found) and any(isinstance(one, int | float) for one in found)


def formats_money(node: ast.AST) -> bool:
    """Whether an f-string writes a unit of money right behind a number that it formats."""
    if not isinstance(node, ast.JoinedStr):
        return False
    pairs = zip(node.values, node.values[1:], strict=False)
    return any(
        isinstance(first, ast.FormattedValue) and isinstance(then, ast.Constant) and MONEY.match(str(then.value))
        for first, then in pairs
    )


def formats_number(node: ast.AST) -> bool:
    """Whether an f-string shows a number in the general format; measures of evals are no amounts."""
    if not isinstance(node, ast.FormattedValue) or node.format_spec is None:
        return False
    spec = "".join(str(part.value) for part in ast.walk(node.format_spec) if isinstance(part, ast.Constant))
    return spec.endswith("g")


def breaches(path: Path) -> Iterator[str]:
    own = not path.is_relative_to(ROOT / "evals")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if is_sign_table(node) or is_money_table(node) or formats_money(node) or (own and formats_number(node)):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_no_source_types_signs_money_or_number_formats_again() -> None:
    assert [place for path in SOURCES for place in breaches(path)] == []


def test_no_script_types_signs_or_money_again() -> None:
    typed = re.compile(r"""["'`][≥≤＞＜≧≦] ?["'`]|\} ?[万亿]元""")
    assert [path.name for path in SCRIPTS if typed.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "code",
    [
        'SIGNS = {">=": "≥ ", "<=": "≤ "}',
        'SIGNS = ("≥", "≤")',
        'WAY = {">=": 1, "<=": -1}',
        'SIZES = ((1e8, "亿元"), (1e4, "万元"))',
        'text = f"{yuan / 10_000} 万元"',
        'text = f"{yuan:.0f}元"',
        'text = f"{value:.12g}"',
    ],
)
def test_the_guard_sees_a_copy(code: str) -> None:
    found = [
        is_sign_table(n) or is_money_table(n) or formats_money(n) or formats_number(n)
        for n in ast.walk(ast.parse(code))
    ]
    assert any(found)
