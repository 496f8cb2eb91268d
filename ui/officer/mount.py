"""Everything below ``/officer``: the guard, the log-in pages, the exports, and the desk behind them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.routing import Mount, Route, Router

from agent import Agent, Desk, Settings, Staff
from ui.auth.cookies import Cookies
from ui.auth.guard import Guard
from ui.auth.routes import Door
from ui.auth.setup import FirstAdministrator
from ui.bodylimit import BodyLimit
from ui.officer.exports import export_routes
from ui.officer.lazy import LazyApp

PATH = "/officer"
BODY_BYTES = 2_000_000


class OfficerDoor:
    """The officers' side of the application; ``start`` after the agent is open, ``close`` before it is closed."""

    def __init__(self, app: FastAPI, settings: Settings, agent: Callable[[], Agent]) -> None:
        self._settings = settings
        self._agent = agent
        self._staff: Staff | None = None
        self._first: FirstAdministrator | None = None
        self.desk = LazyApp(self._build)
        door = Door(self.staff, self.first, Cookies(settings), self.desk.warm)
        log_out = Route("/logout", door.log_out, methods=["POST"])
        inner = Router([log_out, *export_routes(lambda: Desk(self._agent())), Mount("/", self.desk)])
        limited = BodyLimit(inner, limit=BODY_BYTES)
        app.mount(PATH, Guard(limited, door.public(), self.staff, door.cookies), name="officer")

    def staff(self) -> Staff:
        """The accounts of the agent's tenant; there is one object, since it counts the wrong log-ins."""
        assert self._staff is not None, "start() comes first"
        return self._staff

    def first(self) -> FirstAdministrator:
        """The opening of the first administrator's account."""
        assert self._first is not None, "start() comes first"
        return self._first

    def start(self, announce: Callable[[str], None] | None) -> None:
        """See to the first administrator: from the settings, or by a one-time code handed to ``announce``."""
        self._staff = Staff(self._agent().knowledge.casebook, self._settings)
        self._staff.tidy()
        self._first = FirstAdministrator(self._staff)
        if announce is None and not self._settings.admin_password.get_secret_value():
            return
        code = self._first.prepare(self._settings)
        if code and announce is not None:
            announce(code)

    async def close(self) -> None:
        """Stop the desk."""
        await self.desk.close()

    def _build(self) -> FastAPI:
        from ui.officer.blocks import build_app

        return build_app(self._agent(), self.staff())
