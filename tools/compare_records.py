"""Put the comparable fields of two to four records side by side."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tools.context import Context
from tools.rows import Found, public_row

DESCRIPTION = "并列两到四条记录的可比内容：参数、成熟度、知识产权、转化方式、价格、单位、地区、方向"
FIELDS = (
    "title", "parameters", "trl", "ip", "transfer_modes", "pay_later", "price", "institution", "region", "directions",
    "availability", "kind", "tiers", "clauses",
)  # fmt: skip


class Arguments(BaseModel):
    """Which records."""

    model_config = ConfigDict(extra="forbid")

    record_ids: list[str] = Field(min_length=2, max_length=4, description="两到四个编号")


def run(context: Context, arguments: Arguments) -> Found:
    """The records that exist, each with the same fields."""
    found = context.get(record_id[:64] for record_id in arguments.record_ids)
    return [public_row(record, FIELDS) for record in found.values()], found
