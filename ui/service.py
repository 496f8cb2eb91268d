"""What one process has once, however many tenants it serves: the open stores, the counts of limits, the pool."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio.to_thread
from starlette.concurrency import run_in_threadpool

from agent import Agent, Event, Settings
from ui.admission.limits import Counts
from ui.admission.pool import TurnPool

THREADS, SLICE_S = 10, 0.001


@dataclass(frozen=True)
class Service:
    """The agent that opened the stores, and what all tenants share beside it."""

    agent: Agent
    counts: Counts
    pool: TurnPool[Event]


@asynccontextmanager
async def running(settings: Settings, agent: Agent | None, tell: Callable[[str], None]) -> AsyncIterator[Service]:
    """Open what a process has once and close it at the end; an ``agent`` that is given stays open."""
    # Few threads and short slices, so that the loop, which answers /healthz, gets its turn while turns compute.
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    sys.setswitchinterval(SLICE_S)
    opened = agent or Agent.open(settings)
    if agent is None:
        begin(opened, tell)
    opened.start_upkeep()
    service = Service(
        opened, Counts(opened.knowledge.data_dir / "limits.sqlite3"), TurnPool(settings.workers, settings.turns_waiting)
    )
    try:
        yield service
    finally:
        await run_in_threadpool(service.pool.close)
        service.counts.close()
        if agent is None:
            opened.close()


def begin(agent: Agent, tell: Callable[[str], None]) -> None:
    """What a service that owns its folder does for each tenant before it answers."""
    if told := agent.refresh_examples():
        tell(told)
    agent.take_over()
