"""schemathesis over every operation of the API: all checks, examples that fit the document and examples that do not.

As a script: ``python -m tests.integration.doors.contract 300`` prints what it did with so many examples an operation.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from agent import Agent, Settings
from tests.integration.doors.started import started

SCOPES = ("chat", "catalogue", "needs", "import", "events")
NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
CONFIG = Path(__file__).with_name("schemathesis.toml")


def check(agent: Agent, examples: int, *more: str) -> subprocess.CompletedProcess[str]:
    """Run it against a started server, with the ids of a conversation, a need and a webhook that exist."""
    book = agent.knowledge.casebook
    key, secret = book.keys.create("schemathesis", SCOPES, "test", rate=100_000, daily=10_000_000)
    talk = agent.start_conversation("test").id
    book.threads.put(f"key:{key.id}", talk)
    list(agent.stream(talk, NEED))
    hook = book.webhooks.add("http://127.0.0.1:9/", ["feedback.added"], "test")
    known = {"conversation_id": talk, "need_id": book.needs.latest(1)[0].id, "webhook_id": hook.id}
    book.reports.draft(known["need_id"], "brief", "# 简报", "test")
    complaint, receipt = book.complaints.add("其他", "测试")
    known |= {"record_id": agent.knowledge.catalogue.ids()[0], "number": "1", "variant": "brief"}
    known |= {"complaint_id": complaint.id, "x-receipt": receipt}
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.integration.doors.known"}
    environment |= {f"KNOWN_{name}": value for name, value in known.items()}
    with started(agent, rate_per_minute=10_000_000, turns_per_day=10_000_000, tenant_turns_per_day=10_000_000) as url:
        tool = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG)]
        command = [*tool, "run", f"{url}/openapi.json", "--checks", "all"]
        command += ["--max-examples", str(examples), "--mode", "all", "--seed", "7", "--no-color", "--workers", "2"]
        command += ["--request-timeout", "120", "--max-response-time", "120"]
        command += ["--header", f"Authorization: Bearer {secret}", "--generation-database", "none", *more]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, cwd=Path(__file__).parents[3]
        )


def main() -> int:
    """Check a server over the example catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent.open(Settings(data_dir=Path(folder), embedder="none", _env_file=None), owner=False)
        agent.sync()
        done = check(agent, int(sys.argv[1]), *sys.argv[2:])
        agent.close()
    print(done.stdout[-30_000:], done.stderr[-3_000:], sep="\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
