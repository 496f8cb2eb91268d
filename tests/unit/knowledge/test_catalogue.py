"""The catalogue: idempotent upserts, tombstones, versions, filters in SQL, look-up by title, tenants apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from knowledge.catalogue import Catalogue, Filters
from knowledge.demo import demo_records, load_demo
from knowledge.records import Achievement, Expert, Figure, Resource, ResourceKind, Source, TechnicalField, TransferMode
from knowledge.storage.database import migrate, open_engine

SOURCE = Source(title="示例")


def achievement(id: str, **fields: object) -> Achievement:
    return Achievement.model_validate({"id": id, "title": f"成果{id}", "source": SOURCE} | fields)


def test_upsert_is_idempotent_and_every_change_is_a_version(catalogue: Catalogue) -> None:
    first, second = achievement("A1"), achievement("A1", summary="新")
    assert catalogue.upsert([first]).model_dump() == {"added": 1, "updated": 0, "unchanged": 0}
    assert catalogue.upsert([first]).model_dump() == {"added": 0, "updated": 0, "unchanged": 1}
    assert catalogue.revision() == 1
    assert catalogue.upsert([second]).updated == 1
    assert catalogue.get("A1") == second
    history = catalogue.history("A1")
    assert [(entry.version, entry.record) for entry in history] == [(1, first), (2, second)]
    assert all(entry.at.tzinfo is not None for entry in history)


def test_delete_leaves_a_tombstone_that_an_upsert_revives(catalogue: Catalogue) -> None:
    catalogue.upsert([achievement("A1", field="农业")])
    assert catalogue.delete("A1")
    assert not catalogue.delete("A1")
    assert catalogue.get("A1") is None
    assert catalogue.ids() == [] and catalogue.count() == {}
    assert catalogue.upsert([achievement("A1")]).added == 1
    assert [entry.action for entry in catalogue.history("A1")] == ["upsert", "delete", "upsert"]


def test_unknown_ids(catalogue: Catalogue) -> None:
    assert catalogue.get("无") is None
    assert catalogue.get_many(["无"]) == {}
    assert not catalogue.delete("无")
    assert catalogue.history("无") == []


def test_changes_since_lists_each_record_once(catalogue: Catalogue) -> None:
    catalogue.upsert([achievement(id) for id in "abc"])
    start = catalogue.revision()
    catalogue.upsert([achievement("b", summary="1")])
    catalogue.upsert([achievement("b", summary="2"), achievement("d")])
    catalogue.delete("c")
    changes = catalogue.changes_since(start)
    assert (changes.upserted, changes.deleted) == (["b", "d"], ["c"])
    assert changes.revision == catalogue.revision() == start + 3
    assert catalogue.changes_since(changes.revision).upserted == []


def test_get_many_keeps_the_order_asked(catalogue: Catalogue) -> None:
    catalogue.upsert([achievement(f"A{number}") for number in range(1200)])
    wanted = [f"A{number}" for number in range(1199, -1, -1)]
    assert list(catalogue.get_many(["无", *wanted, "A5"])) == wanted
    assert [record.id for record in catalogue.iter()] == sorted(wanted)


def test_a_record_changed_by_another_process_is_seen(engine: Engine) -> None:
    tenant = uuid4().hex
    here, there = Catalogue(engine, tenant), Catalogue(engine, tenant)
    here.upsert([achievement("A1")])
    assert here.get("A1") == there.get("A1")
    there.upsert([achievement("A1", summary="别处改的")])
    assert here.get("A1") == achievement("A1", summary="别处改的")


@pytest.fixture
def stocked(catalogue: Catalogue) -> Catalogue:
    yesterday = date.today() - timedelta(days=1)
    catalogue.upsert(
        [
            achievement("A1", field="农业", trl=4, pay_later=True, region="江苏省苏州市", institution="甲大学"),
            achievement("A2", field="新材料及其应用", field_second="农业", trl=7, expires=yesterday, example=True),
            achievement("A3", transfer_modes=[TransferMode.LICENSE], expires=date.today(), institution="乙大学"),
            achievement("A4", internal="只有内部文字"),
            Expert(
                id="E1", title="王明 教授", name="王明", source=SOURCE, field=TechnicalField.AGRICULTURE, region="浙江"
            ),
            Resource(
                id="R1", title="中试基地", kind=ResourceKind.PILOT, source=SOURCE, trl_min=5, trl_max=7, region="浙江"
            ),
            Resource(
                id="R2", title="科创贷款", kind=ResourceKind.FINANCE, source=SOURCE, aliases=["科创贷"], region="全国"
            ),
            Figure(id="F1", title="合同额", source=SOURCE, value=1, value_text="1", period="2024", basis="实际"),
        ]
    )
    return catalogue


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), "A1 A2 A3 A4 E1 F1 R1 R2"),
        (Filters(types=["achievement", "figure"]), "A1 A2 A3 A4 F1"),
        (Filters(types=["resource"], resource_kinds=[ResourceKind.FINANCE]), "R2"),
        (Filters(fields=[TechnicalField.AGRICULTURE]), "A1 A2 E1 F1 R1 R2"),
        (Filters(regions=["浙江", "苏州"]), "A1 E1 R1 R2"),
        (Filters(regions=["%"]), "R2"),
        (Filters(types=["achievement"], trl_min=4, trl_max=6), "A1"),
        (Filters(types=["achievement"], trl_min=5), "A2"),
        (Filters(types=["resource"], trl_min=8), "R2"),
        (Filters(types=["resource"], trl_max=5), "R1 R2"),
        (Filters(types=["achievement"], pay_later=True), "A1"),
        (Filters(types=["achievement"], transfer_modes=[TransferMode.LICENSE]), "A3"),
        (Filters(types=["achievement", "expert"], institutions=["甲", "乙大学"]), "A1 A3"),
        (Filters(types=["achievement"], include_expired=False), "A1 A3 A4"),
        (Filters(example=True), "A2"),
        (Filters(types=["achievement"], public=True), "A1 A2 A3"),
        (Filters(exclude_ids=["A1", "R1", "无"]), "A2 A3 A4 E1 F1 R2"),
        (Filters(types=["achievement"], fields=[TechnicalField.AGRICULTURE], pay_later=False), "A2"),
    ],
)
def test_filters(stocked: Catalogue, filters: Filters, ids: str) -> None:
    assert stocked.ids(filters) == ids.split()


def test_count_by_type(stocked: Catalogue) -> None:
    assert stocked.count() == {"achievement": 4, "expert": 1, "figure": 1, "resource": 2}


def test_tenants_never_see_each_other(engine: Engine) -> None:
    """Random operations in two tenants that share all ids: each behaves like a dictionary of its own."""
    random.seed(7)
    tenants = {name: Catalogue(engine, f"{name}-{uuid4().hex}") for name in ("甲", "乙")}
    expected: dict[str, dict[str, Achievement]] = {name: {} for name in tenants}
    for step in range(150):
        name = random.choice(["甲", "乙"])
        id = f"A{random.randrange(8)}"
        if random.random() < 0.3:
            assert tenants[name].delete(id) == (expected[name].pop(id, None) is not None)
        else:
            record = achievement(id, title=f"{name}的第{step}项成果", institution=name)
            tenants[name].upsert([record])
            expected[name][id] = record
    for name, catalogue in tenants.items():
        assert {record.id: record for record in catalogue.iter()} == expected[name]
        assert catalogue.get_many([f"A{number}" for number in range(8)]) == expected[name]
        assert all(entry.record.title.startswith(name) for id in expected[name] for entry in catalogue.history(id))
        assert set(catalogue.changes_since(0).upserted) == set(expected[name])


def test_empty_tenant_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="tenant"):
        Catalogue(engine, "")


def test_concurrent_writers_lose_nothing(engine: Engine) -> None:
    tenant = uuid4().hex
    failures: list[Exception] = []

    def write(worker: int) -> None:
        try:
            for number in range(10):
                Catalogue(engine, tenant).upsert([achievement(f"A{worker}-{number}")])
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    catalogue = Catalogue(engine, tenant)
    assert len(catalogue.ids()) == catalogue.revision() == 40


def test_failed_upsert_changes_nothing(catalogue: Catalogue) -> None:
    def broken() -> Iterator[Achievement]:
        yield achievement("A1")
        raise RuntimeError("读取中断")

    with pytest.raises(RuntimeError):
        catalogue.upsert(broken())
    assert catalogue.ids() == [] and catalogue.revision() == 0


def test_demo_loads_once(catalogue: Catalogue) -> None:
    records = list(demo_records())
    assert len({record.id for record in records}) == len(records)
    assert load_demo(catalogue).added == len(records)
    assert load_demo(catalogue).unchanged == len(records)


def test_sqlite_is_durable_and_guarded(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/q.sqlite3")
    with engine.connect() as connection:
        pragma = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert pragma == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1}


def test_memory_database(tmp_path: Path) -> None:
    engine = open_engine("sqlite://")
    migrate(engine)
    catalogue = Catalogue(engine, "t")
    catalogue.upsert([achievement("A1")])
    assert catalogue.ids() == ["A1"]
