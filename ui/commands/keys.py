"""``queqiao keys``: the keys of the doors for programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import agent
import knowledge
from ui.commands.base import CommandError, Commands, add_data_option, settings_of

if TYPE_CHECKING:
    from knowledge import Casebook, Scope

BY = "命令行"
SCOPES = "chat（对话）、catalogue（检索成果库）、needs（读取需求和对接）、import（导入成果库）、events（事件推送）"


def add_commands(commands: Commands) -> None:
    """Register ``keys`` with its actions."""
    parser = commands.add_parser("keys", help="管理接口密钥", description="管理接口密钥。密钥只在新建时显示一次。")
    actions = parser.add_actions("操作")
    create = actions.add_parser("create", help="新建密钥", description="新建密钥，并显示一次。")
    add_data_option(create)
    create.add_argument("name", metavar="名称", help="谁用这个密钥，例如 园区门户")
    create.add_argument("--scopes", metavar="权限", default="chat", help=f"逗号分隔，默认 chat；可选：{SCOPES}")
    create.add_argument("--origins", metavar="来源", default="", help="可用此密钥的网页来源，逗号分隔；默认没有")
    create.add_argument("--rate", metavar="次", type=int, default=60, help="每分钟请求数，默认 60")
    create.add_argument("--daily", metavar="次", type=int, default=1_000, help="每天提问数，默认 1000")
    create.set_defaults(run=_create)
    listing = actions.add_parser("list", help="列出密钥", description="列出密钥，不显示密钥本身。")
    add_data_option(listing)
    listing.set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="停用密钥", description="立即停用密钥，不能恢复。")
    add_data_option(revoke)
    revoke.add_argument("id", metavar="编号", help="密钥编号，见 queqiao keys list")
    revoke.set_defaults(run=_revoke)


@contextmanager
def _casebook(options: argparse.Namespace) -> Iterator[Casebook]:
    settings = settings_of(options)
    with knowledge.open_casebook(settings.sqlalchemy_url, settings.tenant) as casebook:
        try:
            yield casebook
        except agent.CaseError as error:
            raise CommandError(str(error)) from error


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _create(options: argparse.Namespace) -> int:
    scopes, origins = cast("list[Scope]", _parts(options.scopes)), _parts(options.origins)
    with _casebook(options) as casebook:
        key, secret = agent.create_key(casebook, BY, options.name, scopes, origins, options.rate, options.daily)
    print(f"已新建密钥 {key.id}（{key.name}）。下面的密钥只显示这一次，请妥善保存：\n{secret}")
    return 0


def _list(options: argparse.Namespace) -> int:
    with _casebook(options) as casebook:
        keys = casebook.keys.all()
    if not keys:
        print("还没有密钥。用 queqiao keys create 名称 新建一个。")
    for key in keys:
        state = "在用" if key.active else "停用"
        used = f"{key.used.astimezone():%Y-%m-%d %H:%M}" if key.used else "未用过"
        limits = f"每分钟 {key.rate}，每天 {key.daily}"
        print(f"{key.id}\t{key.name}\t{state}\t{','.join(key.scopes)}\t{limits}\t{used}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with _casebook(options) as casebook:
        key = agent.revoke_key(casebook, BY, options.id)
    print(f"密钥 {key.id}（{key.name}）已停用。")
    return 0
