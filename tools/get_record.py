"""Read one record by its id."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tools.context import Context
from tools.rows import Found, public_row

DESCRIPTION = "按编号读取一条记录的公开内容"


class Arguments(BaseModel):
    """Which record."""

    model_config = ConfigDict(extra="forbid")

    record_id: str = Field(pattern=r"^[A-Za-z0-9-]{3,64}$", description="编号，例如 A-0137")


def run(context: Context, arguments: Arguments) -> Found:
    """The record, or nothing."""
    found = context.get([arguments.record_id])
    return [public_row(record) for record in found.values()], found
