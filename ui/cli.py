"""The console script ``queqiao``: every command in ``ui.commands``, and those that other rooms register."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import knowledge
from ui.commands import ask, catalogue, decompose, demo, keys, mcp, serve, users
from ui.commands.base import CommandError, Parser
from ui.commands.plugins import plugins
from ui.logs import install

DESCRIPTION = "鹊桥：成果转化智能体。把企业的技术难题变成需求卡，找到成果、专家和配套，起草可核对的对接推荐。"


def build_parser() -> Parser:
    """The whole command line; rooms that ui may not import add theirs through an entry-point group."""
    parser = Parser(prog="queqiao", description=DESCRIPTION)
    commands = parser.add_actions("命令")
    for module in (serve, ask, decompose, catalogue, demo, users, keys, mcp):
        module.add_commands(commands)
    for add_commands in plugins():
        add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 ok, 1 a finding, a gate or the place of the data failed, 2 wrong usage.

    What a command writes is for the user who runs it only.
    """
    os.umask(0o077)
    install()
    sys.exit(_run(build_parser().parse_args(argv)))


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options) or 0)
    except CommandError as error:
        return _told(str(error), error.exit_code)
    except FileNotFoundError as error:
        return _told(f"找不到文件 {Path(str(error.filename)).name}，请检查路径。", 2)
    except KeyboardInterrupt:
        print("\n已停止。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if problem := knowledge.problem_of(error):
            return _told(str(problem), 1)
        raise
    except (knowledge.DatabaseProblem, knowledge.IndexFault) as error:
        return _told(str(error), 1)


def _told(problem: str, exit_code: int) -> int:
    print(f"错误：{problem}", file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    main()
