"""The OpenAPI document is valid, and the API keeps to it; with more examples: ``contract.py`` as a script."""

from __future__ import annotations

from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from agent import Agent
from tests.integration.doors.contract import check

EXAMPLES = 3


def test_the_document_is_valid_openapi_and_says_where_a_key_is_needed(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    assert paths["/api/v1/needs"]["get"]["security"] == [{"api_key": []}]
    assert paths["/api/v1/conversations/{conversation_id}"]["get"]["security"] == [{"conversation_token": []}]
    content = paths["/api/v1/needs"]["get"]["responses"]["401"]["content"]
    assert list(content) == ["application/problem+json"]


def test_the_api_keeps_to_its_document(agent: Agent) -> None:
    done = check(agent, EXAMPLES)
    assert done.returncode == 0, done.stdout[-4_000:]
    assert "Failures:" not in done.stdout and "Tested: " in done.stdout
