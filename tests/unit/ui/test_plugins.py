"""Commands of other packages join by entry point, read from the metadata files as they are specified."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from ui.cli import build_parser
from ui.commands.plugins import GROUP, declared, plugins

PLUGIN = """
def add_commands(commands):
    commands.add_parser("greet", help="问好").set_defaults(run=lambda options: 3)
"""


def test_what_is_installed_is_what_the_library_finds() -> None:
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    assert plugins() == [point.load() for point in found] != []


def test_only_the_group_is_read() -> None:
    ours = f"[{GROUP}]\n# a note\nevals=evals.cli:add_commands\n  b = c:d"
    text = f"[console_scripts]\nqueqiao = ui.cli:main\n\n{ours}\n[x]\ny=z"
    assert list(declared(text)) == [("evals", "evals.cli:add_commands"), ("b", "c:d")]
    assert list(declared("")) == []


def test_a_package_adds_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greeting_plugin.py").write_text(PLUGIN, "utf-8")
    metadata = tmp_path / "greeting-1.0.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\ngreeting = greeting_plugin:add_commands\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    parser = build_parser()
    assert "问好" in parser.format_help()
    assert parser.parse_args(["greet"]).run(None) == 3
