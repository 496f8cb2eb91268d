"""What officers typed and have not saved: kept as they type, given back whenever they return, merged with what came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.officer.accounts.staff import Officer
from agent.officer.cards import Cards, form_of, value_text
from agent.officer.reports import TEXT_MAX, WrittenReport
from agent.officer.room import Room
from agent.read.changes.fields import LABELS
from agent.schema import RequirementCard
from knowledge.casebook import CaseError, Draft

CARD = "card"
FORM_MAX = 200_000


def report_key(variant: str, version: int) -> str:
    """The name of a draft of a report's final text."""
    return f"report/{variant}/{version}"


@dataclass(frozen=True)
class Conflict:
    """A field that an officer changed while somebody else saved another value."""

    label: str
    saved: str


@dataclass(frozen=True)
class CardForm:
    """The card's form as an officer sees it: what is saved, with what he typed and did not save put over it.

    ``seen`` is the version of his draft (0: none), ``at`` when he typed last.
    """

    card: RequirementCard
    form: Mapping[str, Any]
    seen: int = 0
    at: datetime | None = None
    conflicts: list[Conflict] = field(default_factory=list)


class Drafts(Room):
    """Officers' unsaved work; everybody sees his own and hears of the others'."""

    def keep_report(
        self, officer: Officer, need_id: str, shown: WrittenReport, text: str, seen: int | None = None
    ) -> int:
        """Keep the text of a report that is being edited; the draft's version, 0 when it says what is saved.

        ``seen`` is the version that was changed: ConflictError when another window of this officer kept a later one.
        """
        key = report_key(shown.stored.variant, shown.stored.version)
        if text == shown.saved:
            return self._dropped(officer, need_id, key)
        if len(text) > TEXT_MAX:
            raise CaseError(f"正文太长：{len(text)} 字，最多 {TEXT_MAX} 字。后面的没有自动保存。")
        return self._casebook.drafts.keep(need_id, key, officer.username, text, shown.saved, seen).version

    def report(self, officer: Officer, written: WrittenReport) -> WrittenReport:
        """A version of a report with what this officer typed and did not save put in its place."""
        stored = written.stored
        key = report_key(stored.variant, stored.version)
        draft = self._casebook.drafts.get(stored.need_id, key, officer.username)
        if draft is None or stored.approved_by:
            return written
        return replace(written.edited(draft.body), saved=draft.based_on, draft=draft, stands=stored.final)

    def keep_card(
        self, officer: Officer, need_id: str, based_on: int, form: Mapping[str, Any], seen: int | None = None
    ) -> int:
        """Keep the form of a card that is being edited; as ``keep_report``. ``based_on`` is its version."""
        if form == self._form(need_id, based_on):
            return self._dropped(officer, need_id, CARD)
        body = json.dumps(form, ensure_ascii=False)
        if len(body) > FORM_MAX:
            raise CaseError("需求卡里的内容太长，没有自动保存。请删减。")
        return self._casebook.drafts.keep(need_id, CARD, officer.username, body, str(based_on), seen).version

    def card(self, officer: Officer, need_id: str) -> CardForm:
        """The card's form for this officer. What he changed stands over what others saved meanwhile, which is told."""
        card = Cards(self._agent).present(need_id)
        now = form_of(card)
        draft = self._casebook.drafts.get(need_id, CARD, officer.username)
        if draft is None:
            return CardForm(card, now)
        base = self._form(need_id, int(draft.based_on)) or now
        typed: dict[str, Any] = {name: value for name, value in json.loads(draft.body).items() if name in now}
        own = {name: value for name, value in typed.items() if value != base[name]}
        both = [name for name, value in own.items() if now[name] not in (base[name], value)]
        told = [Conflict(LABELS.get(name, name), _shown(now[name], name)) for name in both]
        return CardForm(card, now | own, draft.version, draft.at, told)

    def others(self, officer: Officer, need_id: str, what: str) -> list[Draft]:
        """Who else has unsaved work on the same thing."""
        return [one for one in self._casebook.drafts.of(need_id, what) if one.who != officer.username]

    def give_up(self, officer: Officer, need_id: str, what: str) -> None:
        """Forget what this officer typed and did not save."""
        self._casebook.drafts.drop(need_id, what, officer.username)

    def _dropped(self, officer: Officer, need_id: str, what: str) -> int:
        if self._casebook.drafts.get(need_id, what, officer.username) is not None:
            self._casebook.drafts.drop(need_id, what, officer.username)
        return 0

    def _form(self, need_id: str, version: int) -> dict[str, Any] | None:
        stored = self._casebook.cards.version(self._need(need_id).conversation_id, version)
        return form_of(RequirementCard.model_validate(stored.card)) if stored else None


def _shown(value: Any, name: str) -> str:
    if isinstance(value, list):
        return "；".join(" ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value) or "空"
    return value_text(value, name)
