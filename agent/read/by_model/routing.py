"""Which act a message is, led by the model; what deletes, reveals or hands over needs the user's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.model.text.quotes import find_quote
from agent.read.acts.references import explicit_ids
from agent.read.acts.state import Scene
from agent.read.by_model.proposed import Proposal
from agent.read.lexicon import says
from agent.read.reading import NEED, Reading
from agent.read.several import LEAST, MOST
from agent.schema import Act

GUARDED: Mapping[Act, float] = {"handover": 0.05, "refuse": 0.02}
"""Acts with consequences, and the chance that our own reader must give them: a model alone cannot call for them."""
NOT_ASKED, UNKNOWN_ID, NOT_REJECTED = "用户的话里没有这个要求", "没有展示过这条记录", "用户没有说不要它"
HEAD = 6
"""Characters that tell where a need begins."""


def routed(ours: Reading, proposal: Proposal, scene: Scene) -> Reading:
    """The reading with the model's act, records and needs where they hold; ours elsewhere.

    A model that does not lead decides only between acts that ours is in doubt about.
    """
    act = _act(ours, proposal)
    if act is None:
        return ours
    found = replace(ours, act=act, choices=(), confidence=1.0, message=proposal.message)
    found = _placed(found, ours, proposal, scene) if act in NEED else replace(found, fresh=False)
    return _aimed(found, ours, proposal, scene)


def _act(ours: Reading, proposal: Proposal) -> Act | None:
    """The model's act where it may stand; None leaves the reading as it is."""
    act = proposal.act
    if act is None or not (proposal.leads or act in ours.choices):
        return None
    floor = GUARDED.get(act, 0.0)
    if act != ours.act and ours.chances.get(act, 0.0) < floor:
        proposal.note("act", act, ours.act, "refused", NOT_ASKED)
        return None
    proposal.note("act", act, ours.act, "both" if act == ours.act and not ours.choices else "model")
    return act


def _placed(found: Reading, ours: Reading, proposal: Proposal, scene: Scene) -> Reading:
    """A message of a need: of the card at hand, of a new one, or of several."""
    held = scene.memory.card is not None
    parts = _parts(proposal)
    fresh = held and (not proposal.same or len(parts) > 1) and found.act != "confirm"
    act: Act = "recommend" if fresh and found.act == "confirm" else found.act
    if held:
        proposal.note("need", "另一个" if fresh else "同一个", "另一个" if ours.fresh else "同一个", "model")
    return replace(found, act=act, fresh=fresh, parts=parts, need=0)


def _parts(proposal: Proposal) -> tuple[str, ...]:
    """The message cut where the model lets each need begin; the whole of it where a border does not hold."""
    message = proposal.message
    heads = [find_quote(one.get("quote"), message) for one in proposal.needs]
    places = [message.find(head) if head else -1 for head in heads]
    sound = all(_begins(message, head, place) for head, place in zip(heads, places, strict=True))
    if len(places) < 2 or not sound or places != sorted(set(places)):
        return (message,)
    borders = [0, *places[1:], len(message)]
    parts = [message[start:end].strip(" 　，,。；;、\n") for start, end in zip(borders, borders[1:], strict=False)]
    return tuple(parts) if len(parts) <= MOST and all(len(part) >= LEAST for part in parts) else (message,)


def _begins(message: str, head: str, place: int) -> bool:
    """Whether a need may begin there: its first words are quoted, and a clause begins with them."""
    before = message[:place].rstrip()[-1:]
    return place >= 0 and len(head) >= HEAD and (not before or not before.isalnum())


def _aimed(found: Reading, ours: Reading, proposal: Proposal, scene: Scene) -> Reading:
    """The records that the message points at or takes out of the list."""
    known = {*scene.memory.order, *scene.memory.shown, *explicit_ids(proposal.message), *ours.refs}
    refs = tuple(dict.fromkeys(one for one in proposal.refs if one in known))
    _tell("refs", proposal, refs, ours.refs, UNKNOWN_ID)
    said = says(proposal.message, "changes", "rejecting")
    rejects = tuple(one for one in proposal.rejects if said and one in {*scene.memory.order, *scene.memory.shown})
    if proposal.rejects and not rejects:
        proposal.note("rejects", list(proposal.rejects), list(ours.rejects), "refused", NOT_REJECTED)
    rejects = rejects or (ours.rejects if found.act in (*NEED, "more") else ())
    unclear = ours.unclear if found.act == ours.act and not refs else ()
    fresh = found.fresh and not rejects
    return replace(found, refs=refs or ours.refs, rejects=rejects, unclear=unclear, fresh=fresh)


def _tell(name: str, proposal: Proposal, taken: Sequence[str], ours: Sequence[str], why: str) -> None:
    if set(taken) != set(proposal.refs):
        proposal.note(name, list(proposal.refs), list(ours), "refused", why)
    elif taken:
        proposal.note(name, list(taken), list(ours), "both" if tuple(taken) == tuple(ours) else "model")
