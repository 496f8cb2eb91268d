"""What is delivered: licences as listed, and a service that opens no socket but its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licences import LIST, ROOT, installed, refused

WATCH = """
import json, sys, threading
seen = []
WATCHED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname")

def watch(name, args):
    if name in WATCHED:
        seen.append([name, str(args[1:] if name in ("socket.connect", "socket.bind", "socket.sendto") else args)])

sys.addaudithook(watch)

def open_sockets():
    import os
    from pathlib import Path
    if not Path("/proc/self/fd").is_dir():
        return []
    own = set()
    for each in os.listdir("/proc/self/fd"):
        try:
            own.add(os.readlink(f"/proc/self/fd/{each}"))
        except OSError:
            pass
    rows = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path("/proc/self/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            cells = line.split()
            if f"socket:[{cells[9]}]" in own:
                rows.append([table, cells[1], cells[2]])
    return rows

import os
from agent import Agent, Settings
from ui.app import create_app
import uvicorn
agent = Agent.open(Settings(data_dir=sys.argv[1], model=""))
agent.sync()
server = uvicorn.Server(uvicorn.Config(create_app(agent), host="127.0.0.1", port=int(sys.argv[2]), log_level="error"))
thread = threading.Thread(target=server.run, daemon=True)
thread.start()
while not server.started:
    pass
need = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上"
reply = list(agent.stream(agent.start_conversation("test").id, need))[-1].reply
found = len(reply.recommendation.achievements)
print(json.dumps({"seen": seen, "open": open_sockets(), "kind": reply.kind, "found": found}))
server.should_exit = True
thread.join(10)
os._exit(0)
"""
LOCAL = ("127.0.0.1", "::1", "localhost", "0100007F", "00000000000000000000000001000000")


def test_every_licence_is_listed_and_allowed() -> None:
    listed = dict(re.findall(r"^\| ([\w.-]+) \| ([^|]+) \|$", LIST.read_text("utf-8"), re.MULTILINE))
    now = installed()
    assert len(now) > 100
    assert {name: of for name, of in now.items() if listed.get(name) != of} == {}
    assert {name: of for name, of in now.items() if refused(of)} == {}


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND AGPL-3.0", "unknown", "LGPL-2.1 OR SSPL-1.0"])
def test_a_licence_of_another_kind_is_refused(expression: str) -> None:
    assert refused(expression)


def test_a_start_and_a_turn_open_no_socket_but_ours(tmp_path: Path) -> None:
    """By the interpreter's audit events, and by the kernel's tables for libraries that go round them."""
    port = 18_873
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(tmp_path), str(port)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kind"] == "recommendation" and told["found"]
    assert told["seen"], "the watch saw the server bind"
    assert [one for one in told["seen"] if not any(name in one[1] for name in LOCAL)] == []
    connected = [
        one for one in told["seen"] if one[0] in ("socket.connect", "socket.sendto") and str(port) not in one[1]
    ]
    assert connected == []
    assert [one for one in told["open"] if not one[1].startswith(LOCAL)] == []


@pytest.mark.parametrize("target", ["sbom", "audit"])
def test_make_knows_the_target(target: str) -> None:
    shown = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"sbom": "cyclonedx-py", "audit": "pip-audit"}[target] in shown
