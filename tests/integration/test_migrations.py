"""Migrations: they lead to the tables of the code, can be repeated and undone, and keep what is stored."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

import knowledge.casebook.tables
import knowledge.storage.tables  # noqa: F401
from knowledge.casebook import Casebook
from knowledge.catalogue import Catalogue
from knowledge.records import Achievement, Source
from knowledge.storage.database import MIGRATIONS, metadata, migrate, open_engine
from knowledge.storage.transactions import writing


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def go(engine: Engine, revision: str) -> None:
    settings = config()
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        (command.downgrade if revision == "base" else command.upgrade)(settings, revision)


def test_migrations_and_tables_agree(new_database: Callable[[], str]) -> None:
    engine = open_engine(new_database())
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_migrations_are_numbered_in_their_order() -> None:
    numbers = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]
    files = sorted(path.stem[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == files[::-1] != []


def test_every_key_begins_with_the_tenant(new_database: Callable[[], str]) -> None:
    engine = open_engine(new_database())
    migrate(engine)
    inspector = inspect(engine)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    assert tables == set(metadata.tables)
    assert {inspector.get_pk_constraint(name)["constrained_columns"][0] for name in tables} == {"tenant"}
    for name in tables:
        for key in inspector.get_foreign_keys(name):
            assert key["constrained_columns"][0] == key["referred_columns"][0] == "tenant"


def test_migrating_again_keeps_what_is_stored(new_database: Callable[[], str]) -> None:
    url = new_database()
    engine = open_engine(url)
    go(engine, "0001")
    Catalogue(engine, "t").upsert([Achievement(id="A1", title="成果", source=Source(title="示例"))])
    migrate(engine)
    migrate(engine)
    assert Catalogue(engine, "t").ids() == ["A1"]
    conversation, token = Casebook(engine, "t").conversations.start()
    engine.dispose()
    reopened = open_engine(url)
    migrate(reopened)
    assert Casebook(reopened, "t").conversations.open(conversation.id, token) == conversation


def test_downgrade_leaves_nothing(new_database: Callable[[], str]) -> None:
    engine = open_engine(new_database())
    migrate(engine)
    go(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())


def test_several_processes_may_open_a_new_database_at_once(new_database: Callable[[], str]) -> None:
    url = new_database()
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            migrate(open_engine(url))
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
