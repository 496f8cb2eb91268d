"""Is the service up, and what works."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from ui.api.deps import AgentDep

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="健康检查")
def health(agent: AgentDep) -> dict[str, Any]:
    """``ok`` with the number of records and which legs of search are ready."""
    return agent.health()
