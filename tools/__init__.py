"""The read-only functions that a model may call: thin, typed, one file each."""

from .context import Context
from .registry import TOOLS, Tool, ToolBox
from .rows import ToolError, public_row

__all__ = ["TOOLS", "Context", "Tool", "ToolBox", "ToolError", "public_row"]
