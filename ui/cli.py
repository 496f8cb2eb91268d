"""The console script ``queqiao``: every command in ``ui.commands``, and those that other rooms register."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

from knowledge import DatabaseProblem
from ui.commands import ask as ask_command
from ui.commands import catalogue, decompose, demo, serve, users
from ui.commands.base import CommandError, Parser, translate

GROUP = "queqiao.commands"
DESCRIPTION = "鹊桥：成果转化智能体。把企业的技术难题变成需求卡，找到成果、专家和配套，起草可核对的对接推荐。"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; rooms that ui may not import add theirs through the entry-point group."""
    parser = Parser(prog="queqiao", description=DESCRIPTION)
    commands = parser.add_subparsers(title="命令", metavar="命令", dest="command", parser_class=Parser)
    for module in (serve, ask_command, decompose, catalogue, demo, users):
        module.add_commands(commands)
    for plugin in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        plugin.load()(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 ok, 1 a finding or gate failed, 2 wrong usage."""
    parser = build_parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        sys.exit(2)
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options) or 0)
    except CommandError as error:
        print(f"错误：{error}", file=sys.stderr)
        return error.exit_code
    except DatabaseProblem as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"错误：找不到文件 {Path(str(error.filename)).name}，请检查路径。", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n已停止。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


__all__ = ["build_parser", "main", "translate"]

if __name__ == "__main__":
    main()
