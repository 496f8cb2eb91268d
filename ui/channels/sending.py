"""What an application sends by itself: its outbox and the senders of the channels, for as long as it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from agent import Agent, Settings
from ui.channels.outbox import OutboxWorker
from ui.channels.webhooks import WebhookSender


@asynccontextmanager
async def sending(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Send what the tenant's outbox holds; ``app.state.outbox`` is woken for what is put there."""
    agent: Agent = app.state.agent
    webhooks = WebhookSender(agent.knowledge.casebook, settings.webhooks_inside)
    app.state.webhooks_inside = settings.webhooks_inside
    app.state.outbox = OutboxWorker(agent.knowledge.casebook, {"webhook": webhooks})
    app.state.outbox.start()
    try:
        yield
    finally:
        await run_in_threadpool(app.state.outbox.close)
        webhooks.close()
