"""``queqiao users``: the officers' accounts, from the console."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import agent
import knowledge
from ui.commands.base import CommandError, Commands, add_data_option, settings_of

if TYPE_CHECKING:
    from agent import Staff

ROLES: dict[str, Literal["officer", "administrator"]] = {
    "专员": "officer",
    "管理员": "administrator",
    "officer": "officer",
    "administrator": "administrator",
}
BY = "命令行"


def add_commands(commands: Commands) -> None:
    """Register ``users`` with its actions."""
    parser = commands.add_parser(
        "users",
        help="管理专员工作台的账号",
        description="管理专员工作台的账号。密码从终端读入，不出现在命令里；管道输入时取第一行。",
    )
    actions = parser.add_actions("操作")
    for name, help_text, run in (
        ("list", "列出账号", _list),
        ("add", "新建账号", _add),
        ("password", "重设密码", _password),
        ("role", "更改角色", _role),
        ("disable", "停用账号", _disable),
        ("enable", "重新启用账号", _enable),
    ):
        action = actions.add_parser(name, help=help_text, description=f"{help_text}。")
        add_data_option(action)
        if name != "list":
            action.add_argument("name", metavar="账号", help="账号名")
        if name == "add":
            action.add_argument("--role", choices=ROLES, default="专员", help="专员或管理员（默认专员）")
        if name == "role":
            action.add_argument("role", choices=ROLES, metavar="角色", help="专员或管理员")
        action.set_defaults(run=run)


@contextmanager
def _staff(options: argparse.Namespace) -> Iterator[Staff]:
    settings = settings_of(options)
    with knowledge.open_casebook(settings.sqlalchemy_url, settings.tenant) as casebook:
        try:
            yield agent.Staff(casebook, settings)
        except agent.CaseError as error:
            raise CommandError(str(error)) from error


def _list(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        users = staff.all()
    if not users:
        print("还没有账号。用 queqiao users add 账号 --role 管理员 新建第一个。")
    for user in users:
        role = "管理员" if user.role == "administrator" else "专员"
        print(f"{user.username}\t{role}\t{'在用' if user.active else '停用'}\t{user.created:%Y-%m-%d}")
    return 0


def _add(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        officer = staff.add(options.name, _ask_password(), ROLES[options.role], BY)
    print(f"已新建{officer.role_name}账号 {officer.username}。")
    return 0


def _password(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        staff.set_password(options.name, _ask_password(), BY)
    print(f"{options.name} 的密码已重设，原有登录已失效。")
    return 0


def _role(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        staff.set_role(options.name, ROLES[options.role], BY)
    print(f"{options.name} 的角色已改为{options.role}，需要重新登录。")
    return 0


def _disable(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        staff.set_active(options.name, False, BY)
    print(f"{options.name} 已停用，原有登录已失效。")
    return 0


def _enable(options: argparse.Namespace) -> int:
    with _staff(options) as staff:
        staff.set_active(options.name, True, BY)
    print(f"{options.name} 已启用。")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    first = getpass.getpass("密码（至少 12 个字符）：")
    if getpass.getpass("再输一次：") != first:
        raise CommandError("两次输入的密码不一样，没有改动。", 2)
    return first
