"""Hostile text through the renderers of every channel: no tag, no link, no image, no command, no request."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request
from wechatpy import parse_message

from agent import Reply, RequirementCard, Statement, answer_html
from tests.security.test_page_injection import ATTACKS, EVIL
from tests.serving import chromium
from ui.channels.talk.channel import Channel
from ui.channels.wecom.channel import Robot
from ui.channels.wire.crypto import MessageCrypto
from ui.channels.wire.xml import read_xml, write_xml

MORE = (
    "<a href='weixin://bizmsgmenu?msgmenucontent={m}&msgmenuid=1'>点</a>",
    "weixin://dl/business/?t={m}",
    "<xml><MsgType>event</MsgType>{m}</xml>",
    "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[{m}",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;{m}",
    "\x00\x1b[31m{m}\x1b[0m",
    "{m}\u2028\u2029\ufeff",
    "[{m}]: {e}/{m}",
    "[![{m}]({e}/{m}.png)]({e})",
    'event: done\ndata: {{"text":"{m}"}}\n\n',
    "1\n\n（回复 1 继续）{m}",
)
WRAPS = (
    "{}",
    "**{}**",
    "〔A-0001{}〕",
    "《{}》：",
    "1. {}",
    "   - {}",
    "# {}",
    "> {}",
    "| {} |",
    "前{}后",
    "```\n{}\n```",
)
STRINGS = [
    wrap.format(attack.format(m=f"q{number:04d}", e=EVIL))
    for number, (attack, wrap) in enumerate((attack, wrap) for attack in (*ATTACKS, *MORE) for wrap in WRAPS)
]
ACTIVE = re.compile(r"<|>|\]\(|!\[|\bwww\.|[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE)
SCHEME = re.compile(r"\b(?:https?|ftp|file|javascript|vbscript|data|weixin|mailto|tel):", re.IGNORECASE)
LINK = "https://q.example/channels/answers/abc"
ALLOWED = {"html", "head", "meta", "title", "style", "body", "main", "footer", "h1", "h2", "h3", "h4", "p", "ul", "li"}
ALLOWED |= {"strong", "sup", "br", "blockquote", "div", "table", "thead", "tbody", "tr", "th", "td"}


class Plainest(Channel):
    name = "wechat"

    def send(self, user: str, text: str, key: str) -> None:
        raise AssertionError("nothing is sent here")


def reply_of(text: str) -> Reply:
    card = RequirementCard(object=text, problem=text, budget_quote=text, deadline=text, exclusions=[text])
    statements = [Statement(section=section, text=text, folded=True) for section in ("verdict", "achievement", "next")]
    return Reply(kind="recommendation", text=text, statements=statements, card=card, suggestions=[text])


def test_there_are_enough_of_them() -> None:
    assert len(STRINGS) >= 500 and len(set(STRINGS)) == len(STRINGS)


@pytest.mark.parametrize("channel", [Plainest(), Robot()], ids=lambda one: str(one.name))
@pytest.mark.parametrize("link", ["", LINK])
def test_messengers_get_harmless_text(channel: Channel, link: str) -> None:
    for text in STRINGS:
        told = "\n".join([*channel.tell(reply_of(text), link), *channel.say(text)]).replace(LINK, "")
        assert not ACTIVE.search(told) and not SCHEME.search(told), (text, told)


def test_a_message_is_one_message_whatever_it_says() -> None:
    crypto = MessageCrypto("token", "a" * 43, "wx1")
    for text in STRINGS:
        [told] = Plainest().say(text)
        fields = {"ToUserName": "o", "FromUserName": "gh", "CreateTime": 1, "MsgType": "text", "Content": told}
        plain = crypto.decrypt(crypto.encrypt(write_xml({**fields, "MsgId": 1})))
        read = read_xml(plain)
        assert read["MsgType"] == "text" and set(read) == {*fields, "MsgId"}
        assert read["Content"] == told.replace("\r", "\n")
        assert parse_message(plain).type == "text"
        raw = read_xml(write_xml({"Content": text, "MsgType": "text"}))
        assert list(raw) == ["Content", "MsgType"] and raw["MsgType"] == "text"


def test_an_event_of_a_stream_holds_one_event() -> None:
    for text in STRINGS:
        wire = f"event: token\ndata: {json.dumps({'text': text}, ensure_ascii=False)}\n\n"
        assert wire.count("\n\n") == 1 and wire.count("\nevent:") == 0
        assert json.loads(wire.split("data: ", 1)[1]) == {"text": text}


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def test_the_page_of_an_answer_has_only_our_elements() -> None:
    for text in STRINGS:
        tags = Tags()
        tags.feed(answer_html(text, reply_of(text)))
        assert {tag for tag, _ in tags.seen} <= ALLOWED, text
        names = {name for tag, attributes in tags.seen for name, _ in attributes}
        assert names <= {"lang", "charset", "name", "content", "class"}, text


@pytest.mark.browser
def test_the_page_of_an_answer_in_a_browser(tmp_path: Path) -> None:
    file = tmp_path / "answer.html"
    all_of_them = reply_of("x").model_copy(
        update={"statements": [Statement(section="achievement", text=text) for text in STRINGS]}
    )
    file.write_text(answer_html("\n".join(STRINGS), all_of_them), encoding="utf-8")
    happened: list[Any] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: happened.append(request.url) if _foreign(request) else None)
        page.goto(file.as_uri())
        page.wait_for_timeout(300)
        assert page.evaluate("window.hacked") is None and happened == []
        assert page.locator("script, img, svg, iframe, object, link, a, form, [src], [href]").count() == 0


def _foreign(request: Request) -> bool:
    return not request.url.startswith("file:")
