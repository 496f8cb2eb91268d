"""The channels of the settings in the running application: their addresses, and what works behind them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from agent import Agent, Settings
from ui.admission.limits import Counts
from ui.channels.miniprogram import routes as miniprogram
from ui.channels.miniprogram.service import MiniProgram
from ui.channels.outbox import OutboxWorker
from ui.channels.talk import full, linking
from ui.channels.talk.channel import Channel
from ui.channels.talk.core import Talks
from ui.channels.talk.limits import PersonLimits
from ui.channels.talk.sending import Sending
from ui.channels.wechat.channel import WeChat
from ui.channels.wechat.routes import make_router as wechat_router
from ui.channels.wecom.app import make_router as app_router
from ui.channels.wecom.channel import Robot, WeCom
from ui.channels.wecom.notices import Notices
from ui.channels.wecom.robot import make_router as robot_router


def install(app: FastAPI, settings: Settings) -> None:
    """Add the addresses of every channel that the settings open for this tenant."""
    app.include_router(linking.router)
    app.include_router(full.router)
    if settings.channels_tenant not in ("", settings.tenant):
        return
    if settings.wechat_token.get_secret_value():
        app.include_router(wechat_router(settings))
    if settings.wecom_token.get_secret_value():
        app.include_router(app_router(settings))
    if settings.wecom_robot_token.get_secret_value():
        app.include_router(robot_router(settings))
    if settings.miniprogram_secret.get_secret_value():
        app.include_router(miniprogram.router)


@contextlib.asynccontextmanager
async def running(app: FastAPI, agent: Agent, settings: Settings, counts: Counts) -> AsyncIterator[None]:
    """Work on what users of the channels say, and bring them their answers, for as long as the application runs."""
    state = app.state
    state.person_limits = PersonLimits(counts, settings)
    wechat, wecom = WeChat(settings), WeCom(settings)
    channels: dict[str, Channel] = {one.name: one for one in (wechat, wecom, Robot())}
    sending = Sending(agent, channels)
    outbox = OutboxWorker(agent.knowledge.casebook, sending.senders)
    state.talks = Talks(agent, state.pool, state.person_limits, channels, settings, sending.owe, outbox.wake)
    state.miniprogram = MiniProgram(agent, state.pool, state.person_limits, settings)
    works = [state.talks.run(), Notices(agent, settings, sending, outbox.wake).run()]
    await run_in_threadpool(agent.knowledge.casebook.outbox.take_over, list(sending.senders))
    outbox.start()
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await state.talks.close()
        await run_in_threadpool(outbox.close)
        for one in (wechat, wecom, state.miniprogram.weixin):
            one.close()
