"""Is the service up, and what works."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from ui.api.deps import AgentDep

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="健康检查：正常为 200；不能保存时为 503，并说明原因")
async def health(agent: AgentDep, response: Response) -> dict[str, Any]:
    """``ok`` with the number of records and which legs of search are ready, or 503 with what is wrong."""
    found = agent.health()
    if found["status"] != "ok":
        response.status_code = 503
    return found
