"""The callback address of a 企业微信 智能机器人: JSON, and an answer that is fetched piece by piece as a stream."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from agent import Settings
from ui.channels.callbacks.gate import refusing, talks_of
from ui.channels.callbacks.messages import NOT_READ, OTHER
from ui.channels.talk.commands import GROUP
from ui.channels.talk.core import Talks
from ui.channels.wecom.channel import ROBOT
from ui.channels.wire.crypto import MessageCrypto, Refused
from ui.channels.wire.envelope import Signed
from ui.channels.wire.replays import Replays

FIRST = "正在为您查找……"
TOO_LATE = "这一条用的时间太长。请过一会儿把问题再发一次。"
PATIENCE = timedelta(minutes=5)
"""企业微信 asks for a stream for six minutes."""

_NAME = re.compile(r"[A-Za-z0-9_.@*-]{1,64}")
_CALLED = re.compile(r"^(?:@\S+\s+)+")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
Said = dict[str, Any]


class RobotCallback:
    """The callback of one robot."""

    def __init__(self, crypto: MessageCrypto) -> None:
        self._crypto = crypto
        self._replays = Replays()

    def check(self, request: Request, signed: Signed, echo: str) -> str:
        """What proves that this address is ours; 403 when it is not 企业微信 that asks."""
        with refusing(request):
            text = self._crypto.open(echo, signed.msg_signature, signed.timestamp, signed.nonce)
            self._replays.check(signed.timestamp, signed.nonce, signed.msg_signature)
        return text

    async def receive(self, request: Request, signed: Signed) -> Response:
        """Begin or continue an answer; 403 for a callback that is forged, damaged or too old."""
        body = await request.body()
        with refusing(request):
            answer = await _answer(talks_of(request), self._open(body, signed))
        if answer is None:
            return PlainTextResponse("")
        sealed = self._crypto.seal(json.dumps(answer, ensure_ascii=False), signed.nonce)
        told = {"encrypt": sealed.encrypt, "msgsignature": sealed.signature, "nonce": sealed.nonce}
        return JSONResponse({**told, "timestamp": int(sealed.timestamp)})

    def _open(self, body: bytes, signed: Signed) -> Said:
        encrypt = _object(body).get("encrypt")
        if not isinstance(encrypt, str):
            raise Refused("not encrypted")
        said = _object(self._crypto.open(encrypt, signed.msg_signature, signed.timestamp, signed.nonce))
        self._replays.check(signed.timestamp, signed.nonce, signed.msg_signature)
        return said


async def _answer(talks: Talks, said: Said) -> Said | None:
    kind = said.get("msgtype")
    if kind == "event":
        entered = _in(said, "event").get("eventtype") == "enter_chat"
        return {"msgtype": "text", "text": {"content": talks.commands.welcome()}} if entered else None
    user = _user(said)
    if kind == "stream":
        return await _continued(talks, str(_in(said, "stream").get("id", "")), user)
    id, text = str(said.get("msgid", "")), _text(said)
    if not _ID.fullmatch(id):
        raise Refused("no message id")
    if not text:
        return _stream(id, NOT_READ.get(str(kind), OTHER), finish=True)
    robot = str(said.get("aibotid", ""))
    await talks.take(ROBOT, id, robot if _NAME.fullmatch(robot) else "", user, text)
    return await _continued(talks, id, user)


async def _continued(talks: Talks, id: str, user: str) -> Said:
    """The stream as far as it is; whole when the answer is there."""
    message = await talks.find(ROBOT, id)
    if message is None or message.user != user:
        return _stream(id, TOO_LATE, finish=True)
    if message.answered:
        await talks.gave(message, len(message.answer))
        return _stream(id, "\n".join(message.answer), finish=True)
    if datetime.now(UTC) - message.at > PATIENCE:
        return _stream(id, TOO_LATE, finish=True)
    return _stream(id, talks.step(ROBOT, id) or FIRST, finish=False)


def _stream(id: str, content: str, *, finish: bool) -> Said:
    return {"msgtype": "stream", "stream": {"id": id, "finish": finish, "content": content}}


def _user(said: Said) -> str:
    """Who speaks, told apart by group: what is said among others is not mixed with what is said alone."""
    user, chat = str(_in(said, "from").get("userid", "")), str(said.get("chatid", ""))
    if not _NAME.fullmatch(user) or (chat and not _NAME.fullmatch(chat)):
        raise Refused("nobody speaks")
    return f"{chat}{GROUP}{user}" if said.get("chattype") == "group" else user


def _text(said: Said) -> str:
    """What was said in words: text, a transcribed voice message, or the texts among pictures."""
    if said.get("msgtype") == "mixed":
        items = _in(said, "mixed").get("msg_item")
        parts = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
        text = " ".join(str(_in(one, "text").get("content", "")) for one in parts if one.get("msgtype") == "text")
    else:
        text = str(_in(said, "text" if said.get("msgtype") == "text" else "voice").get("content", ""))
    return _CALLED.sub("", text.strip()).strip()


def _in(said: Said, name: str) -> Said:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _object(text: str | bytes) -> Said:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("not JSON") from error
    if not isinstance(found, dict):
        raise Refused("not an object")
    return found


def make_router(settings: Settings) -> APIRouter:
    """The routes of the robot of the settings. ValueError, in Chinese, for an EncodingAESKey that is none."""
    token, key = settings.wecom_robot_token.get_secret_value(), settings.wecom_robot_aes_key.get_secret_value()
    callback = RobotCallback(MessageCrypto(token, key, settings.wecom_robot_receive_id))
    router = APIRouter(prefix="/channels/wecom/robot", include_in_schema=False)

    @router.get("")
    async def check(
        request: Request, msg_signature: str = "", timestamp: str = "", nonce: str = "", echostr: str = ""
    ) -> Response:
        return PlainTextResponse(callback.check(request, Signed(msg_signature, timestamp, nonce), echostr))

    @router.post("")
    async def receive(request: Request, msg_signature: str = "", timestamp: str = "", nonce: str = "") -> Response:
        return await callback.receive(request, Signed(msg_signature, timestamp, nonce))

    return router
