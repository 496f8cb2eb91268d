"""Search conversion resources: platforms, policies, finance tools, programmes, organisations."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from knowledge import Filters
from knowledge.records import ResourceKind, TechnicalField
from tools.context import Context
from tools.rows import Found

DESCRIPTION = (
    "检索转化资源：中试平台、概念验证中心、共享实验室、政策、金融工具、计划与活动、服务机构、园区、人才与角色、案例"
)


class Arguments(BaseModel):
    """What to search for."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=2, max_length=160, description="名称或用途")
    kind: ResourceKind | None = Field(default=None, description="类型")
    field: TechnicalField | None = Field(default=None, description="服务的技术领域")
    region: str = Field(default="", max_length=20, description="地区")
    trl: int | None = Field(default=None, ge=1, le=9, description="要服务的成熟度阶段")
    limit: int = Field(default=4, ge=1, le=6, description="条数")


def run(context: Context, arguments: Arguments) -> Found:
    """The best resources."""
    filters = Filters(
        resource_kinds=[arguments.kind] if arguments.kind else [],
        fields=[arguments.field] if arguments.field else [],
        regions=[arguments.region] if arguments.region else [],
        trl_min=arguments.trl,
        trl_max=arguments.trl,
    )
    return context.find(arguments.query, ["resource"], arguments.limit, filters)
