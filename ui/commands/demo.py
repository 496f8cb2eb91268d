"""``queqiao demo``: the example catalogue and three problems answered, for a first look in the terminal."""

from __future__ import annotations

import argparse

from ui.commands.base import Commands, add_data_option, opened, progress_bar


def add_commands(commands: Commands) -> None:
    """Register ``demo``."""
    parser = commands.add_parser(
        "demo", help="用示例成果库演示三个问题", description="载入（或更新）示例成果库，并回答三个示例问题。"
    )
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring the example catalogue up to date and answer the three example problems of the chat page."""
    with opened(options, sync=False) as agent:
        print(agent.load_examples(), end="\n\n")
        with progress_bar() as progress:
            agent.sync(progress)
        for example in agent.examples:
            print(f"【问】{example}\n\n{agent.ask(example).text}\n\n{'—' * 30}\n")
    return 0
