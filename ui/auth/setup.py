"""The first administrator: from the environment, or by a one-time code that only the console shows."""

from __future__ import annotations

import hmac
import secrets
from threading import Lock

from agent import Officer, Settings, Staff


class FirstAdministrator:
    """Opens the first administrator's account, once; there is no default password."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._code = ""
        self._lock = Lock()

    def prepare(self, settings: Settings) -> str:
        """Open the account from the settings when none exists; else a new one-time code, or "" when not needed."""
        if not self._staff.is_empty():
            return ""
        password = settings.admin_password.get_secret_value()
        if password:
            self._staff.add(settings.admin_user, password, "administrator", by="环境变量")
            return ""
        self._code = secrets.token_urlsafe(24)
        return self._code

    @property
    def open(self) -> bool:
        """Whether the set-up page may be used now."""
        return bool(self._code) and self._staff.is_empty()

    def create(self, code: str, username: str, password: str) -> Officer | None:
        """The first administrator, or None for a wrong or spent code. Raises PasswordError."""
        with self._lock:
            if not self.open or not hmac.compare_digest(self._code.encode(), code.strip().encode()):
                return None
            officer = self._staff.add(username, password, "administrator", by="首次设置")
            self._code = ""
            return officer
