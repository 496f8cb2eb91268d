"""Names in a message: however they are spelled."""

from __future__ import annotations

import pytest

from agent.read.acts.references import NameIndex
from knowledge.records import Achievement, Source

NAMES = NameIndex([Achievement(id="A-1", title="PP·长玻纤（LFT）3.5 级粒料", source=Source(title="示例"))])


@pytest.mark.parametrize(
    "message", ["《PP·长玻纤（LFT）3.5 级粒料》怎么样", "ＰＰ长玻纤lft３．５级粒料呢", "pp 长玻纤-LFT 3.5级粒料"]
)
def test_a_title_is_found_in_any_spelling(message: str) -> None:
    assert NAMES.find(message) == ["A-1"]


def test_another_title_is_not_found() -> None:
    assert NAMES.find("PP 长玻纤 4.5 级粒料") == []
