"""Events on their way to other systems: signed as Standard Webhooks has it, and never into the inner network.

An address is resolved once: what was checked is what is connected to, so that no name can point elsewhere in between.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2

from knowledge import Casebook, Letter
from ui.channels.outbox import NotSent

TIMEOUT_S = 10.0
GONE = 410
ANSWER_BYTES = 4_096
Resolve = Callable[[str, int], str]


class NotAllowed(ValueError):
    """An address that nothing may be sent to; the message is Chinese."""


class NotFound(NotAllowed):
    """A host that has no address now."""


def signature(secret: str, id: str, at: int, body: bytes) -> str:
    """The ``webhook-signature`` of a body: HMAC-SHA256 over id, time and body, with the part after ``whsec_``."""
    key = b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{b64encode(made).decode()}"


def check_address(url: str, inside: bool = False) -> tuple[str, str, int]:
    """Host, the address it stands for now, and port. Raises NotAllowed for what is not https on the outer network.

    With ``inside`` http and addresses of the inner network are allowed as well.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotAllowed("推送地址不是网址。") from error
    if parts.scheme not in (("https", "http") if inside else ("https",)) or not host or parts.username:
        raise NotAllowed("推送地址应是 https 网址，不带账号密码。")
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NotFound("推送地址的主机名查不到。") from error
    if not inside and not all(_is_outside(str(address)) for address in found):
        raise NotAllowed("推送地址不能在内网或本机。")
    return host, str(min(found, key=str)), port


def _is_outside(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global and not mapped.is_multicast)


class WebhookSender:
    """Sends the letters of the channel ``webhook``."""

    def __init__(self, casebook: Casebook, inside: bool = False) -> None:
        self._casebook = casebook
        self._inside = inside
        self._client = httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)

    def __call__(self, letter: Letter) -> None:
        """Post the event; NotSent unless it is answered with 2xx. A receiver that is gone ends its webhook."""
        hook = self._casebook.webhooks.get(letter.target)
        if hook is None or not hook.active:
            raise NotSent("the webhook is gone or off", final=True)
        body = json.dumps(letter.payload, ensure_ascii=False).encode()
        at = int(time.time())
        id = str(letter.payload["id"])
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Queqiao-Webhook/1",
            "webhook-id": id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(hook.secret, id, at, body),
        }
        status = self._post(hook.url, body, headers)
        if status == GONE:
            self._casebook.webhooks.set_active(hook.id, False)
            raise NotSent("410 gone", final=True)
        if not 200 <= status < 300:
            raise NotSent(f"HTTP {status}")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        try:
            host, address, port = check_address(url, self._inside)
            target = httpx2.URL(url).copy_with(host=address, port=port)
            shown = f"[{host}]" if ":" in host else host
            headers = {**headers, "Host": shown if port in (80, 443) else f"{shown}:{port}"}
            with self._client.stream(
                "POST", target, content=body, headers=headers, extensions={"sni_hostname": host}
            ) as response:
                return response.status_code
        except NotAllowed as error:
            raise NotSent(str(error)) from error
        except httpx2.HTTPError as error:
            raise NotSent(type(error).__name__) from error
