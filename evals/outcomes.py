"""Run the cases through an agent: what was said, what came back, and how long it took."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from agent import Agent, Reply
from evals.dataset import Case, Dataset


@dataclass(frozen=True)
class Outcome:
    """A case and its replies, one a message, with the seconds each took."""

    dataset: str
    case: Case
    replies: Sequence[Reply]
    seconds: Sequence[float]

    @property
    def reply(self) -> Reply:
        """The first reply, which answers the case's question."""
        return self.replies[0]


def run_cases(
    agent: Agent,
    datasets: Iterable[Dataset],
    progress: Callable[[int, int], None] | None = None,
    seconds_at_most: float = math.inf,
) -> list[Outcome]:
    """Put the cases to the agent, the datasets in turn; after the time given begin no further one.

    A dialogue is one conversation, any other case stands alone.
    """
    todo = _in_turn(datasets)
    found: list[Outcome] = []
    began = time.perf_counter()
    for number, (name, case) in enumerate(todo, 1):
        if found and time.perf_counter() - began > seconds_at_most:
            break
        replies, seconds = _talk(agent, case) if "turns" in case.expected else _ask(agent, case)
        found.append(Outcome(name, case, replies, seconds))
        if progress:
            progress(number, len(todo))
    return found


def first(datasets: Sequence[Dataset], number: int) -> list[Dataset]:
    """The datasets as far as a run that was cut after ``number`` cases got."""
    done = {case.id for _, case in _in_turn(datasets)[:number]}
    return [Dataset(each.name, [case for case in each if case.id in done]) for each in datasets]


def _in_turn(datasets: Iterable[Dataset]) -> list[tuple[str, Case]]:
    """One case of each dataset after another, so that a run cut short holds some of each."""
    named = [[(dataset.name, case) for case in dataset] for dataset in datasets]
    return [one for some in zip_longest(*named) for one in some if one]


def _ask(agent: Agent, case: Case) -> tuple[list[Reply], list[float]]:
    started = time.perf_counter()
    reply = agent.ask(case.message)
    return [reply], [time.perf_counter() - started]


def _talk(agent: Agent, case: Case) -> tuple[list[Reply], list[float]]:
    conversation, replies, seconds = agent.start_conversation("eval").id, [], []
    for message in case.messages:
        started = time.perf_counter()
        last = list(agent.stream(conversation, message))[-1]
        seconds.append(time.perf_counter() - started)
        if last.reply is None:
            raise RuntimeError(f"{case.id} 的一轮没有完成：{last.problem.message if last.problem else ''}")
        replies.append(last.reply)
    return replies, seconds
