"""The tools that a model may call: nine functions that read, with their arguments checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ValidationError

from tools import (
    compare_records,
    cover_card,
    explain_match,
    get_record,
    lookup_figure,
    prove_absence,
)
from tools.context import Context
from tools.rows import Found, ToolError
from tools.search import achievements, experts, resources


@dataclass(frozen=True)
class Tool:
    """One tool: what the model is told of it, its arguments, and the function."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Context, Any], Found]

    def spec(self) -> dict[str, Any]:
        """The tool in the wire format of chat completions."""
        schema = _plain(self.arguments.model_json_schema())
        function = {"name": self.name, "description": self.description, "parameters": schema}
        return {"type": "function", "function": function}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A pydantic schema as small models read it best: enumerations in place, no titles, no optional unions, no bounds
    that code checks anyway.
    """
    definitions = schema.pop("$defs", {})

    def simplify(part: dict[str, Any]) -> dict[str, Any]:
        choices = [each for each in part.pop("anyOf", []) if each.get("type") != "null"]
        for each in [*choices, part]:
            name = each.pop("$ref", "").rpartition("/")[2]
            part |= {**each, "enum": definitions[name]["enum"], "type": "string"} if name else each
        return {key: value for key, value in part.items() if key not in UNTOLD}

    properties = {name: simplify(dict(part)) for name, part in schema["properties"].items()}
    return {
        "type": "object",
        "properties": properties,
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


UNTOLD = ("title", "default", "minimum", "maximum", "minLength", "maxLength", "pattern")
"""Keys of an argument's schema that a model is not told."""


def _name(module: ModuleType) -> str:
    """What the tool of a module is called: the module below this room, e.g. search_experts."""
    return module.__name__.partition(".")[2].replace(".", "_")


TOOLS: dict[str, Tool] = {
    _name(module): Tool(_name(module), module.DESCRIPTION, module.Arguments, module.run)
    for module in (
        achievements,
        experts,
        resources,
        get_record,
        compare_records,
        explain_match,
        cover_card,
        prove_absence,
        lookup_figure,
    )
}


@dataclass(frozen=True)
class ToolBox:
    """The tools of one turn."""

    context: Context

    def specs(self) -> list[dict[str, Any]]:
        """Every tool in the wire format."""
        return [tool.spec() for tool in TOOLS.values()]

    def call(self, name: str, arguments: Mapping[str, Any] | None) -> Found:
        """Run a tool. Raises ToolError for an unknown name or wrong arguments."""
        tool = TOOLS.get(name)
        if tool is None:
            raise ToolError(f"没有这个工具。可用：{'、'.join(TOOLS)}。")
        if arguments is None:
            raise ToolError("参数不是 JSON 对象，请按工具的参数说明重写。")
        try:
            given = {key: value for key, value in arguments.items() if value not in ("", None)}
            checked = tool.arguments.model_validate(given)
        except ValidationError as error:
            places = "、".join(".".join(map(str, item["loc"])) or "参数" for item in error.errors()[:3])
            raise ToolError(f"参数不对：{places}。请按工具的参数说明重写。") from error
        return tool.run(self.context, checked)
