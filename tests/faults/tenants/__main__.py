"""Three tenants at random in one process: nothing of one is ever met by another.

``python -m tests.faults.tenants [operations of each] [seed]`` prints the figures; vectors are on.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.tenants.machine import run


def main() -> None:
    """Run the machine and print what was met where."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        run_ = run(Path(place, "data"), each, seed, "auto", tell=lambda text: print(text, flush=True))
    print(f"3 tenants, {each} operations each, seed {seed}, {time.monotonic() - began:.0f} s")
    print(f"operations done {dict(run_.done)}")
    print(f"not possible where they were tried {dict(run_.impossible)}")
    print(f"canaries planted {run_.planted}, own ones met {run_.watch.own}")
    print(f"looked at {dict(run_.watch.looked)}")
    print(f"foreign rows {len(run_.watch.foreign)}", *run_.watch.foreign[:20], sep="\n")
    sys.exit(1 if run_.watch.foreign else 0)


if __name__ == "__main__":
    main()
