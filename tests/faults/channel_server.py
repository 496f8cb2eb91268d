"""A server whose turns take their time: ``python -m tests.faults.channel_server FOLDER PORT SECONDS``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import uvicorn

from agent import Agent, Settings
from ui.admission.patience import PatientProtocol
from ui.app import create_app


def main(folder: str, port: str, seconds: str) -> None:
    """Serve until killed."""
    settings = Settings(data_dir=Path(folder), embedder="none")
    agent = Agent.open(settings, demo=False, owner=False)
    agent.take_over()
    run = agent._turns._run

    def slowly(turn: Any, cancel: Any) -> Any:
        time.sleep(float(seconds))
        return run(turn, cancel)

    agent._turns._run = slowly
    uvicorn.run(create_app(agent, settings), port=int(port), log_level="error", http=PatientProtocol)


if __name__ == "__main__":
    main(*sys.argv[1:])
