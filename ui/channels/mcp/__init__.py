"""An MCP server: the read-only tools and one that takes a need; over HTTP at /mcp and on stdio by ``queqiao mcp``."""
