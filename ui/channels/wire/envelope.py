"""An encrypted callback in XML: what stands outside must agree with what was encrypted."""

from __future__ import annotations

from dataclasses import dataclass

from ui.channels.wire.crypto import MessageCrypto, Refused, Sealed
from ui.channels.wire.xml import Fields, read_xml, write_xml


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of a callback and what it is made of, as they stand in its address."""

    msg_signature: str
    timestamp: str
    nonce: str


def open_envelope(crypto: MessageCrypto, body: bytes, signed: Signed) -> Fields:
    """The fields of an encrypted message.

    Refused for a wrong signature, damage, and an outer field (``ToUserName``, ``AgentID``) that the message itself
    does not say: those are not signed.
    """
    outer = read_xml(body)
    encrypt = outer.pop("Encrypt", "")
    if not encrypt or not outer.keys() <= {"ToUserName", "AgentID"}:
        raise Refused("not in safe mode")
    inner = read_xml(crypto.open(encrypt, signed.msg_signature, signed.timestamp, signed.nonce))
    if any(inner.get(name, "") != value for name, value in outer.items()):
        raise Refused("the envelope names somebody else")
    return inner


def sealed_xml(sealed: Sealed) -> str:
    """An encrypted answer as XML."""
    return write_xml(
        {
            "Encrypt": sealed.encrypt,
            "MsgSignature": sealed.signature,
            "TimeStamp": int(sealed.timestamp),
            "Nonce": sealed.nonce,
        }
    )
