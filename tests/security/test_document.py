"""docs/security.md names tests that exist."""

from __future__ import annotations

import re

from tests.licences import ROOT


def test_every_test_that_the_document_names_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert len(named) >= 20
    assert [one for one in named if not (ROOT / one).is_file()] == []
    assert all(f"LLM{number:02}" in text for number in range(1, 11))
