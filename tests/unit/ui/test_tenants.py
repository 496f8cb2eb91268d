"""Which tenant a request belongs to, and which settings of tenants are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from agent import Settings
from ui.tenants import Directory, tenant_settings

PLACES: list[dict[str, Any]] = [
    {"name": "harbour", "hosts": ["harbour.example", "Port.Example."]},
    {"name": "hill", "prefix": "/hill"},
    {"name": "plain"},
]


def directory(*places: dict[str, Any], root: str = "") -> Directory:
    settings = Settings(tenants=json.dumps(places or PLACES), root_path=root)
    return Directory(settings.tenants, settings.root_path, {"k-hill": "hill", "k-gone": "gone"}.get)


def found(where: Directory, host: str, path: str, key: str = "") -> tuple[str | None, str]:
    headers = [(b"host", host.encode())] + ([(b"authorization", f"Bearer {key}".encode())] if key else [])
    place, own = where.find({"type": "http", "path": path, "headers": headers})
    return (place.name if place else None), own


@pytest.mark.parametrize(
    ("host", "path", "tenant", "own"),
    [
        ("harbour.example", "/api/v1/x", "harbour", "/api/v1/x"),
        ("HARBOUR.example:8800", "/hill/x", "harbour", "/hill/x"),
        ("port.example.", "/", "harbour", "/"),
        ("127.0.0.1:8800", "/hill/officer/login", "hill", "/hill/officer/login"),
        ("127.0.0.1:8800", "/hill", "hill", "/hill"),
        ("127.0.0.1:8800", "/hillside", "plain", "/hillside"),
        ("evil.harbour.example", "/", "plain", "/"),
        ("[::1]:8800", "/", "plain", "/"),
    ],
)
def test_a_tenant_is_met_at_its_host_or_below_its_path(host: str, path: str, tenant: str, own: str) -> None:
    assert found(directory(), host, path) == (tenant, own)


def test_a_key_names_its_tenant_only_where_no_place_does() -> None:
    where = directory()
    assert found(where, "127.0.0.1", "/api/v1/x", "k-hill") == ("hill", "/hill/api/v1/x")
    assert found(where, "harbour.example", "/api/v1/x", "k-hill") == ("harbour", "/api/v1/x")
    assert found(where, "127.0.0.1", "/api/v1/x", "k-gone") == ("plain", "/api/v1/x")


def test_where_no_tenant_is_nobody_answers() -> None:
    assert found(directory(*PLACES[:2]), "elsewhere.example", "/officer")[0] is None


@pytest.mark.parametrize("path", ["/q/hill/docs", "/hill/docs"])
def test_a_proxy_may_leave_the_outer_prefix_on_or_take_it_off(path: str) -> None:
    assert found(directory(root="/q"), "127.0.0.1", path) == ("hill", "/q/hill/docs")


@pytest.mark.parametrize(
    "places",
    [
        "a, b",
        '[{"name": "A"}]',
        '[{"name": "a"}, {"name": "b"}]',
        '[{"name": "a", "hosts": ["x.cn"]}, {"name": "b", "hosts": ["X.cn"]}]',
        '[{"name": "a", "prefix": "/api"}]',
        '[{"name": "a", "prefix": "/x"}, {"name": "a", "prefix": "/y"}]',
        '[{"name": "a", "path": "/x"}]',
    ],
)
def test_tenants_that_cannot_be_told_apart_are_refused(places: str) -> None:
    with pytest.raises(ValidationError):
        Settings(tenants=places)


def test_the_administrator_of_the_environment_is_the_first_tenants_only() -> None:
    settings = Settings(tenants=json.dumps(PLACES), admin_password="x" * 20, root_path="/q")
    mine = [tenant_settings(settings, place) for place in settings.tenants]
    assert [bool(one.admin_password.get_secret_value()) for one in mine] == [True, False, False]
    assert [one.root_path for one in mine] == ["/q", "/q/hill", "/q"]
    assert [one.tenant for one in mine] == ["harbour", "hill", "plain"]
