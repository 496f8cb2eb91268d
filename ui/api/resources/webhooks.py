"""Webhooks: where to push events, managed by a key with ``events``."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from agent import CaseError
from knowledge import EventKind, Letter, Webhook
from ui.api.access import Caller, keyed
from ui.api.deps import AgentDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import Page, Strict
from ui.channels.webhooks import NotAllowed, NotFound, check_address

router = APIRouter(prefix="/api/v1/webhooks", tags=["事件推送"], dependencies=[Limited], responses=RESPONSES)
Managing = Annotated[Caller, Depends(keyed("events"))]
HookId = Annotated[str, Path(min_length=1, max_length=32)]


ADDRESS = "^https?://[A-Za-z0-9.-]+(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(/[!-~]*)?$"


class NewWebhook(Strict):
    """Where to push, and what."""

    url: str = Field(max_length=1_000, pattern=ADDRESS, description="https 网址，不带账号密码")
    events: list[EventKind] = Field(min_length=1, max_length=20)


class WebhookLine(Strict):
    """A webhook without its secret."""

    id: str
    url: str
    events: list[EventKind]
    active: bool
    created: datetime

    @classmethod
    def of(cls, hook: Webhook) -> WebhookLine:
        """The line of a webhook."""
        return cls(id=hook.id, url=hook.url, events=hook.events, active=hook.active, created=hook.created)


class WebhookMade(WebhookLine):
    """A new webhook; its secret is shown once."""

    secret: str


class Switch(Strict):
    """On or off."""

    active: bool


class Delivery(Strict):
    """One event on its way: ``waiting``, ``sent`` or ``dead``, with how often it was tried and the last error."""

    state: str
    attempts: int
    error: str
    created: datetime

    @classmethod
    def of(cls, letter: Letter) -> Delivery:
        """The delivery of a letter."""
        return cls(state=letter.state, attempts=letter.attempts, error=letter.error, created=letter.created)


def find_hook(agent: AgentDep, caller: Managing, webhook_id: HookId) -> Webhook:
    """The webhook of that id, or 404."""
    found = agent.knowledge.casebook.webhooks.get(webhook_id)
    if found is None:
        raise ApiError(404, "no_such_webhook", "没有找到这个推送地址。", "请核对编号。")
    return found


HookDep = Annotated[Webhook, Depends(find_hook)]


@router.get("", summary="列出推送地址")
def hooks(agent: AgentDep, caller: Managing) -> Page[WebhookLine]:
    """Every webhook; there are few, so they come on one page."""
    return Page[WebhookLine](items=[WebhookLine.of(hook) for hook in agent.knowledge.casebook.webhooks.all()])


@router.post("", status_code=201, summary="新建推送地址；签名用的 secret 只显示这一次")
async def add(request: Request, agent: AgentDep, caller: Managing, body: NewWebhook) -> WebhookMade:
    """A new webhook. Addresses of the inner network are refused unless the settings allow them."""
    try:
        with suppress(NotFound):  # a host may be there later; until then its deliveries say so
            await run_in_threadpool(check_address, body.url, request.app.state.webhooks_inside)
        hook = await run_in_threadpool(agent.knowledge.casebook.webhooks.add, body.url, body.events, caller.who)
    except NotAllowed as error:
        raise ApiError(403, "bad_webhook", str(error), "请改用能从外网访问的 https 网址。") from error
    except CaseError as error:
        raise ApiError(409, "too_many_webhooks", str(error)) from error
    return WebhookMade(**WebhookLine.of(hook).model_dump(), secret=hook.secret)


@router.get("/{webhook_id}", summary="读取推送地址")
def hook(found: HookDep) -> WebhookLine:
    """The webhook without its secret."""
    return WebhookLine.of(found)


@router.patch("/{webhook_id}", summary="停用或启用推送地址")
def switch(agent: AgentDep, found: HookDep, body: Switch) -> WebhookLine:
    """Switch it on or off; events that happen meanwhile are not pushed later."""
    return WebhookLine.of(agent.knowledge.casebook.webhooks.set_active(found.id, body.active))


@router.delete("/{webhook_id}", status_code=204, summary="删除推送地址")
def remove(agent: AgentDep, found: HookDep) -> None:
    """Remove it."""
    agent.knowledge.casebook.webhooks.remove(found.id)


@router.post("/{webhook_id}/test", status_code=202, summary="推送一个 ping 事件")
def ping(request: Request, agent: AgentDep, found: HookDep) -> None:
    """Push a ping."""
    agent.knowledge.casebook.webhooks.ping(found.id)
    request.app.state.outbox.wake()


@router.get("/{webhook_id}/deliveries", summary="最近的推送")
def deliveries(agent: AgentDep, found: HookDep) -> Page[Delivery]:
    """The last events that were pushed there, the latest first."""
    letters = agent.knowledge.casebook.outbox.of_target("webhook", found.id)
    return Page[Delivery](items=[Delivery.of(letter) for letter in letters])
