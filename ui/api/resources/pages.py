"""Pages by cursor: a cursor is opaque to clients and names the last thing they saw."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from ui.api.errors import ApiError

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
Cursor = Annotated[str, Query(max_length=200, pattern="^[A-Za-z0-9_=-]*$", description="上一页的 next；第一页留空")]


def place_of(cursor: str) -> int | None:
    """The number in a cursor; None for the first page; :class:`ApiError` 400 for one that is none."""
    found = _read(cursor)
    if found is None or (isinstance(found, int) and 0 <= found <= PLACE_MAX):
        return found
    raise _wrong()


def name_of(cursor: str) -> str:
    """The name in a cursor; "" for the first page; :class:`ApiError` 400 for one that is none."""
    found = _read(cursor)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _wrong()
    return found


def page(found: Sequence[V], limit: int, show: Callable[[V], T], place: Callable[[V], int | str]) -> Page[T]:
    """A page of what was found, when one more than ``limit`` was asked for."""
    shown = found[:limit]
    following = _write(place(shown[-1])) if len(found) > limit else None
    return Page[T](items=[show(one) for one in shown], next=following)


def _read(cursor: str) -> object:
    if not cursor:
        return None
    try:
        found: object = json.loads(urlsafe_b64decode(cursor))
    except ValueError as error:
        raise _wrong() from error
    return found


def _write(place: int | str) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def _wrong() -> ApiError:
    return ApiError(400, "bad_cursor", "翻页标记不对。", "请原样使用上一页给出的 next，或从第一页开始。")
