"""A model words the answer over statements already verified; each sentence is checked, and repaired once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.model import ChatModel, ModelUnavailable
from agent.model.calls import Decision
from agent.model.chat import Message
from agent.model.data import new_mark, rows_as_data, said_as_data
from agent.model.structured import ask_json
from agent.schema import Citation, Statement
from agent.verify.citing import cite
from agent.verify.statements import Verdict, verify
from agent.verify.wording import Ground, carrying, spoken_of
from knowledge.records import AnyRecord
from prompts import load

STEP = "word"
SOURCES = 28
SENTENCES = 6
SENTENCE_MAX = 160
CITED = 8
DATA_TOKENS = 1_300
SAID_TOKENS = 300
OUT_TOKENS = 500
SECTIONS = ("verdict", "achievement", "nearest", "expert", "support", "path", "uncovered", "next", "question")
PLACES = ("achievement", "nearest", "expert", "support", "path", "uncovered", "next", "question")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "maxItems": SENTENCES,
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "from": {"type": "array", "items": {"type": "integer"}}},
                "required": ["text", "from"],
            },
        }
    },
    "required": ["sentences"],
}


@dataclass
class Wording:
    """One answer on its way to a model's words: what it may rest on, and what became of each sentence."""

    model: ChatModel
    statements: Sequence[Statement]
    records: Mapping[str, AnyRecord]
    said: str
    trade: frozenset[str] = frozenset()
    decisions: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sources = _sources(self.statements)
        self.ground = Ground.of(self.statements, self.records, self.said, self.trade)

    def write(self) -> Verdict:
        """The model's sentences that check, in its order, and those that do not; raises ModelUnavailable.

        The given statements must be verified. What fails is sent back once with its reason; a repair that fails too,
        or that the model is not there for, leaves the sentence out.
        """
        if not self.sources:
            return Verdict([], [])
        messages = self._asked()
        written = self._statements(ask_json(self.model, messages, load("word"), SCHEMA, max_tokens=OUT_TOKENS))
        first = self._checked(written)
        for item in first.kept:
            self.decisions.append(Decision(STEP, "一句", item.text, item.text))
        if not first.removed:
            return first
        repaired = self._repaired(messages, written, first.removed)
        return Verdict([*first.kept, *repaired.kept], [*first.removed, *repaired.removed])

    def _asked(self) -> list[Message]:
        prompt, mark = load("word"), new_mark()
        rows = [{"id": number, "text": item.text} for number, item in enumerate(self.sources, 1)]
        limit = min(DATA_TOKENS, self.model.profile.data_tokens)
        user = prompt.user(
            mark=mark,
            said=said_as_data(self.said, mark, min(SAID_TOKENS, limit)),
            data=rows_as_data(rows, mark, limit),
        )
        return [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]

    def _repaired(self, messages: list[Message], written: Sequence[Statement], failed: Sequence[Statement]) -> Verdict:
        prompt, mark = load("word_repair"), new_mark()
        rows = [{"text": item.text, "原因": item.problem} for item in failed]
        again: list[Message] = [
            *messages,
            {"role": "assistant", "content": "\n".join(item.text for item in written)},
            {"role": "user", "content": prompt.user(mark=mark, data=rows_as_data(rows, mark, DATA_TOKENS))},
        ]
        try:
            answer = ask_json(self.model, again, prompt, SCHEMA, max_tokens=OUT_TOKENS)
        except ModelUnavailable:
            answer = {}
        kept_before = {item.text for item in written} - {item.text for item in failed}
        texts = [item for item in self._statements(answer)[: len(failed)] if item.text not in kept_before]
        verdict = self._checked(texts)
        self._note(failed, verdict)
        return verdict

    def _note(self, failed: Sequence[Statement], repaired: Verdict) -> None:
        """One line for each sentence that failed; repairs are told in the order in which they came."""
        better = [item.text for item in repaired.kept]
        for place, item in enumerate(failed):
            taken = better[place] if place < len(better) else ""
            self.decisions.append(Decision(STEP, "一句（改写过）" if taken else "一句", item.text, taken, item.problem))
        for item in repaired.removed:
            self.decisions.append(Decision(STEP, "改写", item.text, "", item.problem))

    def _checked(self, written: Sequence[Statement]) -> Verdict:
        return verify(written, self.records, self.said, ground=self.ground)

    def _statements(self, answer: Mapping[str, Any]) -> list[Statement]:
        rows = answer.get("sentences")
        return [
            self._statement(row)
            for row in (rows[:SENTENCES] if isinstance(rows, list) else [])
            if isinstance(row, dict) and isinstance(row.get("text"), str) and row["text"].strip()
        ]

    def _statement(self, row: Mapping[str, Any]) -> Statement:
        """The sentence with what its sources cite, and the titles of further records that it names."""
        numbers = row.get("from") if isinstance(row.get("from"), list) else []
        chosen = [self.sources[n - 1] for n in numbers or [] if type(n) is int and 1 <= n <= len(self.sources)]
        text = str(row["text"]).strip()[:SENTENCE_MAX]
        cited = [one for item in chosen for one in item.citations]
        ids = dict.fromkeys([*(item.record_id for item in chosen if item.record_id), *(one.record_id for one in cited)])
        told = [one for one in spoken_of(text, list(ids), self.ground) if one not in ids]
        cited += [cite(self.records[one], "title") for one in told]
        known = [one for one in (*ids, *told) if one in self.ground.records]
        cited = [*carrying(text, known, self.ground), *cited]
        return Statement(
            section="note", text=text, citations=_distinct(cited)[:CITED], computed=[item.text for item in chosen]
        )


def insert(statements: Sequence[Statement], written: Sequence[Statement]) -> list[Statement]:
    """The answer with the model's sentences before its first candidate; what they say instead is folded.

    Where they advise or ask, our own next step and question stand behind them.
    """
    kinds = {item.kind for item in written}
    folds = {"next"} if kinds & {"advice", "caution"} else set()
    folds |= {"question"} if "question" in kinds else set()
    rest = [item.model_copy(update={"folded": True}) if item.section in folds else item for item in statements]
    place = next((i for i, item in enumerate(rest) if item.section in PLACES), len(rest))
    return [*rest[:place], *written, *rest[place:]]


def _sources(statements: Sequence[Statement]) -> list[Statement]:
    """The statements worth wording: each section's first ones, what is open before what is folded."""
    chosen = [item for item in statements if item.section in SECTIONS]
    return sorted(chosen, key=lambda item: item.folded)[:SOURCES]


def _distinct(citations: Iterable[Citation]) -> list[Citation]:
    return list({(one.record_id, one.field, one.quote): one for one in citations}.values())
