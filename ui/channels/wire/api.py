"""Calls of WeChat's APIs: one access token for all, renewed in time, and errors told by what can be done about them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from ui.channels.talk.channel import SendFailed

TIMEOUT_S = 8.0
EARLY_S = 300
"""A token is renewed this long before it ends."""

_STALE_TOKEN = {40001, 40014, 42001, 41001}
_LATER = {-1, 45009, 45011, 50002, 60020}
"""Busy, over the day's or minute's quota, or an address that is not on the list yet: worth another try."""
_SILENT = {43004, 45015, 45047, 48001, 48002, 81013}
"""The user cannot be written to now: not following, silent for 48 hours, too many unanswered, or no such right."""

Renew = Callable[[httpx2.Client], Mapping[str, Any]]


class ChannelApi:
    """The API of one account. Thread-safe. ``renew`` gets a new token as ``access_token`` and ``expires_in``."""

    def __init__(self, base: str, renew: Renew, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = httpx2.Client(base_url=base, timeout=TIMEOUT_S, follow_redirects=False)
        self._renew = renew
        self._clock = clock
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post JSON with the access token; a token that the other side has ended is renewed once.

        Raises SendFailed.
        """
        for attempt in (1, 2):
            answer = self._post(path, body, self._access())
            code = int(answer.get("errcode") or 0)
            if code == 0:
                return answer
            if code not in _STALE_TOKEN or attempt == 2:
                break
            self._forget()
        raise _failed(code, str(answer.get("errmsg", "")))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        text = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return read(lambda: self._client.post(path, params={"access_token": token}, content=text, headers=headers))

    def _access(self) -> str:
        with self._lock:
            if self._clock() >= self._ends:
                answer = read(lambda: self._renew(self._client))
                if not answer.get("access_token"):
                    raise _failed(int(answer.get("errcode") or -1), str(answer.get("errmsg", "no token")))
                self._token = str(answer["access_token"])
                self._ends = self._clock() + max(60, int(answer.get("expires_in", 7200)) - EARLY_S)
            return self._token

    def _forget(self) -> None:
        with self._lock:
            self._ends = 0.0


def read(call: Callable[[], Any]) -> dict[str, Any]:
    """The JSON object that a call answers with; SendFailed when there is none. No address or token is told on."""
    try:
        response = call()
        found = response if isinstance(response, Mapping) else response.raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise SendFailed(f"the channel's API did not answer: {type(error).__name__}") from None
    if not isinstance(found, Mapping):
        raise SendFailed("the channel's API answered with no object")
    return dict(found)


def _failed(code: int, message: str) -> SendFailed:
    told = f"errcode {code}: {message[:200]}"
    if code in _LATER | _STALE_TOKEN:
        return SendFailed(told, "later")
    return SendFailed(told, "silent" if code in _SILENT else "never")
