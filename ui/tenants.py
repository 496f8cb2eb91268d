"""Several tenants in one process: each has an application of its own, chosen by host, path or key.

Nothing in one tenant's application can name another tenant's agent. What they share is the process: the stores, the
counts of limits and the pool of turns.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from agent import Agent, Settings, TenantPlace
from knowledge import tenant_of_key
from ui.api.errors import ErrorBody
from ui.app import create_app
from ui.service import Service, begin, running

NOBODY = ErrorBody(code="no_such_tenant", message="这个地址没有站点。", advice="请核对网址，或询问管理员。")
TenantOfKey = Callable[[str], str | None]
"""Which tenant a key of the interface belongs to; None for a key of nobody."""


@dataclass(frozen=True)
class Directory:
    """Finds the tenant of a request: by its host, else by the beginning of its path, else by its key."""

    places: Sequence[TenantPlace]
    root_path: str = ""
    of_key: TenantOfKey = lambda key: None

    def find(self, scope: Scope) -> tuple[TenantPlace | None, str]:
        """The place (None for none) and the path of the request as that tenant's application expects it."""
        headers = Headers(scope=scope)
        path = _below(scope["path"].removeprefix(scope.get("root_path", "")), self.root_path)
        host = headers.get("host", "").lower()
        host = host if host.endswith("]") else host.rpartition(":")[0] or host
        place = next((one for one in self.places if host.rstrip(".") in one.hosts), None)
        place = place or next((one for one in self.places if one.prefix and _is_below(path, one.prefix)), None)
        place = place or self._named(self.of_key(_bearer(headers))) or self._bare()
        if place is not None and place.prefix:
            path = f"{place.prefix}{_below(path, place.prefix)}"
        return place, f"{self.root_path}{path}"

    def _named(self, name: str | None) -> TenantPlace | None:
        return next((one for one in self.places if one.name == name), None)

    def _bare(self) -> TenantPlace | None:
        return next((one for one in self.places if not one.hosts and not one.prefix), None)


class Site:
    """ASGI: hands each request to its tenant's application; ``tenants`` holds them by name while it runs."""

    def __init__(
        self,
        settings: Settings,
        announce: Callable[[TenantPlace, str], None] | None,
        tell: Callable[[str], None],
        of_key: TenantOfKey | None,
    ) -> None:
        self._settings = settings
        self._announce = announce
        self._tell = tell
        self._directory = Directory(settings.tenants, settings.root_path, of_key or self._of_key)
        self.agents: dict[str, Agent] = {}
        self.tenants: dict[str, ASGIApp] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request by its tenant's application; the state of the whole process by none of them."""
        place, path = self._directory.find(scope)
        if place is not None:
            await self.tenants[place.name]({**scope, "path": scope.get("root_path", "") + path}, receive, send)
        elif path == f"{self._settings.root_path}/healthz":
            await self._health()(scope, receive, send)
        else:
            await JSONResponse(NOBODY.model_dump(), 404)(scope, receive, send)

    def _of_key(self, key: str) -> str | None:
        agent = next(iter(self.agents.values()), None)
        return tenant_of_key(agent.knowledge.engine, key) if agent and key else None

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Open the stores once and an agent for each tenant over them."""
        first = tenant_settings(self._settings, self._settings.tenants[0])
        async with running(first, None, self._tell) as service, AsyncExitStack() as stack:
            for place in self._settings.tenants:
                await stack.enter_async_context(self._started(service, place))
            yield

    @asynccontextmanager
    async def _started(self, service: Service, place: TenantPlace) -> AsyncIterator[None]:
        settings = tenant_settings(self._settings, place)
        agent = service.agent
        if place.name != agent.settings.tenant:
            agent = Agent.over(agent.knowledge.for_tenant(place.name), settings)
            begin(agent, self._tell)
            agent.start_upkeep()
        announce = partial(self._announce, place) if self._announce else None
        app = create_app(agent, settings, announce, self._tell, service=service)
        async with app.router.lifespan_context(app):
            self.agents[place.name], self.tenants[place.name] = agent, app
            yield
        if agent is not service.agent:
            agent.close()

    def _health(self) -> JSONResponse:
        troubles = [trouble for agent in self.agents.values() if (trouble := agent.knowledge.trouble())]
        found = {"status": "error", "problem": troubles[0]} if troubles else {"status": "ok"}
        return JSONResponse(found, 503 if troubles else 200)


def create_site(
    settings: Settings,
    announce: Callable[[TenantPlace, str], None] | None = None,
    tell: Callable[[str], None] = lambda text: None,
    of_key: TenantOfKey | None = None,
) -> Starlette:
    """The application of all tenants of the settings; see ``create_app`` for ``announce`` and ``tell``.

    ``of_key`` takes the place of looking a key of the interface up in the database.
    """
    site = Site(settings, announce, tell, of_key)
    app = Starlette(routes=[Mount("", app=site)], lifespan=site.lifespan)
    app.state.site = site
    return app


def tenant_settings(settings: Settings, place: TenantPlace) -> Settings:
    """The settings as one tenant's application sees them; the administrator of the environment is the first one's."""
    first = place == settings.tenants[0]
    return settings.model_copy(
        update={
            "tenant": place.name,
            "root_path": f"{settings.root_path}{place.prefix}",
            "admin_password": settings.admin_password if first else type(settings.admin_password)(""),
        }
    )


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _below(path: str, prefix: str) -> str:
    return path.removeprefix(prefix) if _is_below(path, prefix) else path


def _bearer(headers: Headers) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
