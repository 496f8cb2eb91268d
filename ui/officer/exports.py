"""Downloads behind the guard: reports as files, and what administrators may take out. Nothing is kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent import CaseError, Desk, Exported
from ui.api.errors import ErrorBody

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def export_routes(desk: Callable[[], Desk]) -> list[Route]:
    """The download addresses; every request has an officer in its scope already."""

    async def report(request: Request) -> Response:
        path = request.path_params
        return await _answer(
            lambda: desk().reports.export(
                request.scope["officer"], path["need"], path["variant"], path["version"], path["format"]
            )
        )

    async def decisions(request: Request) -> Response:
        return await _answer(lambda: desk().administration.decisions(request.scope["officer"]))

    async def traces(request: Request) -> Response:
        return await _answer(lambda: desk().administration.traces(request.scope["officer"]))

    return [
        Route("/export/report/{need}/{variant}/{version:int}.{format}", report, methods=["GET"]),
        Route("/export/decisions.csv", decisions, methods=["GET"]),
        Route("/export/traces.jsonl", traces, methods=["GET"]),
    ]


async def _answer(make: Callable[[], Exported]) -> Response:
    try:
        made = await run_in_threadpool(make)
    except CaseError as error:
        body = ErrorBody(code="no_export", message=str(error), advice="请回到工作台重试。")
        return JSONResponse(body.model_dump(), 404)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
    }
    return Response(made.content, media_type=made.media, headers=headers)
