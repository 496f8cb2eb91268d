"""The OpenAPI document as its Chinese readers need it: docstrings are for developers of the code and stay out."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ui.api.errors import ProblemBody

STREAM = (
    "事件流：queued 排队，step 步骤，token 文字，citation 依据；"
    "最后是 done（整个 Reply）或 error（code、message、advice）"
)


def describe(app: FastAPI) -> None:
    """Serve the document without the English descriptions that FastAPI takes from docstrings."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            whole = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                servers=app.servers,
            )
            app.openapi_schema = _settled(_without_english(whole))
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _settled(document: dict[str, Any]) -> dict[str, Any]:
    """The document as OpenAPI 3.1 has it: no schema for streams; the one shape of errors stands among the rest."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["ProblemBody"] = _without_english(ProblemBody.model_json_schema())
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for methods in document["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                if "text/event-stream" in response.get("content", {}):
                    response["content"]["text/event-stream"] = {}
                    response["description"] = STREAM
    return document


def _without_english(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_english(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _without_english(value) for name, value in node.items() if not _english(name, value)}
    if "responses" in kept and isinstance(kept["responses"], dict):
        for status, response in kept["responses"].items():
            if isinstance(response, dict):
                response.setdefault("description", "成功" if str(status).startswith("2") else "出错")
    return kept


def _english(name: str, value: Any) -> bool:
    return name == "description" and isinstance(value, str) and value.isascii() and bool(value)
