"""The laws of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["agent", "tools", "knowledge", "prompts", "ui", "evals"]
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
ROOM_FILES, ROOM_LINES = 12, 2_500


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_the_ones_imported(package: str) -> None:
    assert Path(importlib.import_module(package).__file__ or "").is_relative_to(ROOT)


def test_registering_the_commands_loads_nothing_that_fits_models() -> None:
    code = "import sys, agent, evals.cli, knowledge, ui.cli; print({'sklearn', 'scipy', 'numpy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert told == "set()\n"


def _reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(alias.name in ENVIRONMENT for alias in node.names)
    return isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT and ast.unparse(node.value) == "os"


def test_the_environment_is_read_in_one_place() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
    readers = {path for path, tree in trees.items() if any(map(_reads_environment, ast.walk(tree)))}
    assert {path.relative_to(ROOT).as_posix() for path in readers} <= {"agent/settings/__init__.py"}


def test_no_room_holds_two_ideas() -> None:
    files = Counter(path.parent for path in SOURCES)
    lines: Counter[Path] = Counter()
    for path in SOURCES:
        lines[path.parent] += len(path.read_text("utf-8").splitlines())
    assert {str(room): number for room, number in files.items() if number > ROOM_FILES} == {}
    assert {str(room): number for room, number in lines.items() if number > ROOM_LINES} == {}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _at_import(body: Iterable[ast.AST]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run when the module is imported: none of a function, none for type checking alone."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _at_import(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _at_import(ast.iter_child_nodes(node))


def _imported(path: Path, modules: set[str]) -> set[str]:
    found: set[str] = set()
    for node in _at_import(ast.parse(path.read_text("utf-8")).body):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & modules) | ({str(node.module)} if names - modules else set())
    return found & modules


def test_no_module_is_imported_in_a_circle() -> None:
    modules = {_module(path): path for path in SOURCES}
    graph = {name: _imported(path, set(modules)) - {name} for name, path in modules.items()}
    assert sum(map(len, graph.values())) > len(graph) > 100
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_files_can_be_read_in_one_sitting() -> None:
    long = {path.name: lines for path in SOURCES if (lines := len(path.read_text("utf-8").splitlines())) > 400}
    assert long == {}


def test_locks_name_no_address() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text("utf-8")


def test_both_readmes_have_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
        return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]

    assert commands("README.md") == commands("README.zh-CN.md") != []
