"""The password of the tests, and the way through the log-in page."""

from __future__ import annotations

import re
from typing import Any

from fastapi.testclient import TestClient

PASSWORD = "风吹麦浪，十二月的早晨里"


PAGE = {"Accept": "text/html,application/xhtml+xml"}


OWN = {"Sec-Fetch-Site": "same-origin"}


def log_in(client: TestClient, username: str = "wang", password: str = PASSWORD, **more: Any) -> Any:
    page = client.get("/officer/login")
    form = re.search(r'name="form" value="(\w+)"', page.text)
    assert form
    data = {"username": username, "password": password, "form": form.group(1)} | more
    return client.post("/officer/login", data=data, headers=OWN)
