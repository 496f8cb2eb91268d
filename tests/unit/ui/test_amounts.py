"""The chat page shows amounts and money as Python does: its script runs in Node on the tables that are served."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import ui.app
from knowledge.quantities import SIGNS, show_amount, show_money

NODE = shutil.which("node")
VALUES = [0, 1, 98.4, -20, 0.1 + 0.2, 1234567, 1e-4, 9.9e-5, 1e-9, -3.5e-7, 999_999_999, 1e9, 1_234_567_891, 3e12, 1e18]
YUAN = [0.5, 9500, 9999.99, 10_000, 800_000, 12_345_678, 99_999_999, 120_000_000, 1.234567891e9, 3e11]
RANGES = [(3, 5), (-40, 85), (-40, -20), (0.001, 0.00002)]


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_the_page_shows_what_python_shows(tmp_path: Path) -> None:
    static = Path(ui.app.__file__).parent / "widget" / "static"
    items = [{"op": op, "value": value, "value_max": None, "unit": "mm"} for op in SIGNS for value in VALUES]
    items += [{"op": "range", "value": low, "value_max": high, "unit": ""} for low, high in RANGES]
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "tables.js").write_bytes(ui.app._tables().body)
    shutil.copy(static / "amounts.js", tmp_path)
    (tmp_path / "run.js").write_text(
        'import { amountText, moneyText } from "./amounts.js";\n'
        f"console.log(JSON.stringify([{json.dumps(items)}.map(amountText), {json.dumps(YUAN)}.map(moneyText)]));\n",
        "utf-8",
    )
    done = subprocess.run([str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    amounts, sums = json.loads(done.stdout)
    assert amounts == [show_amount(one["op"], one["value"], one["value_max"], one["unit"]) for one in items]  # type: ignore[arg-type]
    assert sums == [show_money(yuan) for yuan in YUAN]
