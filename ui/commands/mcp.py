"""``queqiao mcp``: the tools for a program on this machine, over stdin and stdout."""

from __future__ import annotations

import argparse

from ui.commands.base import Commands, add_data_option, settings_of


def add_commands(commands: Commands) -> None:
    """Register ``mcp``."""
    parser = commands.add_parser(
        "mcp",
        help="作为 MCP 服务器运行（标准输入输出）",
        description="作为 MCP 服务器运行，供本机的智能体程序调用：检索成果库，提交技术需求。",
    )
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until stdin ends; it may run beside a service on the same folder."""
    from agent import Agent
    from ui.channels.mcp.stdio import serve_stdio

    settings = settings_of(options)
    agent = Agent.open(settings, owner=False)
    try:
        agent.sync()
        serve_stdio(agent, f"http://{settings.host}:{settings.port}{settings.root_path}", "1")
    finally:
        agent.close()
    return 0
