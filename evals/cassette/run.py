"""``queqiao eval --cassette FILE`` replays a cassette; ``queqiao eval record FOLDER`` makes one with a player."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from agent import Agent
from evals.cassette import cases
from evals.cassette.endpoint import serving
from evals.cassette.figures import figures
from evals.cassette.play import hear
from evals.cassette.player import Desk
from evals.cassette.tape import Tape, digest
from evals.example import example_agent
from evals.measure import Measure
from prompts import load

PATIENCE_S = 7 * 24 * 3600.0
"""A player takes his time; nothing but he decides how long a turn lasts."""
MANY = 10**9
AT_ONCE = 64
TELL_S = 20.0
UNKNOWN: Mapping[str, str] = {"content": "（没有录下这一问的回答）"}
SILENT: Mapping[str, str] = {"content": "{}"}


def replay(path: Path, talks: Path | None = None, misses: int = 0) -> int:
    """Print the figures by rules and with the recorded model, on what the cassette holds."""
    tape = Tape.read(path)

    played = _played(tape)

    def answer(body: dict[str, Any]) -> Mapping[str, Any]:
        if not played(body):
            return SILENT
        found = tape.find(digest(body["messages"]))
        if found is None:
            tape.miss()
        return found or UNKNOWN

    with example_agent() as rules:
        without = figures(rules, hear(rules, tape.cases, talks=talks))
        with serving(answer) as address, modelled(rules, address) as model:
            beside = figures(model, hear(model, tape.cases, talks=talks))
    sys.stdout.write(render(without, beside, misses) + "\n")
    sys.stdout.write(f"录下的回答 {len(tape.replies)} 条，没有录下的请求 {tape.missing} 次。\n")
    return 0


def record(folder: Path, talks: Path | None = None, only: Sequence[str] = (), at_once: int = AT_ONCE) -> int:
    """Play the cases and put every request that is not answered yet to the player; the cassette grows with each.

    ``only`` names the prompts that are played; others get an empty object, which adds nothing and is not recorded.
    """
    chosen = {"dialogues": [row["id"] for row in cases.dialogues(talks)]} if talks else cases.chosen()
    tape = Tape.begun(folder / "cassette.jsonl", {**chosen, "only": list(only)})
    desk, played = Desk(folder, tape), _played(tape)

    def answer(body: dict[str, Any]) -> Mapping[str, Any]:
        return desk.answer(body) if played(body) else SILENT

    done = threading.Event()
    threading.Thread(target=_tell, args=(desk, tape, done), daemon=True).start()
    with example_agent() as rules, serving(answer) as address, modelled(rules, address) as model:
        hear(model, tape.cases, at_once=at_once, talks=talks)
    done.set()
    sys.stdout.write(f"录完：{len(tape.replies)} 条回答在 {tape.path}\n")
    return 0


def _played(tape: Tape) -> Callable[[dict[str, Any]], bool]:
    """Whether a request is one of those that are played: of the cassette's prompts, or any where it names none."""
    texts = {load(name).text for name in tape.cases.get("only", [])}
    return lambda body: not texts or body["messages"][0]["content"] in texts


@contextmanager
def modelled(rules: Agent, address: str) -> Iterator[Agent]:
    """An agent over the same catalogue whose model is the endpoint, with all the time and tokens it takes."""
    own: dict[str, Any] = {
        "model": "cassette",
        "model_base_url": address,
        "model_api_key": SecretStr("cassette"),
        "model_profile": "deepseek",
        "model_timeout_s": PATIENCE_S,
        "turn_timeout_s": PATIENCE_S,
        "tenant_tokens_day": MANY,
    }
    yield Agent(rules.knowledge, rules.settings.model_copy(update=own))


def _tell(desk: Desk, tape: Tape, done: threading.Event) -> None:
    while not done.wait(TELL_S):
        sys.stderr.write(f"等待 {desk.waiting} 个回答，已录 {len(tape.replies)} 条\n")


def render(rules: Sequence[Measure], model: Sequence[Measure], misses: int) -> str:
    """A table of the two rows side by side, each figure with its interval."""
    known = {one.key: one for one in rules}
    lines = ["| 项目 | 例数 | 规则 | 有模型 |", "|---|---|---|---|"]
    for one in model:
        own = known.get(one.key)
        lines.append(f"| {one.label} | {one.n} | {_cell(own) if own else '—'} | {_cell(one)} |")
    for one in model:
        if misses and one.notes:
            lines += ["", f"{one.label}：", *(f"- {note}" for note in one.notes[:misses])]
    return "\n".join(lines)


def _cell(one: Measure) -> str:
    interval = "" if one.low is None else f" [{one.low:.3f}, {one.high:.3f}]"
    return f"{one.value:.3f}{interval}" if one.low is not None else f"{one.value:g}"
