"""Look up published figures, each with its period and basis."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tools.context import Context
from tools.rows import Found

DESCRIPTION = "查公开数字（数量、金额、占比），每个数字带时期和口径；不同时期或口径不能相加"


class Arguments(BaseModel):
    """What to look up."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=2, max_length=160, description="数字的名称，可带年份")
    limit: int = Field(default=4, ge=1, le=6, description="条数")


def run(context: Context, arguments: Arguments) -> Found:
    """Figures and dated vocabularies."""
    return context.find(arguments.query, ["figure", "vocabulary"], arguments.limit)
