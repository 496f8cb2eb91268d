"""The turn as a graph: read, then understand → retrieve → match → draft, or converse; both end in verify.

The act decides whether there is anything to understand, and what changed on the card whether there is anything to
search.

Where a model is configured it leads in read and understand, and joins after draft (prose) and converse (follow).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.read.acts.script import is_unread
from agent.read.reading import NEED
from agent.turn.by_model.steps import follow_step, prose_step
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.steps import (
    Step,
    draft_step,
    further_step,
    match_step,
    read_step,
    retrieve_step,
    understand_step,
    verify_step,
)
from agent.turn.talk.step import converse_step

TurnGraph = CompiledStateGraph[Turn, None, Turn, Turn]


def build_graph(services: Services) -> TurnGraph:
    """Compile the turn's graph once; its input and output are a :class:`agent.turn.state.Turn`."""
    graph = StateGraph(Turn)
    steps = {
        "read": read_step(services),
        "understand": understand_step,
        "retrieve": retrieve_step(services),
        "match": match_step(services),
        "draft": draft_step,
        "further": further_step(services),
        "prose": prose_step(services),
        "converse": converse_step(services),
        "follow": follow_step(services),
        "verify": verify_step(services),
    }
    for name, step in steps.items():
        graph.add_node(name, _timed(name, step))

    graph.add_edge(START, "read")
    graph.add_conditional_edges("read", _tells, {"need": "understand", "talk": "converse"})
    ways: dict[Hashable, str] = {"search": "retrieve", "ask": "draft", "talk": "converse"}
    graph.add_conditional_edges("understand", _way, ways)
    graph.add_edge("retrieve", "match")
    graph.add_edge("match", "draft")
    graph.add_edge("draft", "further")
    graph.add_edge("further", "prose")
    graph.add_edge("prose", "verify")
    graph.add_edge("converse", "follow")
    graph.add_edge("follow", "verify")
    graph.add_edge("verify", END)
    return graph.compile()


class Node(Protocol):
    """A step as the graph calls it."""

    def __call__(self, state: Turn) -> Turn:
        """What the step writes into the turn."""


def _timed(name: str, step: Step) -> Node:
    """The step with its time noted in the turn's trace."""

    def run(state: Turn) -> Turn:
        with state["trace"].step(name):
            return step(state)

    return run


def _tells(turn: Turn) -> str:
    """Whether the message tells of a need, or asks for more of a list, or is answered without a match."""
    reading, memory = turn["reading"], turn["memory"]
    if turn.get("card") is not None:
        return "need"
    if reading.rejects and memory.card is not None:
        return "need"
    if reading.choices or not reading.message.strip() or is_unread(reading.message) and reading.act in NEED:
        return "talk"
    return "need" if reading.act in NEED or (reading.act == "more" and memory.card is not None) else "talk"


def _way(turn: Turn) -> str:
    """Search with the card, ask where it tells of a wish only, or say that nothing on it changed."""
    if turn.get("stays"):
        return "talk"
    return "ask" if turn.get("recommendation") is not None else "search"
