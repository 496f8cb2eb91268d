"""Search experts by technical words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from knowledge import Filters
from knowledge.records import TechnicalField
from tools.context import Context
from tools.rows import Found

DESCRIPTION = "按研究方向检索专家，可限定地区和技术领域"


class Arguments(BaseModel):
    """What to search for."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=2, max_length=160, description="研究方向或姓名")
    region: str = Field(default="", max_length=20, description="地区")
    field: TechnicalField | None = Field(default=None, description="技术领域")
    limit: int = Field(default=4, ge=1, le=6, description="条数")


def run(context: Context, arguments: Arguments) -> Found:
    """The best experts."""
    filters = Filters(
        regions=[arguments.region] if arguments.region else [], fields=[arguments.field] if arguments.field else []
    )
    return context.find(arguments.query, ["expert"], arguments.limit, filters)
