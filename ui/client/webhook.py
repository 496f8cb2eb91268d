"""Check a pushed event at the receiver: signature and age, as Standard Webhooks has them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

TOLERANCE_S = 300


class WebhookRefused(ValueError):
    """The event is not from the sender that holds the secret, or it is too old."""


def verify_webhook(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> dict[str, Any]:
    """The event, when its signature fits and it is at most five minutes old; keep its ``id`` to see repetitions.

    Raises WebhookRefused. ``headers`` are those of the request, ``body`` its bytes as they came.
    """
    found = {name.lower(): value for name, value in headers.items()}
    id, at, told = (found.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not at.isdigit() or abs((time.time() if now is None else now) - int(at)) > TOLERANCE_S:
        raise WebhookRefused("too old, or without a time")
    key = b64decode(secret.removeprefix("whsec_"))
    right = b64encode(hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    if not any(hmac.compare_digest(one.encode(), f"v1,{right}".encode()) for one in told.split()):
        raise WebhookRefused("the signature does not fit")
    event: dict[str, Any] = json.loads(body)
    return event
