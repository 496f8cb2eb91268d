"""Public views of catalogue records, for citations that open the record."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from ui.api.deps import AgentDep, Limited
from ui.api.errors import RESPONSES, ApiError

router = APIRouter(prefix="/api/v1", tags=["记录"], dependencies=[Limited], responses=RESPONSES)


@router.get("/records/{record_id}", summary="查看一条记录的公开内容")
def record(agent: AgentDep, record_id: Annotated[str, Path(min_length=1, max_length=64)]) -> dict[str, Any]:
    """The record's public fields with Chinese labels; contact data and internal text are never in it."""
    view = agent.record(record_id)
    if view is None:
        raise ApiError(404, "no_such_record", f"没有编号为 {record_id} 的记录。", "请核对编号。")
    return view
