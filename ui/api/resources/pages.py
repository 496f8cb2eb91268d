"""Pages by cursor: clients give back what they got as ``next``; it names the last thing they saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
V = TypeVar("V")
PLACE_MAX = 2**31 - 1


class Strict(BaseModel):
    """A request body whose values are taken as they are typed."""

    model_config = ConfigDict(strict=True)


class Page(BaseModel, Generic[T]):
    """A stretch of a list."""

    items: list[T]
    next: str | None = Field(default=None, description="下一页的 cursor；没有下一页时为 null")


Limit = Annotated[int, Query(ge=1, le=100, description="每页条数")]
_SAYS = "上一页的 next；第一页留空"
Cursor = Annotated[str, Query(pattern="^[0-9]{0,9}$", description=_SAYS)]
"""A cursor in a list that is ordered by a number."""

NameCursor = Annotated[str, Query(max_length=64, description=_SAYS)]
"""A cursor in a list that is ordered by a name."""


def place_of(cursor: str) -> int | None:
    """The number in a cursor; None for the first page."""
    return int(cursor) if cursor else None


def page(found: Sequence[V], limit: int, show: Callable[[V], T], place: Callable[[V], int | str]) -> Page[T]:
    """A page of what was found, when one more than ``limit`` was asked for."""
    shown = found[:limit]
    following = str(place(shown[-1])) if len(found) > limit else None
    return Page[T](items=[show(one) for one in shown], next=following)
