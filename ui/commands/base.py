"""What every command shares: a parser that speaks Chinese, the data-folder option, and the error that ends a command.

Commands are declared before their arguments are read, so this module and theirs import only what is quick to load: the
doors of the other rooms are lazy, and libraries are imported where they are used.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from agent import Agent, Settings

Commands = Any
Progress = Callable[[str, int, int], None]
MESSAGES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+?): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"\1 的值 \2 不对"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 同时使用"),
    (r"one of the arguments (.+) is required", r"这些参数至少要给一个：\1"),
)


class CommandError(Exception):
    """Ends a command with a Chinese message; ``exit_code`` 1 for a finding, 2 for wrong usage."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def translate(message: str) -> str:
    """The parser's English complaint in Chinese."""
    for pattern, chinese in MESSAGES:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, chinese, message)
    return message


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and complaints are in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter)
        self._places = self.add_argument_group("参数")
        self._switches = self.add_argument_group("选项")
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """Declare an argument; it is listed under the Chinese heading of its kind."""
        group = self._switches if names[0].startswith("-") else self._places
        return group.add_argument(*names, **options)

    def add_actions(self, title: str) -> Commands:
        """Sub-commands under that heading; without one of them the command prints this help and ends with 2."""
        self.set_defaults(run=self._without_action)
        return self.add_subparsers(title=title, metavar=title, parser_class=type(self))

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The whole help text."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Complain in Chinese and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{translate(message)}。用 --help 查看说明。\n")

    def _without_action(self, _options: argparse.Namespace) -> int:
        self.print_help()
        return 2


def add_data_option(parser: argparse.ArgumentParser, *, whole: bool = False) -> None:
    """The data folder and the tenant, the same options on every command; a ``whole`` folder has no one tenant."""
    parser.add_argument("--data", metavar="目录", type=Path, help="数据目录（默认 data，或环境变量 QUEQIAO_DATA_DIR）")
    if not whole:
        parser.add_argument("--tenant", metavar="租户", help="多租户时指哪一个（见环境变量 QUEQIAO_TENANTS）")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings with this command's data folder. CommandError names the variables whose values cannot be used."""
    from pydantic import ValidationError

    from agent import get_settings

    try:
        settings = get_settings()
    except ValidationError as error:
        raise CommandError("；".join(map(_wrong, error.errors())), 2) from error
    data: Path | None = getattr(options, "data", None)
    changed: dict[str, Any] = {"data_dir": data} if data else {}
    if hasattr(options, "tenant"):
        changed["tenant"] = _tenant(settings, options.tenant)
    elif settings.tenants:
        changed["tenant"] = settings.tenants[0].name
    return settings.model_copy(update=changed)


def _tenant(settings: Settings, wanted: str | None) -> str:
    """The tenant of this command; where there are several it must be one of them."""
    known = [place.name for place in settings.tenants] or [settings.tenant]
    chosen = wanted or (settings.tenant if settings.tenant in known else "")
    if chosen not in known:
        given = f"没有租户“{chosen}”" if chosen else "这里有几个租户"
        raise CommandError(f"{given}，请用 --tenant 指定一个：{'、'.join(known)}。", 2)
    return chosen


def _wrong(found: Any) -> str:
    name = str(found["loc"][0])
    variable = name if name.isupper() else f"QUEQIAO_{name.upper()}"
    told = found.get("ctx", {}).get("error")
    return f"环境变量 {variable} 不能用：{told or '值的类型或选项不对。'}"


@contextmanager
def opened(options: argparse.Namespace, *, demo: bool = True, sync: bool = True) -> Iterator[Agent]:
    """An agent on the command's data folder, closed at the end; indexes are brought up to date with a progress bar."""
    from agent import Agent

    agent = Agent.open(settings_of(options), demo=demo)
    try:
        if sync:
            with progress_bar() as progress:
                agent.sync(progress)
        yield agent
    finally:
        agent.close()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on stderr as a function of (what, done, total); nothing is drawn when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from ui.commands.bar import drawn

    with drawn() as report:
        yield report
