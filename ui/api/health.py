"""Is the service up, and what works."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="健康检查：正常为 200；不能保存时为 503，并说明原因")
async def health(request: Request, response: Response) -> dict[str, Any]:
    """``ok`` with the number of records and which legs of search are ready, or 503 with what is wrong.

    While turns are at work it is what was found in the last second: looking it up would wait behind them.
    """
    state = request.app.state
    found: dict[str, Any] = state.health.told() if state.pool.busy else state.health.fresh()
    if found["status"] != "ok":
        response.status_code = 503
    return found
