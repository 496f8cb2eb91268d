"""Needs, matches and reports of the whole tenant, for systems of the bureau itself: a key with ``needs`` opens them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from agent import CaseError, Desk, Officer, Recommendation, RequirementCard, Variant
from knowledge import Match, Move, Need, NeedStatus
from ui.api.access import Caller, keyed
from ui.api.deps import AgentDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import PLACE_MAX, Cursor, Limit, Page, page, place_of

router = APIRouter(prefix="/api/v1/needs", tags=["需求与对接"], dependencies=[Limited], responses=RESPONSES)
Reading = Annotated[Caller, Depends(keyed("needs"))]
NeedId = Annotated[str, Path(min_length=8, max_length=64)]


class NeedDetail(BaseModel):
    """A need with its card."""

    need: Need
    card: RequirementCard | None


class MatchDetail(BaseModel):
    """A match with every step it took."""

    match: Match
    moves: list[Move]


class ReportLine(BaseModel):
    """One version of a report, without its text."""

    variant: str
    version: int
    author: str
    created: datetime
    approved_by: str
    approved_at: datetime | None

    @classmethod
    def of(cls, report: BaseModel) -> ReportLine:
        """The line of a report."""
        return cls.model_validate(report.model_dump(include=set(cls.model_fields)))


def find_need(agent: AgentDep, caller: Reading, need_id: NeedId) -> Need:
    """The need of that id, or 404."""
    found = agent.knowledge.casebook.needs.get(need_id)
    if found is None:
        raise ApiError(404, "no_such_need", "没有找到这条需求，可能已被删除。", "请核对编号。")
    return found


NeedDep = Annotated[Need, Depends(find_need)]


@router.get("", summary="列出需求（最近变动的在前）")
def needs(
    agent: AgentDep, caller: Reading, limit: Limit = 20, cursor: Cursor = "", status: NeedStatus | None = None
) -> Page[Need]:
    """The needs, by status if one is given."""
    found = agent.knowledge.casebook.needs.latest(limit + 1, place_of(cursor), status)
    return page(found, limit, lambda need: Need.model_validate(need.model_dump()), lambda need: need.changed)


@router.get("/{need_id}", summary="读取一条需求和它的需求卡")
def need(agent: AgentDep, found: NeedDep) -> NeedDetail:
    """The need and its card as it stands."""
    card = agent.knowledge.casebook.cards.latest(found.conversation_id)
    return NeedDetail(need=found, card=RequirementCard.model_validate(card.card) if card else None)


@router.get("/{need_id}/recommendation", summary="读取一条需求的推荐")
def recommendation(agent: AgentDep, found: NeedDep) -> Recommendation:
    """The recommendation with the officers' verdicts applied."""
    return Desk(agent).candidates.present(found.id).recommendation


@router.get("/{need_id}/matches", summary="列出一条需求的对接和每一步")
def matches(agent: AgentDep, found: NeedDep) -> Page[MatchDetail]:
    """The matches in the order they were proposed; there are few, so they come on one page."""
    book = agent.knowledge.casebook.matches
    steps = [MatchDetail(match=one, moves=book.moves(found.id, one.record_id)) for one in book.of_need(found.id)]
    return Page[MatchDetail](items=steps)


@router.get("/{need_id}/reports", summary="列出一条需求的推荐报告")
def reports(agent: AgentDep, found: NeedDep) -> Page[ReportLine]:
    """Every version of every report."""
    return Page[ReportLine](items=[ReportLine.of(one) for one in agent.knowledge.casebook.reports.of_need(found.id)])


@router.get(
    "/{need_id}/reports/{variant}",
    response_class=Response,
    summary="下载推荐报告：format 为 md、docx 或 html；不给 version 时为最新版",
)
def report(
    agent: AgentDep,
    caller: Reading,
    found: NeedDep,
    variant: Variant,
    format: Literal["md", "docx", "html"] = "md",
    version: Annotated[int | None, Query(ge=1, le=PLACE_MAX)] = None,
) -> Response:
    """The final text as a file; the audit log notes who took it."""
    stored = agent.knowledge.casebook.reports.get(found.id, variant, version)
    if stored is None:
        raise ApiError(404, "no_such_report", "还没有这份报告。", "请专员先在工作台起草。")
    try:
        officer = Officer(username=caller.who, role="officer")
        file = Desk(agent).reports.export(officer, found.id, variant, stored.version, format)
    except CaseError as error:
        raise ApiError(409, "no_report", str(error)) from error
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.content, media_type=file.media, headers=headers)
