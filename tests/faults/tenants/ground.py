"""Three tenants in one process, each full of canaries of its own, and everything that comes out of them watched."""

from __future__ import annotations

import io
import json
import logging
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from agent import Agent, Desk, Officer, Settings, Staff
from agent.model import Answer, Budget, ModelGateway
from agent.model.text.masking import Mask
from knowledge import Achievement, AnyRecord, Expert
from knowledge.records import Parameter
from tests.six_records import SOURCE
from ui.tenants import create_site

PLACES = [{"name": "harbour", "hosts": ["harbour.example"]}, {"name": "hill", "prefix": "/hill"}, {"name": "plain"}]
LETTERS = {"harbour": "A", "hill": "B", "plain": "C"}
CANARY = re.compile(r"KY([ABC])\d{4}")
RECORDS = 60
PASSWORD = "一句 很长 的话 当密码 7788"
HEAD = Officer(username="head", role="administrator")
THINGS = ("注塑件银纹", "鸡舍氨味", "电镀废水镍", "涂布开裂", "焊缝气孔", "轴承异响")


class Eavesdropper:
    """Stands in for a ChatModel: hears everything that is sent to it and says nothing of use."""

    def __init__(self, gateway: ModelGateway, heard: Callable[[str], None]) -> None:
        self.gateway = gateway
        self.settings = gateway.settings
        self.profile = gateway.profile
        self.budget = Budget.of(gateway.settings)
        self.mask = Mask()
        self._heard = heard

    def complete(self, messages: list[dict[str, Any]], prompt: Any, **options: Any) -> Answer:
        self._heard(json.dumps([messages, options], ensure_ascii=False, default=str))
        self.budget.begin_call(1)
        return Answer('{"statements": []}', [])

    def close(self) -> None:
        pass


@dataclass
class Watch:
    """What was seen of whom: ``foreign`` says where a tenant met what is another's."""

    foreign: list[str] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)
    own: int = 0

    def see(self, letter: str, where: str, text: str) -> None:
        """Look for canaries in what a tenant was given; "" for a place where no canary at all belongs."""
        self.looked[where] += 1
        found = [match.group() for match in CANARY.finditer(text)]
        mine = [one for one in found if one[2] == letter]
        self.own += len(mine)
        self.foreign += [f"{where}: {one} at {letter or 'nobody'}" for one in found if one[2] != letter]


@dataclass
class Tenant:
    """One tenant as its users meet it."""

    name: str
    agent: Agent
    web: TestClient
    chance: random.Random
    watch: Watch
    cookie: str = ""
    planted: int = 0
    talks: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.letter = LETTERS[self.name]
        self.desk = Desk(self.agent)
        self.staff = Staff(self.agent.knowledge.casebook, self.agent.settings, PasswordHasher(1, 1024))
        self.staff.add(HEAD.username, PASSWORD, "administrator", "test")
        token = self.staff.log_in(HEAD.username, PASSWORD, "127.0.0.1")
        self.cookie = f"queqiao-officer-{self.name}={token}"
        gateway = self.agent.services.gateway
        assert gateway is not None
        hears = Eavesdropper(gateway, lambda text: self.watch.see(self.letter, "prompt", text))
        gateway.open = lambda cancel=None, record=None: hears  # type: ignore[assignment, method-assign, misc]
        self.agent.knowledge.catalogue.upsert(self.record(number) for number in range(RECORDS))

    def canary(self) -> str:
        """A word that is this tenant's only."""
        self.planted += 1
        return f"KY{self.letter}{self.planted:04d}"

    def record(self, number: int) -> AnyRecord:
        """A record whose id every tenant has and whose words are this tenant's."""
        thing, mark = THINGS[number % len(THINGS)], self.canary
        plain: dict[str, Any] = {"field": None, "contact": f"{mark()} 13900001111", "source": SOURCE}
        if number % 6 == 5:
            who = f"王{mark()}"
            return Expert(id=f"E-{number:04d}", title=who, name=who, summary=f"研究{thing} {mark()}", **plain)
        return Achievement(
            id=f"A-{number:04d}",
            title=f"{thing}的控制 {mark()}",
            problem=f"{thing}，{mark()}",
            internal=f"内部 {mark()}",
            parameters=[Parameter(name="良率", op=">=", value=98, unit="%")],
            trl=6,
            institution=f"某所{mark()}",
            **plain,
        )

    def ask(self, method: str, path: str, where: str, *, token: str = "", cookie: str = "", **more: Any) -> Any:
        """A request at this tenant's place; what it answers is watched."""
        place = next(one for one in PLACES if one["name"] == self.name)
        headers = {"Host": str(place.get("hosts", ["other.example"])[0]), "Sec-Fetch-Site": "same-origin"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Cookie": cookie} if cookie else {}
        answer = self.web.request(method, f"{place.get('prefix', '')}{path}", headers=headers, **more)
        self.web.cookies.clear()
        self.watch.see(self.letter, where, _text(answer.content) + str(answer.headers))
        return answer


class Ear(logging.Handler):
    """Whatever is logged: no canary at all belongs there."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter())
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one record, its traceback included."""
        self._watch.see("", "log", self.format(record))


@contextmanager
def standing(folder: Path, seed: int, embedder: str) -> Iterator[tuple[dict[str, Tenant], Watch]]:
    """The tenants over one folder, and the watch."""
    open_limits = {f"{name}": 10**7 for name in ("rate_per_minute", "turns_per_minute", "turns_per_day")}
    chosen: dict[str, Any] = {"model": "heard", "model_base_url": "http://127.0.0.1:9/v1", "model_profile": "qwen"}
    settings = Settings(data_dir=folder, tenants=PLACES, embedder=embedder, **chosen, **open_limits)
    watch = Watch()
    ear, root = Ear(watch), logging.getLogger()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        app = create_site(settings)
        with TestClient(app, follow_redirects=False) as web:
            site = app.state.site
            tenants = {
                name: Tenant(name, agent, web, random.Random(f"{seed}{name}"), watch)
                for name, agent in site.agents.items()
            }
            for tenant in tenants.values():
                tenant.agent.sync()
            yield tenants, watch
    finally:
        root.removeHandler(ear)
        root.setLevel(level)


def _text(body: bytes) -> str:
    """The words of an answer; a Word file is a zip."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    text = body.decode("utf-8", "replace")
    return text + (text.encode().decode("unicode_escape", "replace") if "\\u" in text else "")
