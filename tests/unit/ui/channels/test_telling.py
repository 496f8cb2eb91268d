"""Answers as plain text for messengers, and the commands that their users may say."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import Reply
from ui.channels.talk.channel import Channel
from ui.channels.talk.plain import LIMIT_BYTES, cut, defused, plain, split
from ui.channels.talk.words import FILE, command_of, help_text

LABEL = Reply(kind="answer").label


class Talking(Channel):
    name = "test"

    def send(self, user: str, text: str, key: str) -> None:
        raise AssertionError("nothing is sent here")


def test_markdown_becomes_plain() -> None:
    reply = Reply(
        kind="answer", text="**推荐成果**\n1. **强** 《甲》〔A-1〕\n   - 为什么合适：覆盖", suggestions=["甲", "乙"]
    )
    assert plain(reply) == "推荐成果\n1. 强 《甲》〔A-1〕\n   · 为什么合适：覆盖\n\n可以回复：甲；乙"


@given(st.text(max_size=3_000), st.text(max_size=40))
def test_a_cut_text_fits_and_keeps_its_ending(text: str, ending: str) -> None:
    told = cut(text, ending)
    assert len(told.encode()) <= LIMIT_BYTES and told.endswith(ending)
    assert text.startswith(told.removesuffix(ending).removesuffix("……")) or told == text + ending


@given(st.text(alphabet="中a\n😀é\u0301👩\u200d", max_size=3_000), st.integers(40, 400))
def test_parts_fit_and_lose_nothing_but_line_breaks(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part.encode()) <= limit or len(part) == 1 for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def test_no_character_is_torn() -> None:
    assert cut("中" * 1000).encode() == ("中" * 680 + "……").encode()
    family = "👨\u200d👩\u200d👧"
    for limit in range(30, 60):
        assert all(part.replace(family, "") in ("", "x" * part.count("x")) for part in split("x" + family * 20, limit))


@pytest.mark.parametrize("link", ["", "https://q.example/channels/answers/abc"])
def test_every_answer_carries_the_label_of_the_law(link: str) -> None:
    for length in (10, 700, 5_000):
        parts = Talking().tell(Reply(kind="answer", text="很长的回答。\n" * length), link)
        assert parts[-1].endswith(f"（{LABEL}）") and all(len(part.encode()) <= LIMIT_BYTES for part in parts)
        assert all(link in part for part in parts) and (len(parts) == 1 or not link)


@pytest.mark.parametrize(
    ("evil", "told"),
    [
        (
            "<a href='weixin://bizmsgmenu?msgmenucontent=1'>点</a>",
            "＜a href='weixin：//bizmsgmenu?msgmenucontent=1'＞点＜/a＞",
        ),
        ("[点](javascript:alert(1))", "[点]（javascript：alert(1))"),
        ("![x](HTTPS://evil.example/x.png)", "！[x]（HTTPS：//evil.example/x.png)"),
        ("http ://evil.example www.evil.example", "http：//evil.example www．evil.example"),
        ("\u202egpj.x\u202c zero\u200bwidth \x07bell", "gpj.x zerowidth bell"),
        ("比例 1:5，时间：3 天", "比例 1:5，时间：3 天"),
    ],
)
def test_hostile_text_is_made_harmless(evil: str, told: str) -> None:
    assert defused(evil) == told


def test_examples_of_commands_are_tests() -> None:
    table = tomllib.loads(FILE.read_text("utf-8"))
    for name, row in table.items():
        found = command_of(row["example"])
        assert found is not None and found.name == name, row
        other = command_of(row["other"])
        assert other is None or other.name != name, row
        assert not row["says"] or row["words"][0] in help_text()


@pytest.mark.parametrize(
    ("said", "name", "takes"),
    [
        ("12345678", "join", "12345678"),
        ("绑定12345678。", "join", "12345678"),
        ("连接", "link", ""),
        ("继续10", "go_on", "10"),
        ("投诉：数字不对", "complain", "数字不对"),
        ("  帮助！", "help", ""),
    ],
)
def test_commands_and_what_they_take(said: str, name: str, takes: str) -> None:
    found = command_of(said)
    assert found is not None and (found.name, found.takes) == (name, takes)


@pytest.mark.parametrize("said", ["1", "123456789", "继续", "继续100", "投诉", "投诉率太高怎么办", "帮助企业降本", ""])
def test_what_is_no_command(said: str) -> None:
    assert command_of(said) is None
