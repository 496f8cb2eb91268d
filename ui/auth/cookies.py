"""The two cookies of the desk: the session, and the secret half of the log-in form's token."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from agent import Settings


@dataclass(frozen=True)
class Cookies:
    """Cookie names and attributes under these settings; ``key`` signs form tokens for the life of the process."""

    settings: Settings
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def session_name(self) -> str:
        """``__Host-`` where cookies are secure, so that no other host or path can set it."""
        return self._named("queqiao-officer")

    @property
    def form_name(self) -> str:
        """Name of the form token's cookie."""
        return self._named("queqiao-form")

    def _named(self, name: str) -> str:
        """Tenants below paths of one host have cookies of their own: a log-in here ends none there."""
        tenant = f"-{self.settings.tenant}" if self.settings.tenants else ""
        return f"{'__Host-' if self.settings.secure_cookies else ''}{name}{tenant}"

    def session(self, request: Request) -> str:
        """The session token of a request, or an empty string."""
        return request.cookies.get(self.session_name, "")

    def set_session(self, request: Request, response: Response, token: str) -> None:
        """Hand out a session token; the browser forgets it when it is closed or after the absolute limit."""
        self._set(request, response, self.session_name, token, self.settings.session_hours * 3600)

    def drop_session(self, request: Request, response: Response) -> None:
        """Make the browser forget the session."""
        self._set(request, response, self.session_name, "", 0)

    def new_form(self, request: Request, response: Response, token: str) -> None:
        """Give the browser the secret half of a form token."""
        self._set(request, response, self.form_name, token, 3600)

    def form_field(self, token: str) -> str:
        """The half that stands in the form."""
        return hmac.new(self.key, token.encode(), hashlib.sha256).hexdigest()

    def form_is_ours(self, request: Request, given: str) -> bool:
        """Whether the hidden field belongs to the form cookie of the same browser."""
        token = request.cookies.get(self.form_name, "")
        return bool(token) and hmac.compare_digest(self.form_field(token).encode(), given.encode())

    def _set(self, request: Request, response: Response, name: str, value: str, seconds: int) -> None:
        secure = self.settings.secure_cookies
        path = "/" if secure else request.scope.get("root_path") or "/"
        response.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
