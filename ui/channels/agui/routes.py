"""``POST /agui``: one run, answered as a stream of AG-UI events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from ui.api.errors import ApiError
from ui.channels.agui.events import RunInput, line, run
from ui.channels.paths import AGUI
from ui.channels.turns import Visit, visit

router = APIRouter(include_in_schema=False)


@router.post(AGUI, response_class=Response)
async def answer(visiting: Annotated[Visit, Depends(visit)], body: RunInput) -> Response:
    """Answer the last message in the conversation that the client knows by its thread id."""
    text = body.messages[-1].text()
    if body.messages[-1].role != "user":
        raise ApiError(400, "no_message", "最后一条应是用户的消息。", "请把要问的放在 messages 末尾。")
    threads, owner, name = visiting.agent.knowledge.casebook.threads, visiting.caller.owner, f"agui:{body.thread_id}"
    conversation = await run_in_threadpool(threads.find, owner, name)
    if conversation is None:
        conversation = await run_in_threadpool(visiting.start, "agui")
        await run_in_threadpool(threads.put, owner, conversation, name)

    async def lines() -> AsyncIterator[str]:
        async for told in run(visiting, body, visiting.events(conversation, text)):
            yield line(told)

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
