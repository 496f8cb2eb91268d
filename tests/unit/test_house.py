"""The laws of the house that no linter knows."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["agent", "tools", "knowledge", "prompts", "ui", "evals"]
SOURCES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_the_ones_imported(package: str) -> None:
    assert Path(importlib.import_module(package).__file__ or "").is_relative_to(ROOT)


def test_registering_the_commands_loads_nothing_that_fits_models() -> None:
    code = "import sys, agent, evals.cli, knowledge, ui.cli; print({'sklearn', 'scipy', 'numpy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert told == "set()\n"


def test_the_environment_is_read_in_one_place() -> None:
    readers = [path for path in SOURCES if re.search(r"os\.(?:environ|getenv|putenv)", path.read_text("utf-8"))]
    assert {path.relative_to(ROOT).as_posix() for path in readers} <= {"agent/settings.py"}


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
