"""Half actions in folders of older versions, which wrote one action in several transactions: found, and mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, insert, select, update

from knowledge.casebook.base import new_id
from knowledge.casebook.needs import NEED_STATUSES
from knowledge.casebook.tables import cards, conversations, decisions, matches, moves, needs, turns
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing

NAMES = {
    "card": "轮推荐没有存下需求卡",
    "need": "段有推荐的对话不在收件箱",
    "match": "个已采用的候选没有对接",
    "move": "条对接没有来历",
    "status": "条需求的状态落在对接后面",
}
"""What each kind of half action is called, after a count."""


def count_halves(engine: Engine, tenant: str) -> dict[str, int]:
    """How many half actions of each kind of NAMES there are."""
    with reading(engine) as connection:
        return {kind: len(list(_found(connection, tenant, kind))) for kind in NAMES}


def mend_halves(engine: Engine, tenant: str) -> dict[str, int]:
    """Complete every half action from what was kept of it, in one transaction; how many of each kind."""
    done = dict.fromkeys(NAMES, 0)
    with writing(engine) as connection:
        for kind in NAMES:
            for key in list(_found(connection, tenant, kind)):
                MENDERS[kind](connection, tenant, key)
                done[kind] += 1
    return done


def _found(connection: Connection, tenant: str, kind: str) -> Iterator[Any]:
    yield from FINDERS[kind](connection, tenant)


def _lost_cards(connection: Connection, tenant: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The latest card of a conversation where a recommendation stands and no version of a card does."""
    kept = exists().where(cards.c.tenant == tenant, cards.c.conversation_id == turns.c.conversation_id)
    query = select(turns.c.conversation_id, turns.c.reply).where(turns.c.tenant == tenant, turns.c.state == "done")
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query.where(~kept).order_by(turns.c.number)):
        if row.reply.get("recommendation") and row.reply.get("card"):
            found[row.conversation_id] = row.reply["card"]
    yield from found.items()


def _keep_card(connection: Connection, tenant: str, key: tuple[str, dict[str, Any]]) -> None:
    id, card = key
    row = {"tenant": tenant, "conversation_id": id, "version": 1, "card": card | {"version": 1}, "author": "rules"}
    connection.execute(insert(cards).values(row | {"note": "补记", "at": now()}))


def _lost_needs(connection: Connection, tenant: str) -> Iterator[tuple[str, dict[str, Any]]]:
    kept = exists().where(needs.c.tenant == tenant, needs.c.conversation_id == turns.c.conversation_id)
    query = select(turns.c.conversation_id, turns.c.reply).where(turns.c.tenant == tenant, turns.c.state == "done")
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query.where(~kept).order_by(turns.c.number)):
        if row.reply.get("recommendation"):
            found[row.conversation_id] = row.reply
    yield from found.items()


def _keep_need(connection: Connection, tenant: str, key: tuple[str, dict[str, Any]]) -> None:
    id, reply = key
    card, found = reply.get("card") or {}, reply["recommendation"]
    said = connection.scalar(
        select(conversations.c.title).where(conversations.c.tenant == tenant, conversations.c.id == id)
    )
    parts = " ".join(filter(None, (card.get("object"), card.get("problem"))))
    quality = list((card.get("quality") or {}).values())
    best = found["achievements"][0]["level"] if found.get("achievements") else "无"
    row = {"tenant": tenant, "id": new_id(), "conversation_id": id, "title": card.get("title") or parts or said or ""}
    row |= {"status": "新建", "owner": "", "quality": sum(quality) / len(quality) if quality else 0.0}
    row |= {"best_level": best, "created": now(), "updated": now(), "changed": _next_change(connection, tenant)}
    connection.execute(insert(needs).values(row))


def _lost_matches(connection: Connection, tenant: str) -> Iterator[Any]:
    """The last verdict on a candidate that was accepted, where no match stands."""
    query = select(decisions).where(decisions.c.tenant == tenant, decisions.c.need_id != "").order_by(decisions.c.id)
    last = {(row.need_id, row.record_id): row for row in connection.execute(query)}
    known = select(matches.c.need_id, matches.c.record_id).where(matches.c.tenant == tenant)
    there = {(row.need_id, row.record_id) for row in connection.execute(known)}
    alive = set(connection.scalars(select(needs.c.id).where(needs.c.tenant == tenant)))
    yield from (row for key, row in last.items() if row.accepted and key not in there and key[0] in alive)


def _keep_match(connection: Connection, tenant: str, decision: Any) -> None:
    key = {"tenant": tenant, "need_id": decision.need_id, "record_id": decision.record_id}
    row = key | {"status": "推荐", "level": "", "close_reason": "", "created": decision.at, "updated": decision.at}
    connection.execute(insert(matches).values(row))
    _log(connection, key, "推荐", decision.who, decision.at)


def _lost_moves(connection: Connection, tenant: str) -> Iterator[Any]:
    same = (moves.c.need_id == matches.c.need_id) & (moves.c.record_id == matches.c.record_id)
    kept = exists().where(moves.c.tenant == tenant, same)
    yield from connection.execute(select(matches).where(matches.c.tenant == tenant, ~kept))


def _keep_move(connection: Connection, tenant: str, match: Any) -> None:
    key = {"tenant": tenant, "need_id": match.need_id, "record_id": match.record_id}
    _log(connection, key, match.status, "", match.updated)


def _log(connection: Connection, key: dict[str, Any], status: str, who: str, at: Any) -> None:
    """A move of its own; its number sorts before every real one, as the beginning it stands for."""
    step = key | {"id": f"{0:016x}{new_id()[:16]}", "from_status": "", "to_status": status, "close_reason": ""}
    connection.execute(insert(moves).values(step | {"who": who, "note": "补记", "at": at}))


def _behind(connection: Connection, tenant: str) -> Iterator[tuple[str, str]]:
    """Needs that stand before the furthest status of their open matches, and that status."""
    query = select(needs.c.id, needs.c.status, matches.c.status.label("reached"))
    joined = query.join(matches, (matches.c.need_id == needs.c.id) & (matches.c.tenant == needs.c.tenant))
    furthest: dict[str, str] = {}
    for row in connection.execute(joined.where(needs.c.tenant == tenant, matches.c.status != "关闭")):
        order: tuple[str, ...] = NEED_STATUSES
        reached = max(row.reached, furthest.get(row.id, row.status), key=order.index)
        if order.index(reached) > order.index(row.status):
            furthest[row.id] = reached
    yield from furthest.items()


def _advance(connection: Connection, tenant: str, key: tuple[str, str]) -> None:
    mine = (needs.c.tenant == tenant) & (needs.c.id == key[0])
    connection.execute(update(needs).where(mine).values(status=key[1]))


def _next_change(connection: Connection, tenant: str) -> int:
    return (connection.scalar(select(func.max(needs.c.changed)).where(needs.c.tenant == tenant)) or 0) + 1


FINDERS: dict[str, Any] = {
    "card": _lost_cards,
    "need": _lost_needs,
    "match": _lost_matches,
    "move": _lost_moves,
    "status": _behind,
}
MENDERS: dict[str, Any] = {
    "card": _keep_card,
    "need": _keep_need,
    "match": _keep_match,
    "move": _keep_move,
    "status": _advance,
}
