"""Where the doors for programs stand."""

from __future__ import annotations

A2A = "/a2a"
AGUI = "/agui"
MCP = "/mcp"
AGENT_CARD = "/.well-known/agent-card.json"

WITH_HISTORY = ("/v1/chat/completions", "/v1/responses", AGUI)
"""Where clients send the whole history with every message."""

HISTORY_BYTES = 1_000_000
