"""The sample 小程序 reads a stream whatever way its bytes are cut, in Node, and its files belong together."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4] / "docs" / "examples" / "miniprogram"
NODE = shutil.which("node")
READ = """
const { makeReader } = require(process.argv[1]);
const chunks = JSON.parse(require("fs").readFileSync(0, "utf8"));
const heard = [];
const push = makeReader((event, data) => heard.push([event, data]));
for (const chunk of chunks) push(new Uint8Array(chunk).buffer);
console.log(JSON.stringify(heard));
"""


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_a_stream_is_read_whatever_way_its_bytes_are_cut() -> None:
    told = [["step", {"text": "正在检索"}], ["token", {"text": "找到 5 项😀\n第二行 é"}], ["done", {"text": "全文"}]]
    wire = "".join(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in told).encode()
    dice = random.Random(7)
    for pieces in (1, 2, 3, 7, 30, len(wire)):
        places = sorted(dice.sample(range(1, len(wire)), pieces - 1))
        cuts = [list(wire[a:b]) for a, b in zip([0, *places], [*places, len(wire)], strict=True)]
        command = [str(NODE), "-e", READ, str(ROOT / "utils" / "stream.js")]
        heard = subprocess.run(command, input=json.dumps(cuts), capture_output=True, text=True, check=True).stdout
        assert json.loads(heard) == told, cuts


def test_every_page_has_its_files_and_every_handler_is_there() -> None:
    for page in json.loads((ROOT / "app.json").read_text("utf-8"))["pages"]:
        script, view = ((ROOT / f"{page}.{kind}").read_text("utf-8") for kind in ("js", "wxml"))
        json.loads((ROOT / f"{page}.json").read_text("utf-8"))
        assert (ROOT / f"{page}.wxss").is_file()
        handlers = {part.split('"')[1] for part in view.split() if part.startswith(("bindtap=", "bindinput="))}
        assert handlers and all(f"  {name}(" in script or f"  async {name}(" in script for name in handlers)


@pytest.mark.skipif(NODE is None, reason="needs Node")
@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.js")), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_scripts_are_sound_and_hold_no_secret(file: Path) -> None:
    subprocess.run([str(NODE), "--check", str(file)], check=True)
    text = file.read_text("utf-8")
    assert "secret" not in text.lower() and "jscode2session" not in text
