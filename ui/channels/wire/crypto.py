"""Signature and encryption of WeChat's callbacks: SHA-1 over sorted parts, AES-256-CBC with PKCS#7 to 32 bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
_RANDOM = 16


class Refused(Exception):
    """What came in is not from the channel, or not for us. The text says why, in English, for the log only."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted answer with its signature."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


class MessageCrypto:
    """The safe mode of one account.

    ``aes_key`` is the 43-character EncodingAESKey; ``receive_id`` ends every message: the app id of a 公众号, the corp
    id of a 企业微信 application, "" for a robot inside the enterprise. ValueError for a key of another length.
    """

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = _key(aes_key)
        self._receive_id = receive_id.encode()

    def signature(self, *parts: str) -> str:
        """SHA-1 over the token and the parts, sorted and joined, in hexadecimal."""
        return hashlib.sha1("".join(sorted((self._token, *parts))).encode()).hexdigest()  # noqa: S324 -- theirs to choose

    def check(self, signature: str, *parts: str) -> None:
        """Refused unless the signature is the one of the parts; compared in constant time."""
        if not hmac.compare_digest(self.signature(*parts).encode(), signature.encode()):
            raise Refused("wrong signature")

    def open(self, encrypt: str, signature: str, timestamp: str, nonce: str) -> str:
        """The text of an encrypted message. Refused for a wrong signature, damage, or another receiver."""
        self.check(signature, timestamp, nonce, encrypt)
        return self.decrypt(encrypt)

    def seal(self, text: str, nonce: str = "", timestamp: str = "") -> Sealed:
        """Encrypt and sign an answer."""
        nonce, timestamp = nonce or secrets.token_hex(8), timestamp or str(int(time.time()))
        encrypt = self.encrypt(text)
        return Sealed(encrypt, self.signature(timestamp, nonce, encrypt), timestamp, nonce)

    def encrypt(self, text: str) -> str:
        """16 random bytes, the length, the text and the receiver, padded, encrypted, in base 64."""
        content = text.encode()
        plain = secrets.token_bytes(_RANDOM) + struct.pack(">I", len(content)) + content + self._receive_id
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def decrypt(self, encrypt: str) -> str:
        """What ``encrypt`` holds. Refused for damage, or when it is meant for another receiver."""
        try:
            data = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refused("not base 64") from error
        if not data or len(data) % 16:
            raise Refused("not whole blocks")
        decryptor = self._cipher().decryptor()
        return self._unpacked(_unpadded(decryptor.update(data) + decryptor.finalize()))

    def _unpacked(self, plain: bytes) -> str:
        head = _RANDOM + 4
        if len(plain) < head:
            raise Refused("too short")
        end = head + struct.unpack(">I", plain[_RANDOM:head])[0]
        if end > len(plain) or not hmac.compare_digest(plain[end:], self._receive_id):
            raise Refused("meant for another receiver")
        try:
            return plain[head:end].decode()
        except UnicodeDecodeError as error:
            raise Refused("not UTF-8") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _key(aes_key: str) -> bytes:
    try:
        key = base64.b64decode(f"{aes_key}=")
    except (binascii.Error, ValueError) as error:
        raise ValueError("EncodingAESKey 应为 43 个字母或数字。") from error
    if len(aes_key) != 43 or len(key) != 32:
        raise ValueError("EncodingAESKey 应为 43 个字母或数字。")
    return key


def _unpadded(plain: bytes) -> bytes:
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise Refused("wrong padding")
    return plain[:-padding]
