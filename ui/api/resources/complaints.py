"""The complaint entry that every public service has to offer: open to everybody, with a receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path
from pydantic import Field

from knowledge import Complaint, ComplaintKind
from ui.api.access import CallerDep
from ui.api.deps import AgentDep, Limited, LimitsDep
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import Strict

router = APIRouter(prefix="/api/v1/complaints", tags=["投诉举报"], dependencies=[Limited], responses=RESPONSES)


class NewComplaint(Strict):
    """What is complained of."""

    kind: ComplaintKind = "其他"
    text: str = Field(min_length=1, max_length=2_000, description="投诉或举报的内容")
    contact: str = Field(default="", max_length=200, description="联系方式，可不填；处理完即删除")
    about: str = Field(default="", max_length=200, description="关于哪条记录、哪次回答，可不填")


class Filed(Strict):
    """A complaint that was taken; the receipt is shown once."""

    id: str
    receipt: str
    message: str


class ComplaintState(Strict):
    """How far a complaint has come."""

    id: str
    created: datetime
    settled: datetime | None
    answer: str

    @classmethod
    def of(cls, found: Complaint) -> ComplaintState:
        """The state of a complaint."""
        return cls(id=found.id, created=found.created, settled=found.settled, answer=found.answer)


@router.post("", status_code=201, summary="投诉举报")
def complain(agent: AgentDep, caller: CallerDep, limits: LimitsDep, body: NewComplaint) -> Filed:
    """Keep a complaint for the officers."""
    limits.complaint(caller)
    made, receipt = agent.knowledge.casebook.complaints.add(body.kind, body.text, body.contact, body.about)
    to = agent.settings.complaints_to
    told = f"已收到。凭编号和回执可以查看处理结果。{f'也可以联系 {to}。' if to else ''}"
    return Filed(id=made.id, receipt=receipt, message=told)


@router.get("/{complaint_id}", summary="查看投诉的处理结果（回执放在请求头 X-Receipt）")
def look_up(
    agent: AgentDep,
    complaint_id: Annotated[str, Path(min_length=1, max_length=40)],
    x_receipt: Annotated[str, Header(min_length=1, max_length=100)],
) -> ComplaintState:
    """The state of a complaint, for who has its receipt."""
    found = agent.knowledge.casebook.complaints.look_up(complaint_id, x_receipt)
    if found is None:
        raise ApiError(404, "no_such_complaint", "没有找到这条投诉，或回执不对。", "请核对编号和回执。")
    return ComplaintState.of(found)
