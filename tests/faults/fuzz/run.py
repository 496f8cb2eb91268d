"""One target under Atheris: ``python -m tests.faults.fuzz.run NAME [libFuzzer options]``."""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

from tests.faults.fuzz.targets import TARGETS

SLOW_S = 1.0
KINDS = 20


def main(name: str, options: list[str]) -> None:
    """Fuzz until libFuzzer's limits; every new kind of crash and every slow input is printed, and the work goes on."""
    make, seeds = TARGETS[name]
    with atheris.instrument_imports(include=["agent", "knowledge", "markdown_it"]):
        work = make()
    for seed in seeds:
        work(seed.encode())
    seen: set[str] = set()

    def one(data: bytes) -> None:
        start = time.process_time()
        try:
            work(data)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {place.filename.rsplit('/', 2)[-1]}:{place.lineno}"
            if kind not in seen and len(seen) < KINDS:
                seen.add(kind)
                print(f"CRASH {kind} {error!s:.80} {data[:200]!r}", flush=True)
        took = time.process_time() - start
        if took > SLOW_S:
            print(f"SLOW {took:.2f} s, {len(data)} bytes {data[:200]!r}", flush=True)

    corpus = Path(tempfile.mkdtemp())
    for place, seed in enumerate(seeds):
        (corpus / str(place)).write_text(seed, encoding="utf-8")
    atheris.Setup([sys.argv[0], str(corpus), *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
