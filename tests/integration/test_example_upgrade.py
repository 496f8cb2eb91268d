"""After an upgrade: loaded examples that nobody edited follow the package; edited, imported and deleted ones do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

import knowledge.demo
from agent import Agent, Settings
from knowledge import AnyRecord, Catalogue
from knowledge.demo import Refresh, load_demo, plan_refresh, refresh_demo
from knowledge.records import Achievement, Source
from knowledge.storage.tables import examples
from knowledge.storage.transactions import writing
from ui.app import create_app
from ui.cli import main

OLD = list(knowledge.demo.demo_records())[:40]
CHANGED, EDITED, GONE = "A-0001", "A-0002", "A-0003"
NEW = Achievement(id="A-9001", title="新增的示例", source=Source(title="示例"), example=True)
MARK = "这一版新写的成果简介"


def newer() -> list[AnyRecord]:
    rewritten = [
        record.model_copy(update={"summary": MARK}) if record.id in (CHANGED, EDITED, GONE) else record
        for record in OLD
    ]
    return [*rewritten, NEW]


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[AnyRecord]], None]:
    def ship(records: list[AnyRecord]) -> None:
        monkeypatch.setattr("knowledge.demo.demo_records", lambda: iter(records))
        monkeypatch.setattr("knowledge.demo.demo_digest", lambda: f"{len(records)}-{MARK in repr(records)}")

    ship(OLD)
    return ship


Ship = Callable[[list[AnyRecord]], None]


def edit(catalogue: Catalogue, id: str, summary: str = "专员改过的简介") -> None:
    record = catalogue.get(id)
    assert record is not None
    catalogue.upsert([record.model_copy(update={"summary": summary})])


def summary(catalogue: Catalogue, id: str) -> str:
    record = catalogue.get(id)
    assert isinstance(record, Achievement)
    return record.summary


def forget(catalogue: Catalogue) -> None:
    """As in a data folder from before the package's version was noted."""
    with writing(catalogue.engine) as connection:
        connection.execute(delete(examples).where(examples.c.tenant == catalogue.tenant))


@pytest.mark.parametrize("noted", [True, False])
def test_only_what_nobody_edited_follows_the_package(catalogue: Catalogue, package: Ship, noted: bool) -> None:
    assert load_demo(catalogue).added == len(OLD)
    own = Achievement(id="OWN-1", title="自有成果", source=Source(title="本单位"))
    catalogue.upsert([own])
    edit(catalogue, EDITED)
    if not noted:
        forget(catalogue)
    package(newer())
    plan = plan_refresh(catalogue)
    assert plan and (plan.updated, plan.added, plan.left) == (2, 1, [EDITED])
    assert refresh_demo(catalogue) == Refresh(updated=2, added=1, unchanged=len(OLD) - 3, left=[EDITED])
    assert summary(catalogue, CHANGED) == MARK and summary(catalogue, EDITED) == "专员改过的简介"
    assert catalogue.get(NEW.id) == NEW and catalogue.get("OWN-1") == own
    assert [version.version for version in catalogue.history(CHANGED)] == [1, 2]
    assert len(catalogue.history("OWN-1")) == 1 and len(catalogue.history("A-0010")) == 1
    assert refresh_demo(catalogue) is None
    again = plan_refresh(catalogue)
    assert again and again.pending == 0 and again.left == [EDITED]


def test_an_edited_example_is_left_by_every_later_version_too(catalogue: Catalogue, package: Ship) -> None:
    load_demo(catalogue)
    edit(catalogue, EDITED)
    package(newer())
    refresh_demo(catalogue)
    package([record.model_copy(update={"summary": MARK * 2}) for record in OLD if record.type == "achievement"])
    done = refresh_demo(catalogue)
    assert done and done.left == [EDITED] and summary(catalogue, EDITED) == "专员改过的简介"
    assert summary(catalogue, CHANGED) == MARK * 2


def test_deleted_examples_stay_deleted_and_nothing_is_added_beside_them(catalogue: Catalogue, package: Ship) -> None:
    load_demo(catalogue)
    catalogue.delete(GONE)
    package(newer())
    assert refresh_demo(catalogue) == Refresh(updated=2, unchanged=len(OLD) - 3)
    assert catalogue.get(GONE) is None and catalogue.get(NEW.id) is None
    asked_for = load_demo(catalogue)
    assert asked_for.added == 2 and catalogue.get(GONE) is not None and catalogue.get(NEW.id) == NEW


def test_imported_records_with_the_id_of_an_example_are_never_touched(catalogue: Catalogue, package: Ship) -> None:
    own = Achievement(id=CHANGED, title="自有成果", source=Source(title="本单位"))
    catalogue.upsert([own])
    assert refresh_demo(catalogue) is None and plan_refresh(catalogue) is None
    assert load_demo(catalogue).left == [CHANGED]
    package(newer())
    done = refresh_demo(catalogue)
    assert done and done.left == [CHANGED]
    assert catalogue.get(CHANGED) == own


def test_a_catalogue_without_examples_gets_none(catalogue: Catalogue, package: Ship) -> None:
    assert refresh_demo(catalogue) is None
    catalogue.upsert([Achievement(id="OWN-1", title="自有成果", source=Source(title="本单位"))])
    package(newer())
    assert refresh_demo(catalogue) is None and catalogue.ids() == ["OWN-1"]


def test_what_changed_since_it_was_looked_at_is_not_replaced(catalogue: Catalogue) -> None:
    first = Achievement(id="A-1", title="一", source=Source(title="示例"))
    catalogue.upsert([first])
    second = first.model_copy(update={"title": "二"})
    assert catalogue.upsert([second], replacing={"A-1": "a hash from before"}).updated == 0
    assert catalogue.upsert([second], replacing={"A-1": ""}).updated == 0
    assert catalogue.upsert([second], replacing={}).updated == 0
    assert catalogue.get("A-1") == first
    assert catalogue.upsert([second], replacing={"A-1": knowledge.demo.content_hash(first)}).updated == 1


def test_serving_after_an_upgrade_tells_finds_and_passes_the_doctor(
    tmp_path: Path, package: Ship, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, embedder="none")
    before = Agent.open(settings, owner=False)
    before.sync()
    edit(before.knowledge.catalogue, EDITED)
    before.sync()
    package(newer())
    (warned,) = [one for one in before.knowledge.doctor() if "示例成果库" in one.message]
    assert warned.level == "warn" and "可更新 2 条，新增 1 条；1 条改过或导入过，不会动" in warned.message
    assert "queqiao demo" in warned.advice
    before.close()
    told: list[str] = []
    app: Any = create_app(settings=settings, tell=told.append)
    with TestClient(app) as client:
        assert told == ["示例成果库已按随程序的版本更新：更新 2 条，新增 1 条。1 条您改过或导入过，保留原样。"]
        assert client.get(f"/api/v1/records/{NEW.id}").json()["title"] == NEW.title
    after = Agent.open(settings, owner=False)
    after.sync()
    assert {one.level for one in after.knowledge.doctor() if "向量" not in one.message} == {"ok"}
    after.close()
    monkeypatch.setenv("QUEQIAO_EMBEDDER", "none")
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--data", str(tmp_path)])
    assert ended.value.code == 0
    assert "示例成果库已是随程序的版本。1 条您改过或导入过，保留原样。" in capsys.readouterr().out
    with TestClient(create_app(settings=settings, tell=told.append)):
        assert len(told) == 1
