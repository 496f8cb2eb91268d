"""Signature, encryption and XML of WeChat's callbacks, with wechatpy as the other side."""

from __future__ import annotations

import base64
import random
import secrets
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as EnterpriseCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from ui.channels.wire.crypto import MessageCrypto, Refused
from ui.channels.wire.envelope import Signed, open_envelope, sealed_xml
from ui.channels.wire.replays import TIMES, Replays
from ui.channels.wire.xml import read_xml, write_xml

TOKEN, APP = "一个token-09", "wx0123456789abcdef"
KEY = base64.b64encode(bytes(range(32))).decode()[:43]
OURS = MessageCrypto(TOKEN, KEY, APP)
THEIRS = WeChatCrypto(TOKEN, KEY, APP)
NOW = str(int(time.time()))


def incoming(text: str = "我们的注塑件有银纹", to: str = "gh_1", **more: str) -> str:
    fields = {"ToUserName": to, "FromUserName": "o_user", "CreateTime": NOW, "MsgType": "text", "Content": text}
    return write_xml({**fields, "MsgId": "23456789012345678", **more})


def envelope(plain: str, nonce: str = "n0nce", to: str = "gh_1") -> tuple[bytes, Signed]:
    """A callback as WeChat posts it, encrypted by wechatpy."""
    sealed = read_xml(THEIRS.encrypt_message(plain, nonce, NOW))
    signed = Signed(sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
    return write_xml({"ToUserName": to, "Encrypt": sealed["Encrypt"]}).encode(), signed


def test_what_wechatpy_encrypts_is_read() -> None:
    body, signed = envelope(incoming("镍不达标 <&> ]]> 😀\n第二行"))
    assert open_envelope(OURS, body, signed)["Content"] == "镍不达标 <&> ]]> 😀\n第二行"


def test_wechatpy_reads_what_we_encrypt() -> None:
    plain = incoming("已为您找到 5 项成果 ]]> & <b> 😀")
    sealed = OURS.seal(plain, "n1", NOW)
    read = THEIRS.decrypt_message(sealed_xml(sealed), sealed.signature, sealed.timestamp, sealed.nonce)
    assert parse_message(read).content == "已为您找到 5 项成果 ]]> & <b> 😀"


def test_wechatpy_and_we_sign_the_same() -> None:
    check_signature(TOKEN, OURS.signature(NOW, "n2"), NOW, "n2")
    reply = TextReply(content="好", message=parse_message(incoming()))
    assert read_xml(reply.render())["Content"] == "好"


@pytest.mark.parametrize("receiver", ["ww0123456789abcdef", ""])
def test_an_enterprise_and_its_own_robot(receiver: str) -> None:
    ours, theirs = MessageCrypto(TOKEN, KEY, receiver), EnterpriseCrypto(TOKEN, KEY, receiver)
    echo = ours.encrypt("1234567890")
    assert theirs.check_signature(ours.signature(NOW, "n", echo), NOW, "n", echo) == "1234567890"
    sealed = read_xml(theirs.encrypt_message('{"msgtype":"text"}', "n", NOW))
    read = ours.open(sealed["Encrypt"], sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
    assert read == '{"msgtype":"text"}'


def test_a_message_for_another_receiver_is_refused_on_both_sides() -> None:
    other = MessageCrypto(TOKEN, KEY, "wx_other")
    with pytest.raises(Refused, match="another receiver"):
        OURS.decrypt(other.encrypt("x"))
    sealed = other.seal("<xml></xml>", "n", NOW)
    with pytest.raises(InvalidAppIdException):
        THEIRS.decrypt_message(sealed_xml(sealed), sealed.signature, NOW, "n")


@given(st.text(max_size=2_000))
def test_every_text_comes_back(text: str) -> None:
    assert OURS.decrypt(OURS.encrypt(text)) == text


@given(st.binary(max_size=400))
def test_no_damage_makes_anything_but_a_refusal(data: bytes) -> None:
    for encrypt in (data.decode("latin-1"), base64.b64encode(data).decode()):
        with pytest.raises(Refused):
            OURS.decrypt(encrypt)


def accepted(body: bytes, signed: Signed) -> bool:
    try:
        open_envelope(OURS, body, signed)
    except Refused:
        return False
    return True


def test_every_single_bit_of_an_envelope_counts() -> None:
    body, signed = envelope(incoming(), secrets.token_hex(4))
    assert accepted(body, signed)
    for bit in range(len(body) * 8):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        assert not accepted(bytes(changed), signed), (bit, bytes(changed))


def test_every_single_bit_of_a_signature_counts() -> None:
    body, signed = envelope(incoming())
    for name in ("msg_signature", "timestamp", "nonce"):
        value = getattr(signed, name).encode()
        for bit in range(len(value) * 8):
            changed = bytearray(value)
            changed[bit // 8] ^= 1 << bit % 8
            parts = {one: getattr(signed, one) for one in ("msg_signature", "timestamp", "nonce")}
            assert not accepted(body, Signed(**parts | {name: changed.decode("latin-1")}))


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", "？" * 43, "*" * 43])
def test_a_key_that_is_none_is_told(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        MessageCrypto(TOKEN, key, APP)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE xml [<!ENTITY a 'x'>]><xml><A>&a;</A></xml>",
        "<!DOCTYPE xml SYSTEM 'file:///etc/passwd'><xml/>",
        "<xml><A>1</A><A>2</A></xml>",
        "<xml a='1'><A>1</A></xml>",
        "<xml><A>1</A>between</xml>",
        "<html></html>",
        "<xml><A>1</A>",
        "",
        "<xml>" + "<A>" * 60_000,
        b"\xff\xfe<xml/>",
    ],
)
def test_strict_xml(text: str | bytes) -> None:
    with pytest.raises(Refused):
        read_xml(text)


def test_what_stands_inside_an_element_is_left_out() -> None:
    assert read_xml("<xml><A><B>1</B></A><C>2</C></xml>") == {"A": "", "C": "2"}


@given(st.text(string.printable + "中文]]><&\x00\x0b\ud800", max_size=200))
def test_written_xml_holds_what_xml_can_hold(text: str) -> None:
    read = read_xml(write_xml({"A": text, "B": 7}))
    kept = "".join(one for one in text if one in "\t\n\r" or " " <= one < "\ud800" or one > "\udfff")
    assert read == {"A": kept.replace("\r\n", "\n").replace("\r", "\n"), "B": "7"}


def test_callbacks_out_of_time_and_played_back_are_refused() -> None:
    moment = 1_000_000.0
    replays = Replays(clock=lambda: moment)
    for _ in range(TIMES):
        replays.check("1000000", "n", "s")
    for timestamp, nonce, signature, why in (
        ("1000000", "n", "s", "replayed"),
        ("1000001", "", "s", "no nonce"),
        ("999699", "m", "s", "outside"),
        ("1000301", "m", "s", "outside"),
        ("soon", "m", "s", "no timestamp"),
        ("１０００", "m", "s", "no timestamp"),
    ):
        with pytest.raises(Refused, match=why):
            replays.check(timestamp, nonce, signature)
    with pytest.raises(Refused, match="used twice"):
        replays.check("1000000", "n", "another")
    moment += 700
    with pytest.raises(Refused, match="outside"):
        replays.check("1000000", "n", "s")
    replays.check("1000700", "n", "s")
    assert len(replays._seen) == 1


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.channels.wire.replays.MOST", 10)
    replays = Replays(clock=lambda: 1000.0)
    for nonce in random.sample(range(1000), 100):
        replays.check("1000", str(nonce), "s")
    assert len(replays._seen) == 10
