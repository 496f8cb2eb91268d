"""The turn as a graph: route, then understand → retrieve → match → draft, or converse; both end in verify.

Where a model is configured it joins after understand (propose), draft (prose) and converse (follow).
"""

from __future__ import annotations

from typing import Protocol

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.read.acts.intents import Intent
from agent.turn.by_model.steps import follow_step, propose_step, prose_step
from agent.turn.converse import converse_step
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.steps import Step, draft_step, match_step, retrieve_step, route_step, understand_step, verify_step

MATCHING = {Intent.NEED, Intent.CHANGE, Intent.ANSWER, Intent.ADDITION, Intent.MORE}


TurnGraph = CompiledStateGraph[Turn, None, Turn, Turn]


def build_graph(services: Services) -> TurnGraph:
    """Compile the turn's graph once; its input and output are a :class:`agent.turn.state.Turn`."""
    graph = StateGraph(Turn)
    steps = {
        "route": route_step(services),
        "understand": understand_step,
        "propose": propose_step,
        "retrieve": retrieve_step(services),
        "match": match_step(services),
        "draft": draft_step,
        "prose": prose_step,
        "converse": converse_step(services),
        "follow": follow_step(services),
        "verify": verify_step,
    }
    for name, step in steps.items():
        graph.add_node(name, _timed(name, step))

    graph.add_edge(START, "route")
    graph.add_conditional_edges("route", _matching_or_talk, {"match": "understand", "talk": "converse"})
    graph.add_conditional_edges("understand", _matching_or_talk, {"match": "propose", "talk": "converse"})
    graph.add_edge("propose", "retrieve")
    graph.add_edge("retrieve", "match")
    graph.add_edge("match", "draft")
    graph.add_edge("draft", "prose")
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


def _matching_or_talk(turn: Turn) -> str:
    return "match" if turn["route"].intent in MATCHING else "talk"
