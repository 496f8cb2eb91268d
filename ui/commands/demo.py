"""``queqiao demo``: three problems answered in the terminal, or a simulated WeChat to chat with the product."""

from __future__ import annotations

import argparse

from ui.commands.base import CommandError, Commands, add_data_option, opened, progress_bar

HOST = "127.0.0.1"


def add_commands(commands: Commands) -> None:
    """Register ``demo``."""
    parser = commands.add_parser(
        "demo",
        help="用示例成果库演示三个问题，或模拟微信",
        description=(
            "不带参数：载入（或更新）示例成果库，并回答三个示例问题。\n"
            "wechat：在本机模拟公众号、企业微信和小程序的服务器，并启动一个接到它上面的鹊桥，打开网页即可以微信用户的身份聊天。"
        ),
    )
    parser.add_argument("scene", metavar="场景", nargs="?", choices=("wechat",), help="wechat：模拟微信")
    add_data_option(parser)
    parser.add_argument("--port", metavar="端口", type=int, default=8801, help="模拟微信的端口（默认 8801）")
    parser.add_argument("--server-port", metavar="端口", type=int, default=8802, help="鹊桥的端口（默认 8802）")
    parser.add_argument("--server", metavar="网址", default="", help="用已经在运行的鹊桥，不另外启动")
    parser.add_argument("--no-service-messages", action="store_true", help="公众号没有客服消息权限时的样子")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer the three example problems of the chat page, or run the simulated WeChat until stopped."""
    if options.scene == "wechat":
        return _wechat(options)
    with opened(options, sync=False) as agent:
        print(agent.load_examples(), end="\n\n")
        with progress_bar() as progress:
            agent.sync(progress)
        for example in agent.examples:
            print(f"【问】{example}\n\n{agent.ask(example).text}\n\n{'—' * 30}\n")
    return 0


def _wechat(options: argparse.Namespace) -> int:
    from ui.channels.simulator.app import demo_variables
    from ui.channels.simulator.process import beside, serve_simulator

    simulator = f"http://{HOST}:{options.port}"
    server = options.server.rstrip("/") or f"http://{HOST}:{options.server_port}"
    variables = demo_variables(simulator, server, service_messages=not options.no_service_messages)
    if options.server:
        lines = "\n".join(f"  {name}={value}" for name, value in variables.items())
        print(f"请确认 {server} 上的鹊桥是用这些环境变量启动的：\n{lines}", flush=True)
        serve_simulator(variables, server, HOST, options.port)
        return 0
    with beside(variables, HOST, options.server_port, options.data) as ready:
        if not ready:
            raise CommandError("鹊桥没有启动成功，原因见上面。")
        print(f"打开 {simulator}/ 以微信用户的身份聊天；鹊桥在 {server}/ （按 Ctrl+C 停止）", flush=True)
        serve_simulator(variables, server, HOST, options.port)
    return 0
