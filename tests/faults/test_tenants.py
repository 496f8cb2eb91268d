"""A short run of the tenants' state machine, and that its watch sees what it is there for."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.faults.tenants.ground import Ear, Watch
from tests.faults.tenants.machine import run


def test_nothing_of_one_tenant_is_met_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.officer.lazy.LazyApp.warm", lambda self: None)
    found = run(tmp_path / "data", 40, 7, "none")
    assert found.watch.foreign == []
    assert found.planted > 500 and found.watch.own > 500
    assert {"prompt", "answer", "need", "export"} <= found.watch.looked.keys(), found.watch.looked


def test_the_watch_tells_a_foreign_canary_and_any_in_a_log() -> None:
    watch = Watch()
    watch.see("A", "page", "KYA0001 KYB0002")
    Ear(watch).emit(logging.LogRecord("x", logging.INFO, "", 1, "said %s", ("KYC0003",), None))
    assert watch.foreign == ["page: KYB0002 at A", "log: KYC0003 at nobody"]
