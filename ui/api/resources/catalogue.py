"""The catalogue for programs: search it, walk through it, import into it."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from agent import Agent, public_view
from knowledge import Filters, ImportIssue, ImportReport, TechnicalField, import_files
from ui.api.access import Caller, keyed
from ui.api.deps import AgentDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import Limit, NameCursor, Page, page

router = APIRouter(prefix="/api/v1/catalogue", tags=["成果库"], dependencies=[Limited], responses=RESPONSES)
RecordType = Literal["achievement", "expert", "resource", "figure", "vocabulary"]
SUFFIXES = (".jsonl", ".csv", ".tsv", ".txt", ".xlsx")
FILE_BYTES = 10_000_000
FIELDS = 100
"""Fields that a form may have beside the file; none of them is read."""

IMPORT_PATH = "/api/v1/catalogue/import"
FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "JSONL、CSV 或 XLSX"}},
            }
        }
    },
}


class FoundRecord(BaseModel):
    """One hit: the record's public view, and its place in this search."""

    score: float = Field(description="只在同一次检索里可比")
    record: dict[str, Any]


class Imported(BaseModel):
    """What an import did, or in a rehearsal would have done."""

    rehearsal: bool
    report: ImportReport
    text: str


class _Rehearsed(Exception):
    """Takes an import back after its report is made."""


def filters(
    field: TechnicalField | None = None,
    region: Annotated[str, Query(max_length=20)] = "",
    trl_min: Annotated[int | None, Query(ge=1, le=9)] = None,
) -> Filters:
    """The filter of the query; an empty value filters nothing."""
    return Filters(fields=[field] if field else [], regions=[region] if region else [], trl_min=trl_min)


Searching = Annotated[Caller, Depends(keyed("catalogue"))]
Wanted = Annotated[Filters, Depends(filters)]
RecordTypes = Annotated[list[RecordType], Query(max_length=5, description="记录类型；不给为全部")]


@router.get("/search", summary="检索成果、专家和资源（相关的在前）")
def search(
    agent: AgentDep,
    caller: Searching,
    wanted: Wanted,
    q: Annotated[str, Query(min_length=1, max_length=400, description="技术关键词或一句话")],
    limit: Limit = 10,
    type: RecordTypes = [],  # noqa: B006 - FastAPI copies it
) -> list[FoundRecord]:
    """The best records."""
    hits = agent.knowledge.retriever.search(q, k=limit, types=type or None, filters=wanted)
    records = agent.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    return [
        FoundRecord(score=round(hit.score, 6), record=public_view(records[hit.record_id]))
        for hit in hits
        if hit.record_id in records
    ]


@router.get("/records", summary="逐页列出记录的公开内容（按编号）")
def records(
    agent: AgentDep,
    caller: Searching,
    wanted: Wanted,
    limit: Limit = 20,
    cursor: NameCursor = "",
    type: RecordTypes = [],  # noqa: B006 - FastAPI copies it
) -> Page[dict[str, Any]]:
    """The records in the order of their ids."""
    catalogue = agent.knowledge.catalogue
    ids = catalogue.ids(wanted.model_copy(update={"types": type}))
    start = bisect_right(ids, cursor)
    found = list(catalogue.get_many(ids[start : start + limit + 1]).values())
    return page(found, limit, lambda record: dict(public_view(record)), lambda record: record.id)


@router.post("/import", summary="导入成果、专家和资源", openapi_extra={"requestBody": FORM})
async def take(
    request: Request,
    agent: AgentDep,
    caller: Annotated[Caller, Depends(keyed("import"))],
    rehearsal: Annotated[bool, Query(description="只试一遍：照样逐行检查，什么都不存")] = False,
    type: Literal["achievement", "expert", "resource"] | None = None,
) -> Imported:
    """Import one file; rows that cannot be taken are reported. The form is read after the key is checked."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiError(415, "not_a_form", "请用表单（multipart/form-data）上传文件。", "文件放在 file 字段里。")
    async with request.form(max_files=1, max_fields=FIELDS) as form:
        file = form.get("file")
        if file is None:
            raise ApiError(422, "no_file", "表单里没有文件。", "请把文件放在 file 字段里。")
        name = Path(file.filename or "").name if isinstance(file, UploadFile) else ""
        content = await file.read() if isinstance(file, UploadFile) else file.encode()
    report = await run_in_threadpool(_import, agent, caller, name, content, rehearsal, type)
    return Imported(rehearsal=rehearsal, report=report, text=report.text())


def _import(
    agent: Agent,
    caller: Caller,
    name: str,
    content: bytes,
    rehearsal: bool,
    type: Literal["achievement", "expert", "resource"] | None,
) -> ImportReport:
    """Import from a file of our own naming; the report names the file as it was sent."""
    made: list[ImportReport] = []
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        told = f"不支持这种文件，可以用：{'、'.join(SUFFIXES)}。"
        return ImportReport(files=1, errors=[ImportIssue(file=name, message=told)])

    def keep(report: ImportReport) -> None:
        made.append(report)
        if rehearsal:
            raise _Rehearsed
        agent.imported(report, caller.who)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content)
        try:
            report = import_files([path], agent.knowledge.catalogue, type_hint=type, keep=keep)
        except _Rehearsed:
            report = made[0]
    for issue in (*report.errors, *report.notices):
        issue.file = name if issue.file else ""
    return report
