"""How often a key, an address, a conversation or a tenant may ask; every limit comes from the key or the settings."""

from __future__ import annotations

from agent import Settings
from ui.admission.address import address_key
from ui.admission.limits import DAY, MINUTE, Counts, Exceeded, Limit
from ui.api.access import Caller
from ui.api.errors import ApiError

KNOCKS = 60
"""Requests a minute of one address with a wrong key, or with an Idempotency-Key and no key."""

COMPLAINTS = 20
"""Complaints that an address may make in a day."""


class Limits:
    """The limits over one file of counts."""

    def __init__(self, counts: Counts, settings: Settings) -> None:
        self._counts = counts
        self._tenant = settings.tenant
        self._anonymous = settings.anonymous_turns_per_day
        self._requests = Limit("requests", settings.rate_per_minute, MINUTE, "请求太频繁。")
        self._knocks = Limit("knocks", max(KNOCKS, settings.rate_per_minute), MINUTE, "请求太频繁。")
        self._conversation = Limit("turns", settings.turns_per_minute, MINUTE, "这个会话里发得太快。")
        self._address = Limit("address-day", settings.turns_per_day, DAY, "您的网络今天已经用完了提问次数。")
        self._person = Limit("person-day", settings.turns_per_day, DAY, "您今天已经用完了提问次数。")
        self._nobody = Limit("anonymous-day", self._anonymous, DAY, "没有密钥的提问次数今天已经用完。")
        self._complaints = Limit("complaints", COMPLAINTS, DAY, "您的网络今天已经提交了很多投诉。")
        self._all = Limit("tenant-day", settings.tenant_turns_per_day, DAY, "本站今天的提问次数已经用完。")

    def knock(self, client: str) -> None:
        """Count a request of nobody known, so that nothing can be guessed or repeated at any speed."""
        self._hit((self._knocks, address_key(client)))

    def request(self, caller: Caller) -> None:
        """Count a request; :class:`ApiError` 429 with a retry time when there are too many."""
        if caller.key is None:
            self._hit((self._requests, address_key(caller.address)))
            return
        rate = Limit("key-requests", caller.key.rate, MINUTE, "这个密钥的请求太频繁。")
        self._hit((rate, f"{self._tenant}/{caller.key.id}"))

    def turn(self, caller: Caller, conversation: str) -> None:
        """Count a message in a conversation; :class:`ApiError` 429 with a retry time when there are too many."""
        self._hit(
            (self._conversation, f"{self._tenant}/{conversation}"), self._daily(caller), (self._all, self._tenant)
        )

    def person(self, person: str) -> None:
        """Count a message of a person known on other channels too; :class:`ApiError` 429 when there are too many."""
        self._hit((self._person, f"{self._tenant}/{person}"))

    def may_be_nobody(self) -> None:
        """:class:`ApiError` 401 where the doors for programs need a key."""
        if not self._anonymous:
            raise ApiError(401, "key_needed", "这个接口需要密钥。", "请在请求头 Authorization 里写 Bearer 加密钥。")

    def foreign(self, caller: Caller) -> None:
        """Count a message through a door for programs; :class:`ApiError` 429 when there are too many."""
        nobody = self._nobody, f"{self._tenant}/{address_key(caller.address)}"
        self._hit(self._daily(caller) if caller.key else nobody, (self._all, self._tenant))

    def complaint(self, caller: Caller) -> None:
        """Count a complaint of an address; :class:`ApiError` 429 when there are too many."""
        self._hit((self._complaints, f"{self._tenant}/{address_key(caller.address)}"))

    def _daily(self, caller: Caller) -> tuple[Limit, str]:
        if caller.key is None:
            return self._address, f"{self._tenant}/{address_key(caller.address)}"
        budget = Limit("key-day", caller.key.daily, DAY, "这个密钥今天的提问次数已经用完。")
        return budget, f"{self._tenant}/{caller.key.id}"

    def _hit(self, *wanted: tuple[Limit, str]) -> None:
        try:
            self._counts.hit(*wanted)
        except Exceeded as error:
            wait = error.retry_after
            advice = f"请 {wait} 秒后再试。" if wait <= 2 * MINUTE else f"请约 {round(wait / 3600, 1)} 小时后再试。"
            raise ApiError(429, "too_many_requests", str(error), advice, retry_after=wait) from error
