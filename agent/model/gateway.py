"""The door to the configured model of one tenant: its daily quota and a rest after repeated failures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Protocol

from agent.model.budget import Budget
from agent.model.calls import Call, Cancel
from agent.model.chat import ChatModel
from agent.model.faults import ModelUnavailable
from agent.model.profiles import Mode, Profile, choose_profile, observed
from agent.settings import Settings
from agent.tokens import count_tokens

RESTS_AFTER = 3
REST_S = 30.0
NOT_THERE = ("404", "405", "501")
"""Statuses of an address that does not exist."""
OUTAGES = {"timeout", "auth", "server", "unreachable", "cut"}


class DayUsage(Protocol):
    """What one day used."""

    @property
    def tokens(self) -> int:
        """Tokens in and out."""


class Usage(Protocol):
    """The casebook's count of a tenant's use by day."""

    def add(self, day: date, tokens_in: int, tokens_out: int, cost: float = 0.0, calls: int = 1) -> DayUsage:
        """Add to a day and return it."""

    def day(self, day: date) -> DayUsage:
        """One day's count."""


class ModelGateway:
    """Thread-safe; shared by all turns of a tenant. Made at start-up, so that no turn waits for
    the client library and the token table.
    """

    def __init__(self, settings: Settings, usage: Usage) -> None:
        import_module("langchain_openai")
        count_tokens("")
        self.settings = settings
        self.profile: Profile = choose_profile(settings.model_profile, settings.model_base_url, settings.model)
        self.profile = observed(self.profile, settings.model_abilities)
        self._usage = usage
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0
        self._refused: set[Mode] = set()
        self.responses = settings.model_api == "responses"
        self._worked = False

    def open(self, cancel: Cancel | None = None, record: Callable[[Call], None] = lambda call: None) -> ChatModel:
        """The model for one turn with a full budget."""
        return ChatModel(self, Budget.of(self.settings), cancel or Cancel(), record)

    def modes(self) -> list[Mode]:
        """Ways to structured output that the profile names and the endpoint has not refused."""
        return [mode for mode in self.profile.modes() if mode not in self._refused]

    def refuse(self, mode: Mode) -> None:
        """Remember that the endpoint does not accept this way."""
        if mode != "plain":
            self._refused.add(mode)

    def check(self) -> None:
        """Raise ModelUnavailable while the model rests or when the tenant's day is used up."""
        if time.monotonic() < self._rests_until:
            raise ModelUnavailable("resting")
        if self._usage.day(date.today()).tokens >= self.settings.tenant_tokens_day:
            raise ModelUnavailable("quota")

    def spent(self, call: Call) -> None:
        """Count a call's tokens and cost for the tenant's day."""
        self._usage.add(date.today(), call.tokens_in, call.tokens_out, call.cost)

    def succeeded(self) -> None:
        """The endpoint works: forget earlier failures."""
        with self._lock:
            self._failures = 0
            self._worked = True

    def turn_to_responses(self, fault: ModelUnavailable) -> bool:
        """Whether to speak the Responses API from now on: the endpoint has no chat completions and never answered."""
        missing = fault.reason == "refused" and fault.detail in NOT_THERE
        if self.settings.model_api != "auto" or self._worked or not missing:
            return False
        self.responses = not self.responses
        return self.responses

    def failed(self, fault: ModelUnavailable) -> None:
        """Count an outage; after three in a row the model rests for half a minute, so that users need not wait."""
        if fault.reason not in OUTAGES:
            return
        with self._lock:
            self._failures += 1
            if self._failures >= RESTS_AFTER:
                self._failures = 0
                self._rests_until = time.monotonic() + REST_S
