"""What a user of a 公众号 or of a 企业微信 application sent: text to be answered, or something that is told at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from ui.channels.wire.crypto import Refused
from ui.channels.wire.xml import Fields

_NAME = re.compile(r"[A-Za-z0-9_.@*-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,20}")

NOT_READ = {
    "image": "图片我还看不懂。请把要点用文字发给我：做什么产品、哪里不对、想做到多少。",
    "voice": "这条语音没有转成文字。请用文字再说一遍，或打开输入法的语音转文字。",
    "video": "视频我还看不懂。请用文字说说：做什么产品、哪里不对、想做到多少。",
    "shortvideo": "视频我还看不懂。请用文字说说：做什么产品、哪里不对、想做到多少。",
    "location": "位置收到了，但我用不上。要限定地区，请直接说，例如“只要四川的”。",
    "link": "链接我打不开。请把里面和技术需求有关的文字复制给我。",
    "file": "文件我在这里还读不了。请把需求的文字复制给我，或者在网页上传。",
}
OTHER = "这种消息我还看不懂，请用文字说说您的技术难题。"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event; ``kind`` says what to do: work on ``text``, welcome, tell ``text`` at once, or nothing."""

    kind: Literal["work", "welcome", "tell", "nothing"]
    id: str
    account: str
    user: str
    text: str = ""


def read_message(fields: Fields) -> Incoming:
    """The message in decrypted fields. Refused when one that every message has is missing."""
    account, user, moment = fields.get("ToUserName", ""), fields.get("FromUserName", ""), fields.get("CreateTime", "")
    if not (_NAME.fullmatch(account) and _NAME.fullmatch(user) and _NUMBER.fullmatch(moment)):
        raise Refused("no message")
    kind = fields.get("MsgType", "")
    if kind == "event":
        return _event(fields, account, user, moment)
    if not _NUMBER.fullmatch(fields.get("MsgId", "")):
        raise Refused("no message id")
    text = fields.get({"text": "Content", "voice": "Recognition"}.get(kind, ""), "").strip()
    if text:
        return Incoming("work", fields["MsgId"], account, user, text)
    told = "请用文字说说您的技术难题，一句话也可以。" if kind == "text" else NOT_READ.get(kind, OTHER)
    return Incoming("tell", fields["MsgId"], account, user, told)


def _event(fields: Fields, account: str, user: str, moment: str) -> Incoming:
    """Events have no id: who, when and what tells them apart."""
    event, key = fields.get("Event", "").lower(), fields.get("EventKey", "").strip()
    id = "e" + hashlib.sha256("/".join((user, moment, event, key)).encode()).hexdigest()[:40]
    if event == "subscribe":
        return Incoming("welcome", id, account, user)
    if event == "click" and key:
        return Incoming("work", id, account, user, key)
    return Incoming("nothing", id, account, user)
