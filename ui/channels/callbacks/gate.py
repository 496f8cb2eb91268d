"""What callbacks of all channels share: the core of the running application, and how a refusal is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException, Request

from ui.api.access import Caller, client_of
from ui.api.limits import Limits
from ui.channels.talk.core import Talks
from ui.channels.wire.crypto import Refused

log = logging.getLogger(__name__)


def talks_of(request: Request) -> Talks:
    """The conversation core of this process."""
    talks: Talks = request.app.state.talks
    return talks


@contextmanager
def refusing(request: Request) -> Iterator[None]:
    """Answer 403 to what is Refused inside, and 429 to an address that is refused too often; say nothing of why."""
    try:
        yield
    except Refused as refused:
        log.info("a callback at %s was refused: %s", request.url.path, refused)
        limits: Limits = request.app.state.limits
        limits.request(Caller(client_of(request)))
        raise HTTPException(403) from None
