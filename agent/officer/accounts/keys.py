"""API keys from the desk and the command line; every change leaves an audit line."""

from __future__ import annotations

from collections.abc import Sequence

from agent.officer.accounts.staff import Officer
from agent.officer.room import Room, must_administrate
from knowledge import Casebook
from knowledge.casebook import ApiKey, Scope


def create_key(
    casebook: Casebook,
    who: str,
    name: str,
    scopes: Sequence[Scope],
    origins: Sequence[str] = (),
    rate: int = 60,
    daily: int = 1_000,
) -> tuple[ApiKey, str]:
    """A new key and its secret, shown this once. Raises CaseError."""
    with casebook.action():
        key, secret = casebook.keys.create(name, scopes, who, origins=origins, rate=rate, daily=daily)
        casebook.audit.write(who, "新建密钥", key.id, f"{key.name}：{'、'.join(key.scopes)}")
    return key, secret


def revoke_key(casebook: Casebook, who: str, id: str) -> ApiKey:
    """End a key at once. Raises CaseError when there is none."""
    with casebook.action():
        key = casebook.keys.revoke(id)
        casebook.audit.write(who, "停用密钥", key.id, key.name)
    return key


class Keys(Room):
    """The keys as administrators manage them."""

    def all(self, officer: Officer) -> list[ApiKey]:
        """Every key, the latest first."""
        must_administrate(officer)
        return self._casebook.keys.all()

    def create(
        self, officer: Officer, name: str, scopes: Sequence[Scope], origins: Sequence[str], rate: int, daily: int
    ) -> tuple[ApiKey, str]:
        """A new key and its secret, shown this once. Raises CaseError."""
        must_administrate(officer)
        return create_key(self._casebook, officer.username, name, scopes, origins, rate, daily)

    def revoke(self, officer: Officer, id: str) -> ApiKey:
        """End a key at once. Raises CaseError when there is none."""
        must_administrate(officer)
        return revoke_key(self._casebook, officer.username, id)
