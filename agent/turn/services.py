"""What the steps of a turn may use: the knowledge base of one tenant and small caches over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from agent.model import Cancel, ChatModel, ModelGateway
from agent.model.calls import Call
from agent.read.acts.classifier import EMBEDDER
from agent.read.acts.references import NameIndex
from agent.read.acts.state import Scene
from agent.read.memory import Memory
from agent.read.terms.tier import firm_names
from agent.settings import Settings
from agent.turn.talk.words import Words
from agent.verify.wording import words_of
from knowledge import Filters, KnowledgeBase
from knowledge.embedding import EmbeddingError
from knowledge.records import AnyRecord, RecordType

RESOURCES_AT_HAND = 500
TRADE_RECORDS = 3_000
REFERENCE_TYPES: list[RecordType] = ["resource", "figure", "vocabulary"]


@dataclass
class Services:
    """One tenant's knowledge base, with its reference records and names cached by catalogue revision."""

    knowledge: KnowledgeBase
    settings: Settings
    gateway: ModelGateway | None = field(init=False, default=None)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _revision: int = -1
    _names: NameIndex | None = None
    _words: Words | None = None
    _references: dict[str, AnyRecord] = field(default_factory=dict)
    _trade: tuple[int, frozenset[str]] = (-1, frozenset())

    def __post_init__(self) -> None:
        if self.settings.model_enabled:
            self.gateway = ModelGateway(self.settings, self.knowledge.casebook.usage)

    @property
    def tells_outside(self) -> bool:
        """Whether what the configured model is told leaves for others."""
        return self.gateway is not None and self.settings.is_outside(self.settings.model_base_url)

    def open_model(
        self,
        said: str,
        *,
        secret: bool,
        cancel: Cancel | None = None,
        record: Callable[[Call], None] = lambda call: None,
    ) -> ChatModel | None:
        """The model for one piece of work; None where none is configured or what is ``secret`` would leave for others.

        ``said`` is everything of the user's that may be sent: the names of firms in it are masked.
        """
        if self.gateway is None or (secret and self.tells_outside):
            return None
        model = self.gateway.open(cancel, record)
        model.mask.know(firm_names(said))
        return model

    def names(self) -> NameIndex:
        """Names of every record that people ask about."""
        self._refresh()
        assert self._names is not None
        return self._names

    def scene(self, memory: Memory) -> Scene:
        """What the reading of a message may use."""
        return Scene(memory, self.names())

    def act_vector(self, text: str) -> NDArray[np.float32] | None:
        """The sentence vector of a message by the packaged embedder; None with another embedder or none at all."""
        embedder = self.knowledge.embedder
        if embedder is None or not embedder.name.startswith(EMBEDDER):
            return None
        try:
            return embedder.query(" ".join(text.split()))
        except EmbeddingError:
            return None

    def words(self) -> Words:
        """How telling each word is among the records at hand for questions."""
        self._refresh()
        assert self._words is not None
        return self._words

    def trade(self) -> frozenset[str]:
        """The words of the trade: those of the catalogue's records, of at most 3,000 of them."""
        revision = self.knowledge.catalogue.revision()
        if self._trade[0] != revision:
            self._trade = (revision, words_of(islice(self.knowledge.catalogue.iter(), TRADE_RECORDS)))
        return self._trade[1]

    @property
    def embeds_outside(self) -> bool:
        """Whether what is embedded leaves for others."""
        return self.knowledge.embeds_outside and self.settings.is_outside(self.settings.embedding_base_url)

    def closeness(self, question: str, records: list[AnyRecord]) -> dict[str, float]:
        """The cosines of a question and the records' passages; empty without vectors."""
        found = self.knowledge.vectors(question, records)
        return {id: float(found[0] @ vector) for id, vector in found[1].items()} if found else {}

    def references(self) -> dict[str, AnyRecord]:
        """Resources, figures and vocabularies at hand for stage gaps, paths and questions, at most 500."""
        self._refresh()
        return self._references

    def _refresh(self) -> None:
        revision = self.knowledge.catalogue.revision()
        with self._lock:
            if revision == self._revision and self._names is not None:
                return
            catalogue = self.knowledge.catalogue
            references = list(catalogue.iter(Filters(types=REFERENCE_TYPES)))
            people = list(catalogue.iter(Filters(types=["expert"])))
            self._words = Words(references)
            self._names = NameIndex([*references, *people])
            self._references = {record.id: record for record in references[:RESOURCES_AT_HAND]}
            self._revision = revision
