"""``queqiao serve``: the web service."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any

import agent
import knowledge
from ui.commands.base import CommandError, Commands, add_data_option, settings_of

if TYPE_CHECKING:
    from agent import Settings, TenantPlace


def add_commands(commands: Commands) -> None:
    """Register ``serve``."""
    parser = commands.add_parser(
        "serve",
        help="启动网页、接口和专员工作台",
        description="启动网页（/）、接口（/api/v1，说明在 /docs）和专员工作台（/officer）。",
    )
    add_data_option(parser, whole=True)
    parser.add_argument("--host", metavar="地址", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", metavar="端口", type=int, help="端口（默认 8800）")
    parser.add_argument("--root-path", metavar="前缀", help="反向代理给的路径前缀，例如 /queqiao（默认没有）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; one process owns the data folder."""
    settings = _settled(options)
    knowledge.check_database(settings.sqlalchemy_url)
    _check_password(settings)
    host, port = options.host or settings.host, options.port or settings.port
    with knowledge.owned(settings.data_dir):
        _check_port(host, port)
        home = f"http://{host}:{port}{settings.root_path}"
        print(f"鹊桥正在启动：{home}/ （按 Ctrl+C 停止）", flush=True)
        _serve(settings, host, port, home)
    return 0


def _check_port(host: str, port: int) -> None:
    """CommandError when somebody listens there already, before anything is opened or shown."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as knock:
            knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            knock.bind(address)
    except OSError as error:
        raise CommandError(f"不能在 {host}:{port} 上监听：端口被占用，或地址不对。请用 --port 换一个。") from error


def _serve(settings: Settings, host: str, port: int, home: str) -> None:
    import uvicorn

    from ui.admission.patience import PatientProtocol

    uvicorn.run(
        _application(settings, home),
        host=host,
        port=port,
        workers=1,
        log_config=None,  # ours, which tells no words
        access_log=False,
        server_header=False,
        proxy_headers=False,  # ours are read from the proxies of the settings only
        http=PatientProtocol,
        timeout_keep_alive=20,  # longer than clients keep theirs, so that none sends into a connection that is closed
        timeout_graceful_shutdown=20,
    )


def _application(settings: Settings, home: str) -> Any:
    """One tenant's application, or that of several."""
    from ui.app import create_app
    from ui.tenants import create_site

    def announce(address: str, code: str) -> None:
        print(f"还没有管理员账号。请打开 {address}/officer/setup ，填一次性口令：{code}", flush=True)

    def announce_at(place: TenantPlace, code: str) -> None:
        announce(f"{f'http(s)://{place.hosts[0]}' if place.hosts else home}{place.prefix}", code)

    tell = partial(print, flush=True)
    if settings.tenants:
        return create_site(settings, announce_at, tell)
    return create_app(settings=settings, announce=partial(announce, home), tell=tell)


def _check_password(settings: Settings) -> None:
    password = settings.admin_password.get_secret_value()
    try:
        if password:
            agent.check_password(password, settings.admin_user)
    except agent.CaseError as error:
        raise CommandError(f"环境变量 QUEQIAO_ADMIN_PASSWORD 不能用：{error}", 2) from error


def _settled(options: argparse.Namespace) -> Settings:
    """The settings with the prefix of the command line."""
    settings = settings_of(options)
    if options.root_path is None:
        return settings
    try:
        return settings.model_copy(update={"root_path": agent.clean_prefix(options.root_path)})
    except ValueError as error:
        raise CommandError(str(error), 2) from error
