"""Did a browser send this request from our own page? (Cross-site request forgery, by fetch metadata and Origin.)"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_own(request: Request) -> bool:
    """True for safe methods, and for others only when the browser says that our own page sent them.

    ``Sec-Fetch-Site`` decides where it is present (secure addresses and loopback), else ``Origin`` against ``Host``;
    a request with neither is refused.
    """
    if request.method in SAFE:
        return True
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
