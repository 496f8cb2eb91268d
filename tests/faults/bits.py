"""Every single bit of encrypted callbacks changed, one at a time: none may be taken.

``python -m tests.faults.bits [messages]`` prints the figures; the messages are encrypted by wechatpy.
"""

from __future__ import annotations

import base64
import secrets
import sys
import time

from wechatpy.crypto import WeChatCrypto

from ui.channels.wire.crypto import MessageCrypto, Refused
from ui.channels.wire.envelope import Signed, open_envelope
from ui.channels.wire.xml import read_xml, write_xml

TOKEN, APP = "a-token", "wx0123456789abcdef"


def changed(count: int) -> tuple[int, int]:
    """How many changes of so many messages were tried, and how many of them were taken."""
    tried = taken = 0
    for number in range(count):
        key = base64.b64encode(secrets.token_bytes(32)).decode()[:43]
        ours, theirs = MessageCrypto(TOKEN, key, APP), WeChatCrypto(TOKEN, key, APP)
        fields = {"ToUserName": "gh_1", "FromUserName": "o", "CreateTime": "1", "MsgType": "text"}
        plain = write_xml({**fields, "Content": f"第{number}条：注塑件有银纹", "MsgId": str(number)})
        sealed = read_xml(theirs.encrypt_message(plain, secrets.token_hex(5), str(int(time.time()))))
        signed = Signed(sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
        body = write_xml({"ToUserName": "gh_1", "Encrypt": sealed["Encrypt"]}).encode()
        assert open_envelope(ours, body, signed)["MsgId"] == str(number)
        for bit in range(len(body) * 8):
            other = bytearray(body)
            other[bit // 8] ^= 1 << bit % 8
            tried += 1
            try:
                open_envelope(ours, bytes(other), signed)
            except Refused:
                continue
            taken += 1
    return tried, taken


def main(count: int = 100) -> None:
    """The figures."""
    began = time.monotonic()
    tried, taken = changed(count)
    print(f"{count} messages, {tried} single-bit changes: {taken} taken; {time.monotonic() - began:.0f} s")
    sys.exit(1 if taken else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
