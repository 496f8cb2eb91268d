"""What officers do at the desk, what they take out of it, and what they try with another tenant's keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import gradio as gr

from agent import CaseError, Desk
from tests.faults.tenants.ground import HEAD, RECORDS, Tenant
from ui.officer.context import DeskContext
from ui.officer.panels.admin import AdminPanel
from ui.officer.panels.inbox import ANY_STATUS, InboxPanel
from ui.officer.panels.need import NeedPanel

VARIANTS = ("brief", "full", "bounty")


class Asker:
    """Stands in for gradio's request: who is logged in."""

    username = HEAD.username


@lru_cache(maxsize=8)
def _panels(desk: Desk, staff: Any) -> tuple[InboxPanel, NeedPanel, AdminPanel]:
    context = DeskContext(desk, staff)
    with gr.Blocks():
        return InboxPanel(context), NeedPanel(context), AdminPanel(context)


def inbox(one: Tenant, other: Tenant) -> None:
    """The inbox, searched for this tenant's or another's words."""
    panel = _panels(one.desk, one.staff)[0]
    orders = list(one.desk.inbox.orders)
    word = one.chance.choice(("", "良率", f"KY{other.letter}{other.chance.randrange(400):04d}", "KY"))
    shown = panel.load(word, ANY_STATUS, "所有人", one.chance.choice(orders), 1)
    _see(one, "inbox", shown)


def need(one: Tenant, other: Tenant) -> None:
    """One need with every panel."""
    asker: Any = Asker()
    _see(one, "need", _panels(one.desk, one.staff)[1].show(asker, _need(one), one.chance.choice(VARIANTS)))


def administration(one: Tenant, other: Tenant) -> None:
    """Accounts, the audit log and usage."""
    asker: Any = Asker()
    _see(one, "administration", _panels(one.desk, one.staff)[2].load(asker))


def search(one: Tenant, other: Tenant) -> None:
    """The catalogue, for a substitute."""
    id = _need(one)
    for candidate in one.desk.candidates.present(id).recommendation.achievements[:1]:
        text = one.chance.choice(("", "银纹", f"KY{other.letter}0007"))
        _see(one, "search", one.desk.candidates.search(id, text, candidate.record_id))


def decide(one: Tenant, other: Tenant) -> None:
    """Accept or reject, and go on with a match."""
    id = _need(one)
    first = one.desk.candidates.present(id).recommendation.achievements[0].record_id
    if one.chance.random() < 0.4:
        one.desk.candidates.reject(HEAD, id, first, "技术不契合", one.canary())
        return
    one.desk.candidates.accept(HEAD, id, first, one.canary())
    one.desk.progress.move(HEAD, id, first, "联系", one.canary())
    _see(one, "contact", one.desk.progress.contact(HEAD, id, first))


def write(one: Tenant, other: Tenant) -> None:
    """A report: drafted, changed and taken out in some format."""
    id, variant = _need(one), one.chance.choice(VARIANTS)
    written = one.desk.reports.draft(HEAD, id, variant)
    _see(one, "report", written)
    version, text = written.stored.version, f"{written.stored.final}\n\n另注 {one.canary()}"
    one.desk.reports.save(HEAD, id, variant, version, text)
    made = one.chance.choice(("md", "html", "docx"))
    _export(one, f"report/{id}/{variant}/{version}.{made}", 200, one.cookie)


def export(one: Tenant, other: Tenant) -> None:
    """What administrators take out: verdicts and traces."""
    _export(one, one.chance.choice(("decisions.csv", "traces.jsonl")), 200, one.cookie)
    _see(one, "trace", list(one.agent.traces()))


def intrude(one: Tenant, other: Tenant) -> None:
    """Another tenant's session here, and another tenant's need with a session of here."""
    stolen = other.cookie.replace(other.name, one.name)
    _export(one, "traces.jsonl", 401, f"{stolen}; {other.cookie}")
    found = other.agent.knowledge.casebook.needs.search().needs
    if found:
        _export(one, f"report/{found[0].id}/brief/1.md", 404, one.cookie)


def account(one: Tenant, other: Tenant) -> None:
    """A new account, of a name that other tenants may have."""
    name = f"员{one.chance.randrange(40)}"
    one.staff.add(name, f"很长的密码 {one.canary()} 12", "officer", HEAD.username)
    _see(one, "accounts", one.staff.all())


def store(one: Tenant, other: Tenant) -> None:
    """A record is stored, or deleted and stored again, and the indexes follow."""
    number = one.chance.randrange(RECORDS)
    fresh = one.record(number)
    if one.chance.random() < 0.3:
        one.agent.knowledge.catalogue.delete(fresh.id)
    one.agent.knowledge.catalogue.upsert([fresh])
    one.agent.sync()


def examine(one: Tenant, other: Tenant) -> None:
    """The doctor's findings and the service's health."""
    _see(one, "doctor", [*one.agent.knowledge.doctor(), one.agent.health()])


def _need(one: Tenant) -> str:
    found = one.agent.knowledge.casebook.needs.search().needs
    if not found:
        raise CaseError("no need yet")
    return one.chance.choice(found).id


def _export(one: Tenant, path: str, status: int, cookie: str) -> None:
    answer = one.ask("GET", f"/officer/export/{path}", "export", cookie=cookie)
    if answer.status_code != status:
        one.watch.foreign.append(f"export {path}: {answer.status_code} instead of {status}")


def _see(one: Tenant, where: str, shown: Any) -> None:
    one.watch.see(one.letter, where, "\n".join(_words(shown)))


def _words(shown: Any) -> list[str]:
    """Everything readable in what a panel gives: texts, components with their values, tables, models."""
    if isinstance(shown, list | tuple):
        return [word for each in shown for word in _words(each)]
    if isinstance(shown, gr.components.Component):
        return [repr(shown.get_config())]
    return [str(shown), repr(shown)]


Act = Callable[[Tenant, Tenant], None]
ACTS: tuple[Act, ...] = (
    inbox,
    need,
    administration,
    search,
    decide,
    decide,
    write,
    export,
    intrude,
    account,
    store,
    examine,
)
