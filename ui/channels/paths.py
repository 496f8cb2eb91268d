"""Where the doors for programs stand."""

from __future__ import annotations

A2A = "/a2a"
AGUI = "/agui"
MCP = "/mcp"
AGENT_CARD = "/.well-known/agent-card.json"
