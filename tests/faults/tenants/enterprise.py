"""What enterprises do, and what they try at a place that is not theirs."""

from __future__ import annotations

from tests.faults.tenants.ground import RECORDS, THINGS, Tenant

FOLLOW = (
    "第一个的成熟度怎么样",
    "有哪些专家",
    "还有别的吗",
    "预算改成30万",
    "第一个和第二个比较",
    "总结一下",
    "有哪些政策",
)


def start(one: Tenant, other: Tenant) -> None:
    """Begin a conversation."""
    opened = one.ask("POST", "/api/v1/conversations", "conversation", json={}).json()
    one.talks.append((opened["id"], opened["token"]))


def say(one: Tenant, other: Tenant) -> None:
    """A need with words of this tenant's."""
    id, token = _talk(one, other)
    thing = one.chance.choice(THINGS)
    text = f"我们厂{one.canary()}的{thing}，现在良率92%，想提高到98%以上，预算50万"
    one.ask("POST", f"/api/v1/conversations/{id}/messages/sync", "answer", token=token, json={"text": text})


def follow(one: Tenant, other: Tenant) -> None:
    """A question about what was shown, as a stream."""
    id, token = _talk(one, other)
    text = one.chance.choice(FOLLOW)
    one.ask("POST", f"/api/v1/conversations/{id}/messages", "stream", token=token, json={"text": text})


def correct(one: Tenant, other: Tenant) -> None:
    """A change of the card."""
    id, token = _talk(one, other)
    changes = {"enterprise": f"{one.canary()}厂"}
    one.ask("PATCH", f"/api/v1/conversations/{id}/card", "answer", token=token, json={"changes": changes})


def read(one: Tenant, other: Tenant) -> None:
    """The whole conversation."""
    id, token = _talk(one, other)
    one.ask("GET", f"/api/v1/conversations/{id}", "history", token=token)


def draft(one: Tenant, other: Tenant) -> None:
    """A draft, as text or as Word."""
    id, token = _talk(one, other)
    made = one.chance.choice(("md", "docx"))
    one.ask("GET", f"/api/v1/conversations/{id}/drafts/brief?format={made}", "draft", token=token)


def judge(one: Tenant, other: Tenant) -> None:
    """A judgement of the last answer."""
    id, token = _talk(one, other)
    body = {"record_id": "A-0001", "useful": False, "reason": one.canary()}
    one.ask("POST", f"/api/v1/conversations/{id}/feedback", "feedback", token=token, json=body)


def record(one: Tenant, other: Tenant) -> None:
    """A record by its id, which every tenant has."""
    number = one.chance.randrange(RECORDS)
    one.ask("GET", f"/api/v1/records/{'E' if number % 6 == 5 else 'A'}-{number:04d}", "record")


def erase(one: Tenant, other: Tenant) -> None:
    """A conversation is erased."""
    id, token = _talk(one, other)
    one.ask("DELETE", f"/api/v1/conversations/{id}", "erasure", token=token)
    one.talks.remove((id, token))


def page(one: Tenant, other: Tenant) -> None:
    """A page or a file that needs no log-in."""
    path = one.chance.choice(("/", "/docs", "/openapi.json", "/healthz", "/officer/login", "/static/app.js"))
    assert one.ask("GET", path, "page").status_code == 200


def intrude(one: Tenant, other: Tenant) -> None:
    """A conversation of another tenant, with its own right token, at this tenant's place."""
    if not other.talks:
        return
    id, token = other.chance.choice(other.talks)
    path = f"/api/v1/conversations/{id}"
    method, more = one.chance.choice((("GET", ""), ("DELETE", ""), ("GET", "/drafts/brief"), ("POST", "/feedback")))
    body = {"json": {"useful": True}} if more == "/feedback" else {}
    answer = one.ask(method, f"{path}{more}", "intrusion", token=token, **body)
    if answer.status_code not in (401, 404):
        one.watch.foreign.append(f"{method} {more}: {answer.status_code} for another tenant's conversation")


def _talk(one: Tenant, other: Tenant) -> tuple[str, str]:
    if not one.talks:
        start(one, other)
    return one.chance.choice(one.talks)


ACTS = (start, say, say, say, follow, follow, correct, read, draft, judge, record, erase, page, intrude)
