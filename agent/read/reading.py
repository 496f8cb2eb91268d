"""What one message says in the state of its conversation: which act, which records, and whether it opens a need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from agent.read.acts.classifier import Classifier, load
from agent.read.acts.needs import returned
from agent.read.acts.pair import beside
from agent.read.acts.pointing import pointed, unclear
from agent.read.acts.references import NOBODY, NameIndex, explicit_ids, ordinals
from agent.read.acts.spoken import button_act, has_button, offered_act
from agent.read.acts.state import Scene
from agent.read.card import understand
from agent.read.changes.words import apply_words
from agent.read.lexicon import says
from agent.read.memory import Memory
from agent.schema import Act
from knowledge.text import simplify

Array = NDArray[np.float32]
Embed = Callable[[str], Array | None]

NEED: frozenset[Act] = frozenset({"recommend", "confirm", "ask"})
"""Acts that tell of a need; which of them it is, the card decides as well."""
KNOWLEDGE: frozenset[Act] = frozenset({"policy", "explain"})
"""Acts that are answered from the same knowledge, each falling back on the other."""
POINTING: frozenset[Act] = frozenset({"detail", "why", "compare", "handover"})
"""Acts that speak of what was last talked about when they name no record."""
NEW, SAME = 0.65, 0.35
"""From NEW on a message opens a need of its own, up to SAME it belongs to the card; between them it is asked."""


@dataclass(frozen=True)
class Reading:
    """The reading of one message. ``choices`` are the likeliest acts where it is in doubt; ``fresh``: it opens a need.

    ``message`` is what is read: the message, or the earlier one that a pressed button spoke of. ``refs`` are the
    records that it names or points at, in its order. ``need`` is the number of another need that it goes back to,
    ``rejects`` are records that it takes out of the list, ``unclear`` those that it may mean where it may mean several.
    ``parts`` are the stretches of its needs where a model cut them, ``chances`` those of every act by our own reader.
    """

    act: Act
    message: str
    confidence: float = 1.0
    refs: tuple[str, ...] = ()
    fresh: bool = False
    choices: tuple[Act, ...] = ()
    need: int = 0
    rejects: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    chances: Mapping[Act, float] = field(default_factory=dict, compare=False)


def read(message: str, scene: Scene, embed: Embed = lambda _: None, *, by: Classifier | None = None) -> Reading:
    """Read a cleaned message; ``embed`` gives its sentence vector, or None where no embedder fits."""
    if not message.strip():
        return Reading("ask", "")
    pressed = button_act(message) if scene.memory.doubted else None
    if pressed is not None:
        return _certain(pressed, scene.memory.doubted, scene)
    offered = offered_act(message)
    if offered:
        return _certain(offered, message, scene)
    plain = simplify(message)
    found = _aimed(_judged(plain, scene, embed, by or load()), plain, scene)
    return replace(found, message=message) if found.act in NEED else found


def read_back(message: str, memory: Memory, embed: Embed, names: NameIndex) -> tuple[Reading, Memory] | None:
    """The reading of a message that goes back to another need, with the memory of that one; None for any other."""
    found = returned(message, memory)
    if found is None or memory.elsewhere is None:
        return None
    there = memory.elsewhere(found.number)
    if not found.rest:
        return Reading("recommend", message, need=found.number), there
    reading = read(found.rest, Scene(there, names), embed)
    return replace(reading, fresh=False, need=found.number), there


def _certain(act: Act, message: str, scene: Scene) -> Reading:
    fresh = act == "recommend" and scene.memory.card is not None
    return Reading(act, message, refs=_refs(message, scene, act), fresh=fresh)


def _judged(message: str, scene: Scene, embed: Embed, by: Classifier) -> Reading:
    vector, names = embed(message), scene.names.spoken(message)
    chances = by.chances(message, scene.state, names=names, vector=vector)
    groups = _grouped(chances, scene)
    first = max(groups, key=lambda act: groups[act])
    sure = sum(groups[act] for act in KNOWLEDGE) if first in KNOWLEDGE else groups[first]
    found = Reading(first, message, sure, _refs(message, scene, first), chances=chances)
    if sure < by.bar(vector) and not (scene.memory.asked and first in NEED):
        if scene.memory.card is None or not _tells_values(message):
            return replace(found, choices=_likeliest(groups))
        first = next(act for act in groups if act in NEED)
        found = replace(found, act=first)
    if first not in NEED or scene.memory.card is None:
        return found
    pair = beside(message, understand(message), scene.memory.card, _closeness(scene.memory, vector, embed))
    return _placed(found, by.opens(message, pair, names=names, vector=vector), scene)


def _tells_values(message: str) -> bool:
    """Whether a message gives a target or a present value: whatever else it is, it says more about the need."""
    card = understand(message)
    return bool(card.indicators or card.baselines)


def _likeliest(groups: Mapping[Act, float]) -> tuple[Act, ...]:
    """The two likeliest acts that can be offered."""
    return tuple(sorted(filter(has_button, groups), key=lambda act: -groups[act])[:2])


def _grouped(chances: Mapping[Act, float], scene: Scene) -> dict[Act, float]:
    """The chances with those of a need added up under its likeliest act; nothing can be confirmed without a card."""
    need = {act: chances[act] for act in NEED}
    lead = max(need, key=lambda act: need[act])
    if scene.memory.card is None and lead == "confirm":
        lead = "recommend"
    rest = {act: chance for act, chance in chances.items() if act not in NEED}
    return rest | {lead: sum(need.values())}


def _placed(found: Reading, opens: float, scene: Scene) -> Reading:
    """A message of a need beside a card: of the same need, of a new one, or asked."""
    memory = scene.memory
    if memory.asked and memory.card is not None and memory.card.vague:
        return found
    if opens >= NEW:
        return replace(found, act="recommend", fresh=True)
    if opens > SAME and found.act == "recommend":
        return replace(found, confidence=max(opens, 1 - opens), choices=("confirm", "recommend"))
    return found


def _closeness(memory: Memory, vector: Array | None, embed: Embed) -> float:
    """The cosine of the message and the need as it was first said; 0 without vectors."""
    before = embed(memory.card.text) if vector is not None and memory.card is not None and memory.card.text else None
    return 0.0 if vector is None or before is None else float(vector @ before)


def _refs(message: str, scene: Scene, act: Act) -> tuple[str, ...]:
    """The records that a message points at: by id or place, by a name that was shown, by what was last talked about."""
    said = [*explicit_ids(message), *ordinals(message, scene.memory)]
    named = scene.names.find(message)
    if act not in POINTING:
        return tuple(dict.fromkeys(said or named))
    known = [one for one in named if one in scene.memory.order or scene.names.is_person(one)]
    aimed = said or known or pointed(message, scene.memory, scene.names.is_person)
    return tuple(dict.fromkeys(aimed or scene.memory.talked or named))


def _speaks_of_card(message: str, scene: Scene, placed: bool) -> bool:
    """Whether words that take something out mean a part of the card: 增重那条去掉, 去掉第二个技术点.

    A place (``placed``) is one of the list that was shown, unless a part of the card is named beside it.
    """
    card = scene.memory.card
    if card is None or (placed and not says(message, "changes", "indicators", "points")):
        return False
    return bool(apply_words(card, message).changes)


def _aimed(found: Reading, message: str, scene: Scene) -> Reading:
    """The reading with what it takes out of the list, or with the records of which it may mean one."""
    memory = scene.memory
    refs = [one for one in found.refs if one != NOBODY] or pointed(message, memory, scene.names.is_person)
    shown = [one for one in refs if one in memory.order or one in memory.shown]
    asked = found.act not in (*NEED, "more") and says(message, "changes", "question")
    if found.act in (*NEED, "more", "detail") and says(message, "changes", "rejecting") and not asked:
        if shown and not _speaks_of_card(message, scene, bool(found.refs)):
            act: Act = "more" if says(message, "changes", "another") else "confirm"
            return replace(found, act=act, rejects=tuple(dict.fromkeys(shown)), fresh=False, choices=())
        return found
    if found.act in ("detail", "why", "handover") and not found.refs:
        return replace(found, unclear=unclear(message, memory, scene.names.is_person))
    return found
