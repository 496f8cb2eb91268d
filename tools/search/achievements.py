"""Search achievements by technical words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from knowledge import Filters
from knowledge.records import TechnicalField, TransferMode
from tools.context import Context
from tools.rows import Found

DESCRIPTION = "按技术内容检索科技成果，可限定地区、技术领域、成熟度和转化方式"


class Arguments(BaseModel):
    """What to search for."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=2, max_length=160, description="技术关键词，例如 注塑 银纹 水分控制")
    region: str = Field(default="", max_length=20, description="地区，例如 成都")
    field: TechnicalField | None = Field(default=None, description="技术领域")
    trl_min: int | None = Field(default=None, ge=1, le=9, description="最低成熟度 1–9")
    trl_max: int | None = Field(default=None, ge=1, le=9, description="最高成熟度 1–9")
    mode: TransferMode | None = Field(default=None, description="转化方式")
    limit: int = Field(default=4, ge=1, le=6, description="条数")


def run(context: Context, arguments: Arguments) -> Found:
    """The best achievements."""
    filters = Filters(
        regions=[arguments.region] if arguments.region else [],
        fields=[arguments.field] if arguments.field else [],
        trl_min=arguments.trl_min,
        trl_max=arguments.trl_max,
        transfer_modes=[arguments.mode] if arguments.mode else [],
    )
    return context.find(arguments.query, ["achievement"], arguments.limit, filters)
