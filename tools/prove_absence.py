"""Whether the whole catalogue holds nothing of a kind: what must be asked before anybody says that it does not."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.records import ResourceKind, TechnicalField
from tools.context import Context
from tools.rows import Found, public_row

DESCRIPTION = (
    "查全库有没有某一类记录：类型、领域、成熟度，并且含有全部给出的词；返回找到的条数。说“库里没有”之前必须先查"
)
SHOWN = 3


class Arguments(BaseModel):
    """The query; a record answers it when it says all the words."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["achievement", "expert", "resource"] = Field(description="成果、专家或资源")
    words: list[str] = Field(min_length=1, max_length=4, description="记录里必须都有的词，每个 2–12 字")
    kind: ResourceKind | None = Field(default=None, description="资源的类型")
    field: TechnicalField | None = Field(default=None, description="技术领域")
    trl: int | None = Field(default=None, ge=1, le=9, description="成熟度")


def run(context: Context, arguments: Arguments) -> Found:
    """How many there are, and the first of them."""
    ids = context.holding(arguments.model_dump(mode="json"))
    found = context.get(ids[:SHOWN])
    told = {"count": len(ids), "query": arguments.model_dump(mode="json", exclude_none=True)}
    return [told, *(public_row(record, ("title",)) for record in found.values())], found
