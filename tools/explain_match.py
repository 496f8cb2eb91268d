"""Why a record stands in this conversation's recommendation, as it was told to the user."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tools.context import Context
from tools.rows import Found, public_row

DESCRIPTION = "读取本次推荐中某条记录的推荐理由和风险；没有被推荐的记录返回空"


class Arguments(BaseModel):
    """Which record."""

    model_config = ConfigDict(extra="forbid")

    record_id: str = Field(pattern=r"^[A-Za-z0-9-]{3,64}$", description="编号")


def run(context: Context, arguments: Arguments) -> Found:
    """The record with the reasons; nothing for a record that was not recommended."""
    found = {id: record for id, record in context.get([arguments.record_id]).items() if id in context.matches}
    return [public_row(record) | {"reasons": list(context.matches[id])} for id, record in found.items()], found
