"""The walk with curl in docs/api.md, run as it is printed there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from agent import Agent
from tests.integration.doors.contract import SCOPES
from tests.integration.doors.started import started

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_walk_goes_through(agent: Agent, tmp_path: Path) -> None:
    script = re.search(r"```bash\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert script is not None
    _, secret = agent.knowledge.casebook.keys.create("curl", SCOPES, "test", rate=1_000)
    with started(agent) as address:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script[1]],
            env={"QUEQIAO": address, "KEY": secret, "PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    read = {
        name: json.loads((tmp_path / name).read_text("utf-8")) for name in ("answer.json", "card.json", "found.json")
    }
    assert read["answer.json"]["act"] == "recommend" and read["card.json"]["budget_cny"] == 800_000
    assert len(read["found.json"]) == 3 and (tmp_path / "brief.docx").read_bytes().startswith(b"PK")
    assert "新增 1" in done.stdout and json.loads((tmp_path / "webhook.json").read_text("utf-8"))["secret"]
