"""The read-only functions that a model may call: thin, typed, one file each."""

from tools.context import Context
from tools.registry import TOOLS, Tool, ToolBox
from tools.rows import ToolError, public_row

__all__ = ["TOOLS", "Context", "Tool", "ToolBox", "ToolError", "public_row"]
