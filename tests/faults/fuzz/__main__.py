"""Coverage-guided fuzzing of what reads foreign text; run by hand: ``python -m tests.faults.fuzz [seconds in all]``.

Atheris (``pip install atheris``, Linux only, therefore in no lock) mutates a small corpus towards new branches. Each
target runs in a process of its own for its share of the time and prints how many inputs it saw, the crashes, the
inputs that took longer than a second of CPU time, and the peak memory.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.fuzz.targets import TARGETS

SECONDS = 600


def main(seconds: int) -> int:
    """Fuzz every target for its share of the time; 1 when anything crashed or hung."""
    share = max(seconds // len(TARGETS), 1)
    bad = 0
    for name in TARGETS:
        command = [sys.executable, "-m", "tests.faults.fuzz.run", name, f"-max_total_time={share}"]
        options = ["-max_len=4096", "-rss_limit_mb=2048", "-timeout=60", "-print_final_stats=1"]
        options.append(f"-artifact_prefix={tempfile.mkdtemp()}/")
        done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=Path.cwd(), check=False)
        told = done.stdout + done.stderr
        stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", told))
        cover = re.findall(r"cov: (\d+)", told)
        own = re.findall(r"^(?:CRASH|SLOW).*$", told, re.MULTILINE)
        crashed, slow = (sum(one.startswith(kind) for one in own) for kind in ("CRASH", "SLOW"))
        seen, peak = (stats.get(kind, "?") for kind in ("number_of_executed_units", "peak_rss_mb"))
        edges = cover[-1] if cover else "?"
        print(
            f"{name}: {share} s, {seen} inputs, edges {edges}, crashes {crashed}, over 1 s {slow}, "
            f"peak memory {peak} MB, end {done.returncode}",
            flush=True,
        )
        for one in own[:20]:
            print(f"  {one[:400]}", flush=True)
        if done.returncode and not own:
            print(told[-2_000:], flush=True)
        bad += bool(own or done.returncode)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
