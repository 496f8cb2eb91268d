"""What of this conversation's need a record answers: each point and each indicator, with the words that show it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tools.context import Context
from tools.rows import Found, public_row

DESCRIPTION = "看一到四条记录各覆盖需求卡的哪几点、哪几项指标达到，哪些没有说明"


class Arguments(BaseModel):
    """Which records."""

    model_config = ConfigDict(extra="forbid")

    record_ids: list[str] = Field(min_length=1, max_length=4, description="一到四个编号")


def run(context: Context, arguments: Arguments) -> Found:
    """The records by title, each with a line for every point and indicator of the need."""
    found = context.get(record_id[:64] for record_id in arguments.record_ids)
    rows = [public_row(record, ("title",)) | {"coverage": list(context.cover(record))} for record in found.values()]
    return rows, found
