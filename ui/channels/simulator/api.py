"""The API host of the simulated WeChat: tokens, messages to users, log-in codes, content check."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request

from ui.channels.simulator.world import World

OK = {"errcode": 0, "errmsg": "ok"}
Answer = dict[str, Any]


def make_router(world: World) -> APIRouter:
    """The addresses of the API."""
    router = APIRouter()
    _add_tokens(router, world)
    _add_messages(router, world)
    return router


def _add_tokens(router: APIRouter, world: World) -> None:

    @router.post("/cgi-bin/stable_token")
    async def stable_token(request: Request) -> Answer:
        body = await _body(world, request)
        if not body.get("appid") or not body.get("secret"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        return {"access_token": world.token(), "expires_in": 7200}

    @router.get("/cgi-bin/gettoken")
    async def gettoken(corpid: str, corpsecret: str) -> Answer:
        return {**OK, "access_token": world.token(), "expires_in": 7200}

    @router.get("/sns/jscode2session")
    async def session(appid: str, secret: str, js_code: str, grant_type: str) -> Answer:
        openid = world.codes.pop(js_code, "")
        if not openid:
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"openid": openid, "session_key": "c2Vzc2lvbi1rZXktc3RheXM="}


def _add_messages(router: APIRouter, world: World) -> None:
    @router.post("/cgi-bin/message/custom/send")
    async def custom(request: Request, access_token: str) -> Answer:
        async def send(body: Answer) -> Answer:
            await world.add("wechat", str(body["touser"]), "account", str(body["text"]["content"]), "客服消息")
            return OK

        return await _checked(world, request, access_token, send)

    @router.post("/cgi-bin/message/send")
    async def enterprise(request: Request, access_token: str) -> Answer:
        async def send(body: Answer) -> Answer:
            for user in str(body["touser"]).split("|"):
                await world.add("wecom", user, "account", str(body["text"]["content"]), "应用消息")
            return {**OK, "msgid": "m"}

        return await _checked(world, request, access_token, send)

    @router.post("/wxa/msg_sec_check")
    async def check(request: Request, access_token: str) -> Answer:
        async def judge(body: Answer) -> Answer:
            risky = any(one in str(body["content"]) for one in world.risky) or len(str(body["content"])) > 2_500
            result = {"suggest": "risky", "label": 20001} if risky else {"suggest": "pass", "label": 100}
            return {**OK, "result": result}

        return await _checked(world, request, access_token, judge)


async def _checked(world: World, request: Request, token: str, do: Callable[[Answer], Awaitable[Answer]]) -> Answer:
    body = await _body(world, request)
    if not world.holds(token):
        return {"errcode": 40001, "errmsg": "invalid credential"}
    if world.failing:
        return {"errcode": world.failing.pop(0), "errmsg": "as the test has it"}
    text = str(body.get("text", {}).get("content", ""))
    if len(text.encode()) > 2_048:
        return {"errcode": 45002, "errmsg": "content size out of limit"}
    return await do(body)


async def _body(world: World, request: Request) -> Answer:
    body: Answer = json.loads(await request.body())
    world.calls.append((request.url.path, body))
    return body
