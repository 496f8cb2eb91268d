"""The turn as a graph: route, then understand → retrieve → match → draft, or converse; both end in verify."""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph

from agent.converse import converse_step
from agent.dialogue.intents import Intent
from agent.services import Services
from agent.steps import draft_step, match_step, retrieve_step, route_step, understand_step, verify_step
from agent.turn import Turn

MATCHING = {Intent.NEED, Intent.CHANGE, Intent.ANSWER, Intent.ADDITION, Intent.MORE}


def build_graph(services: Services) -> Any:
    """Compile the turn's graph once; its input and output are a :class:`agent.turn.Turn`."""
    graph = StateGraph(Turn)
    graph.add_node("route", route_step(services))
    graph.add_node("understand", understand_step)
    graph.add_node("retrieve", retrieve_step(services))
    graph.add_node("match", match_step(services))
    graph.add_node("draft", draft_step)
    graph.add_node("converse", converse_step(services))
    graph.add_node("verify", verify_step)

    graph.add_edge(START, "route")
    graph.add_conditional_edges("route", _matching_or_talk, {"match": "understand", "talk": "converse"})
    graph.add_conditional_edges("understand", _matching_or_talk, {"match": "retrieve", "talk": "converse"})
    graph.add_edge("retrieve", "match")
    graph.add_edge("match", "draft")
    graph.add_edge("draft", "verify")
    graph.add_edge("converse", "verify")
    graph.add_edge("verify", END)
    return graph.compile()


def _matching_or_talk(turn: Turn) -> str:
    return "match" if turn["route"].intent in MATCHING else "talk"
