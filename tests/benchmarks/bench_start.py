"""How long the command line takes to start, in processor time and as a ratio to Python's own start."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
ROUNDS = 21
QUEQIAO = ["-c", "from ui.cli import main; main()"]
"""What the console script does, with the tree under test first on the path."""


def cpu_s(*words: str) -> float:
    """Seconds of user and system time of one Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_start(tmp_path: Path) -> None:
    commands = {
        "python -c pass": ["-c", "pass"],
        "queqiao --help": [*QUEQIAO, "--help"],
        "queqiao frob (wrong usage)": [*QUEQIAO, "frob"],
        "queqiao users list": [*QUEQIAO, "users", "list", "--data", str(tmp_path)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, words in commands.items():
            taken[name].append(cpu_s(*words))
    unit = statistics.median(taken["python -c pass"])
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"\n{name}: {median * 1e3:.0f} ms ({median / unit:.1f}x)", end="")
    print(f"\nmedians of {ROUNDS} alternating runs, user and system time")
