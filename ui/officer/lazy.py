"""The desk, built on first use: importing gradio takes seconds that the API and its tests need not pay."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send


class LazyApp:
    """ASGI: builds an application when it is first needed, starts it, and stops it when closed."""

    def __init__(self, build: Callable[[], FastAPI]) -> None:
        self._build = build
        self._lock = asyncio.Lock()
        self._app: FastAPI | None = None
        self._stack = AsyncExitStack()
        self._warming: asyncio.Task[FastAPI] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request to the application."""
        app = await self.ready()
        await app(scope, receive, send)

    async def ready(self) -> FastAPI:
        """The application, built in a thread and started once."""
        async with self._lock:
            if self._app is None:
                app = await run_in_threadpool(self._build)
                await self._stack.enter_async_context(app.router.lifespan_context(app))
                self._app = app
            return self._app

    def warm(self) -> None:
        """Begin to build in the background."""
        if self._app is None and self._warming is None:
            self._warming = asyncio.get_running_loop().create_task(self.ready())

    async def close(self) -> None:
        """Stop the application, if it was built."""
        if self._warming is not None:
            await asyncio.wait([self._warming])
        await self._stack.aclose()
