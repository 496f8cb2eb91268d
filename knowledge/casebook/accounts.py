"""Officers' accounts and sessions. Passwords arrive hashed; session tokens are stored as SHA-256 only."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import delete, insert, or_, select, update

from knowledge.casebook.base import CaseError, Store, View, digest
from knowledge.casebook.tables import sessions, users
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, writing

Role = Literal["officer", "administrator"]
MAX_FAILURES = 10
LOCK_MINUTES = 15


class User(View):
    """An account; it may not log in while inactive or before ``locked_until``."""

    username: str
    password_hash: str
    role: Role
    active: bool
    failures: int
    locked_until: datetime | None
    created: datetime

    def may_log_in(self, moment: datetime) -> bool:
        """Whether a right password lets this user in at that moment."""
        return self.active and (self.locked_until is None or self.locked_until <= moment)


class Session(View):
    """A log-in that is still good, with the account's present role."""

    username: str
    role: Role
    created: datetime
    seen: datetime
    expires: datetime


class Accounts(Store):
    """The accounts and sessions of one tenant."""

    def add(self, username: str, password_hash: str, role: Role) -> User:
        """Open an account; CaseError when the name is taken or the role unknown."""
        if role not in get_args(Role):
            raise CaseError(f"没有“{role}”这个角色，请用：{'、'.join(get_args(Role))}。")
        row = {"username": username, "password_hash": password_hash, "role": role, "active": True}
        row |= {"failures": 0, "locked_until": None, "created": now()}
        with writing(self._engine) as connection:
            if not insert_missing(connection, users, {**row, "tenant": self.tenant}):
                raise CaseError(f"账号“{username}”已存在，请换一个名字。")
        return User.model_validate(row)

    def get(self, username: str) -> User | None:
        """The account, or None."""
        return self._one(User, select(users).where(self._mine(users, username=username)))

    def all(self) -> list[User]:
        """All accounts by name."""
        return self._all(User, select(users).where(self._mine(users)).order_by(users.c.username))

    def set_password(self, username: str, password_hash: str) -> User:
        """Replace the password, lift a lock and end the account's sessions; NotFoundError if unknown."""
        return self._change(username, True, password_hash=password_hash, failures=0, locked_until=None)

    def set_role(self, username: str, role: Role) -> User:
        """Change the role and end the account's sessions; NotFoundError for an unknown name."""
        return self._change(username, True, role=role)

    def set_active(self, username: str, active: bool) -> User:
        """Close or reopen the account; closing ends its sessions. NotFoundError for an unknown name."""
        return self._change(username, not active, active=active)

    def log_in_failed(self, username: str) -> None:
        """Count a wrong password; every MAX_FAILURES in a row lock the account for LOCK_MINUTES."""
        mine = self._mine(users, username=username)
        with writing(self._engine) as connection:
            connection.execute(update(users).where(mine).values(failures=users.c.failures + 1))
            if (connection.scalar(select(users.c.failures).where(mine)) or 0) >= MAX_FAILURES:
                until = now() + timedelta(minutes=LOCK_MINUTES)
                connection.execute(update(users).where(mine).values(failures=0, locked_until=until))

    def start_session(self, username: str, hours: float = 12) -> str:
        """Log the user in: the session's token, good for at most ``hours``; NotFoundError if unknown."""
        token = secrets.token_urlsafe(32)
        moment = now()
        row = {"token_hash": digest(token), "username": username, "created": moment, "seen": moment}
        with writing(self._engine) as connection:
            self._must(connection, users, "这个账号", username=username)
            mine = self._mine(users, username=username)
            connection.execute(update(users).where(mine).values(failures=0, locked_until=None))
            expires = moment + timedelta(hours=hours)
            connection.execute(insert(sessions).values({**row, "tenant": self.tenant, "expires": expires}))
        return token

    def session(self, token: str, idle_minutes: float = 30) -> Session | None:
        """The session of a token, marked as seen now; None when unknown, idle too long, expired or closed."""
        moment = now()
        mine = self._mine(sessions, token_hash=digest(token))
        query = select(sessions, users.c.role).join(users).where(mine, users.c.active.is_(True))
        found = self._one(Session, query)
        if found is None:
            return None
        with writing(self._engine) as connection:
            if found.expires <= moment or found.seen + timedelta(minutes=idle_minutes) <= moment:
                connection.execute(delete(sessions).where(mine))
                return None
            connection.execute(update(sessions).where(mine).values(seen=moment))
        return found.model_copy(update={"seen": moment})

    def end_session(self, token: str) -> None:
        """Log out; an unknown token is ignored."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(self._mine(sessions, token_hash=digest(token))))

    def purge_sessions(self, idle_minutes: float = 30) -> int:
        """Remove the sessions that are no longer good; how many."""
        idle = now() - timedelta(minutes=idle_minutes)
        with writing(self._engine) as connection:
            dead = or_(sessions.c.expires <= now(), sessions.c.seen <= idle)
            return connection.execute(delete(sessions).where(self._mine(sessions), dead)).rowcount

    def _change(self, username: str, end_sessions: bool, **values: Any) -> User:
        with writing(self._engine) as connection:
            row = self._must(connection, users, "这个账号", username=username)
            changed = User.model_validate({**row, **values})
            connection.execute(update(users).where(self._mine(users, username=username)).values(values))
            if end_sessions:
                connection.execute(delete(sessions).where(self._mine(sessions, username=username)))
        return changed
