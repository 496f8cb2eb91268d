"""Officers' accounts: passwords by argon2id, log-in with a limit on wrong tries, sessions, administration."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64encode
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from pydantic import BaseModel, ConfigDict

from agent.officer.accounts.attempts import Attempts
from agent.settings import Settings
from knowledge import Casebook
from knowledge.casebook import CaseError, Role, User
from knowledge.storage.database import now

MIN_PASSWORD = 12
MAX_PASSWORD = 128
MAX_NAME = 32
DISTINCT = 5
PAUSE_S, PAUSE_MAX_S = 0.5, 5.0
LOGGED_IN = "登录"
HASHES_AT_ONCE = 2
"""Each argon2id hash takes 64 MiB, so a flood of log-ins waits in line."""

HASHER = PasswordHasher()
ROLE_NAMES: dict[Role, str] = {"officer": "专员", "administrator": "管理员"}


class PasswordError(CaseError):
    """The name or the password may not be used; the message says why in Chinese."""


class Officer(BaseModel):
    """Who is logged in."""

    model_config = ConfigDict(frozen=True)

    username: str
    role: Role

    @property
    def is_administrator(self) -> bool:
        """Whether this officer may manage accounts and read the audit log."""
        return self.role == "administrator"

    @property
    def role_name(self) -> str:
        """专员 or 管理员."""
        return ROLE_NAMES[self.role]


class Staff:
    """The accounts of one tenant. Thread-safe."""

    def __init__(self, casebook: Casebook, settings: Settings, hasher: PasswordHasher | None = None) -> None:
        self._casebook = casebook
        self._idle = settings.session_idle_minutes
        self._hours = settings.session_hours
        self._hasher = hasher or HASHER
        self._dummy = no_hash(self._hasher)
        self._hashing = BoundedSemaphore(HASHES_AT_ONCE)
        self._attempts = Attempts()
        self._wrong = Attempts()

    def is_empty(self) -> bool:
        """Whether there is no account yet."""
        return not self._casebook.accounts.all()

    def all(self) -> list[User]:
        """Every account by name."""
        return self._casebook.accounts.all()

    def get(self, username: str) -> Officer | None:
        """The active account of that name."""
        user = self._casebook.accounts.get(username)
        return Officer(username=user.username, role=user.role) if user and user.active else None

    def add(self, username: str, password: str, role: Role, by: str) -> Officer:
        """Open an account. Raises PasswordError for a name or password that may not be used, CaseError if taken."""
        name = check_name(username)
        check_password(password, name)
        hashed = self._hash(password)
        with self._casebook.action():
            user = self._casebook.accounts.add(name, hashed, role)
            self._casebook.audit.write(by, "新建账号", name, ROLE_NAMES[user.role])
        return Officer(username=user.username, role=user.role)

    def set_password(self, username: str, password: str, by: str) -> None:
        """Replace a password, which ends the account's sessions. Raises PasswordError, NotFoundError."""
        check_password(password, username)
        hashed = self._hash(password)
        with self._casebook.action():
            self._casebook.accounts.set_password(username, hashed)
            self._casebook.audit.write(by, "重设密码", username)

    def change_own(self, officer: Officer, old: str, new: str) -> None:
        """Replace one's own password, which ends all sessions of the account.

        Raises PasswordError for a wrong old or an unfit new one, and TooManyAttempts like ``log_in``.
        """
        key = f"name:{officer.username.casefold()}"
        self._attempts.begin(key)
        user = self._casebook.accounts.get(officer.username)
        if user is None or not self._verify(user.password_hash, old[: MAX_PASSWORD + 1]):
            raise PasswordError("现在的密码不对，没有改动。")
        self._attempts.forgive(key)
        self.set_password(officer.username, new, officer.username)

    def set_role(self, username: str, role: Role, by: str) -> None:
        """Change a role. CaseError when nobody would be left to administrate."""
        with self._casebook.action():
            if role != "administrator":
                self._keep_one_administrator(username)
            self._casebook.accounts.set_role(username, role)
            self._casebook.audit.write(by, "更改角色", username, ROLE_NAMES[role])

    def set_active(self, username: str, active: bool, by: str) -> None:
        """Close or reopen an account; closing ends its sessions. CaseError for the last administrator."""
        with self._casebook.action():
            if not active:
                self._keep_one_administrator(username)
            self._casebook.accounts.set_active(username, active)
            self._casebook.audit.write(by, "启用账号" if active else "停用账号", username)

    def pause(self, username: str, client: str) -> float:
        """Seconds to wait before this try: they grow with the wrong ones of a name at an address where he was before.

        Elsewhere a guesser is refused after some tries; at such an address the right person may always try.
        """
        return min(PAUSE_MAX_S, PAUSE_S * self._wrong.count(f"{fold_name(username).casefold()}@{client}"))

    def log_in(self, username: str, password: str, client: str) -> str | None:
        """A new session's token, or None for every way to be wrong alike; at most 10 wrong tries in 15 minutes.

        The limit holds per account (known or not) and per ``client`` address; beyond it TooManyAttempts is raised. It
        does not hold at an address where this account was logged in before: there ``pause`` slows the tries, so that
        nobody elsewhere can lock its owner out.
        """
        name = fold_name(username)
        at_home = bool(name) and self._casebook.audit.has(name, LOGGED_IN, client)
        keys = () if at_home else (f"name:{name.casefold()}", f"client:{client}")
        self._attempts.begin(*keys)
        user = self._casebook.accounts.get(name) if name else None
        right = self._verify(user.password_hash if user else self._dummy, password[: MAX_PASSWORD + 1])
        if user is None or not right or not (user.active if at_home else user.may_log_in(now())):
            if user is not None and not right:
                self._failed(name, client, at_home)
            return None
        self._attempts.forgive(*keys)
        self._wrong.forget(f"{name.casefold()}@{client}")
        with self._casebook.action():
            token = self._casebook.accounts.start_session(name, hours=self._hours)
            self._casebook.audit.write(name, LOGGED_IN, name, client)
        return token

    def _failed(self, name: str, client: str, at_home: bool) -> None:
        if at_home:
            self._wrong.note(f"{name.casefold()}@{client}")
        with self._casebook.action():
            if not at_home:
                self._casebook.accounts.log_in_failed(name)
            self._casebook.audit.write(name, "登录失败", name, client)

    def session(self, token: str) -> Officer | None:
        """Who a token belongs to while it is good; using it keeps it from going idle."""
        found = self._casebook.accounts.session(token, idle_minutes=self._idle) if token else None
        return Officer(username=found.username, role=found.role) if found else None

    def tidy(self) -> int:
        """Remove the sessions that are no longer good; how many."""
        return self._casebook.accounts.purge_sessions(idle_minutes=self._idle)

    def log_out(self, token: str, officer: Officer) -> None:
        """End one session."""
        with self._casebook.action():
            self._casebook.accounts.end_session(token)
            self._casebook.audit.write(officer.username, "退出", officer.username)

    def _hash(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    def _verify(self, stored: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(stored, password)
            except (VerificationError, InvalidHashError):
                return False

    def _keep_one_administrator(self, username: str) -> None:
        heads: list[Any] = [user for user in self.all() if user.active and user.role == "administrator"]
        if [user.username for user in heads] == [username]:
            raise CaseError("这是最后一个管理员账号，不能停用或降级。请先再设一个管理员。")


def no_hash(hasher: PasswordHasher) -> str:
    """A hash of no password: what an unknown name is checked against, so that it takes as long as a known one."""
    lengths = (hasher.salt_len, hasher.hash_len)
    salt, key = (b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in lengths)
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${key}"


def fold_name(username: str) -> str:
    """The account name as stored: NFKC, no spaces around."""
    return unicodedata.normalize("NFKC", username[:200]).strip()


def check_name(username: str) -> str:
    """The folded name; PasswordError unless it has 2 to 32 letters, digits, Chinese characters or ``. _ -``."""
    name = fold_name(username)
    if not 2 <= len(name) <= MAX_NAME or not all(char.isalnum() or char in "._-" for char in name):
        raise PasswordError(f"账号名要 2–{MAX_NAME} 个字，可用汉字、字母、数字和 . _ -。")
    return name


def check_password(password: str, username: str = "") -> None:
    """Raise PasswordError for a password that is too short, too long or too plain."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise PasswordError(
            f"密码要 {MIN_PASSWORD}–{MAX_PASSWORD} 个字符，现在是 {len(password)} 个。可以用一句话当密码。"
        )
    if len(set(password)) < DISTINCT:
        raise PasswordError(f"密码里至少要有 {DISTINCT} 种不同的字符。")
    if username and username.casefold() in password.casefold() and len(password) - len(username) < MIN_PASSWORD // 2:
        raise PasswordError("密码不能只是账号名加几个字符。")
