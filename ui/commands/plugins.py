"""Commands that other packages register in the entry-point group ``queqiao.commands``, as evals does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

GROUP = "queqiao.commands"
AddCommands = Callable[[Any], None]


def plugins() -> list[AddCommands]:
    """What the group holds, by name: functions that add commands to the subparsers of the command line.

    The files are read here, by their specification, because importing ``importlib.metadata`` takes almost as long as
    the whole of ``queqiao --help`` (docs/performance.md).
    """
    files = (file for folder in sys.path for file in Path(folder).glob("*.dist-info/entry_points.txt"))
    points = sorted({point for file in files for point in declared(file.read_text("utf-8"))})
    return [_loaded(place) for _, place in points]


def declared(text: str) -> Iterator[tuple[str, str]]:
    """Name and place (``module:function``) of every entry point of the group in the text of an entry_points.txt."""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == GROUP and "=" in line and not line.startswith(("#", ";")):
            name, _, place = line.partition("=")
            yield name.strip(), place.strip()


def _loaded(place: str) -> AddCommands:
    module, _, name = place.partition(":")
    add_commands: AddCommands = getattr(import_module(module), name)
    return add_commands
