"""Answer a follow-up question with a model that may only read: a short tool loop, then statements verified strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.model import ChatModel, ModelUnavailable, ToolRequest
from agent.model.calls import ToolUse
from agent.model.chat import Message
from agent.model.data import new_mark, rows_as_data, said_as_data
from agent.model.structured import closed_object, complete_json, parse_object
from agent.model.toolcalls import NOTHING, Spec, ToolTalk, about, in_words, tool_talk
from agent.read.by_model.call import card_lines, history_lines, shown_lines
from agent.read.memory import Memory
from agent.schema import Citation, Statement
from agent.turn.by_model.lacking import lacks, proved
from agent.turn.trace import Trace
from agent.verify.absences import Census, Proof
from agent.verify.citing import QUOTE_MIN, dated
from agent.verify.statements import Verdict, verify
from agent.verify.wording import Ground
from knowledge.records import AnyRecord
from prompts import load
from tools import ToolBox, ToolError, public_row

STATEMENTS = 5
TEXT_MAX = 160
RESULT_TOKENS = 2_500
QUESTION_TOKENS, CARD_TOKENS, SHOWN_TOKENS, HISTORY_TOKENS = 800, 400, 400, 200
STRAY_CALLS = 2
CITED = 6
META = {"title", "source", "kind", "field", "region", "keywords", "aliases"}
"""Fields that carry no answer of their own; a small model cites them first."""
STEP_STATEMENTS = 2
STEP_CITED = 2


@dataclass
class FollowUp:
    """One question on its way to an answer; ``records`` may all be cited, ``named`` was asked about."""

    model: ChatModel
    tools: ToolBox
    trace: Trace
    records: dict[str, AnyRecord]
    named: Sequence[str] = ()
    trade: frozenset[str] = frozenset()
    stray: int = 0
    seen: set[str] = field(default_factory=set)
    repeated: bool = False
    read: list[str] = field(default_factory=list)
    count: Census | None = None
    lacking: list[Proof] = field(default_factory=list)

    def answer(self, question: str, memory: Memory) -> Verdict:
        """Statements that passed strict verification, and those that did not; raises ModelUnavailable.

        What the catalogue was proved to lack is said in our words, where the model says that it matters.
        """
        messages, text = self._converse(question, memory)
        found = parse_object(text)
        if found is None:
            found = parse_object(self._nudge(messages, text))
        if found is None:
            raise ModelUnavailable("format")
        ground = Ground.over(self.records, question, self.trade)
        verdict = verify(self._statements(found), self.records, question, ground=ground)
        return Verdict([*verdict.kept, *lacks(found.get("statements"), self.lacking)], verdict.removed)

    @property
    def _limit(self) -> int:
        return min(RESULT_TOKENS, self.model.profile.data_tokens)

    def _converse(self, question: str, memory: Memory) -> tuple[list[Message], str]:
        """The whole conversation and its last text; begun anew in JSON where the endpoint refuses tool calls."""
        talk = tool_talk(self.model)
        messages = self._opening(talk, question, memory)
        try:
            return messages, self._steps(talk, messages)
        except ModelUnavailable as fault:
            untold = len(messages) == 2 and "tools" in self.model.gateway.modes()
            if fault.reason != "refused" or not untold:
                raise
        self.model.gateway.refuse("tools")
        return self._converse(question, memory)

    def _opening(self, talk: ToolTalk, question: str, memory: Memory) -> list[Message]:
        prompt, mark = talk.prompt, new_mark()
        fields = ("title",) if talk.titles_only else ()
        given = [public_row(record, fields) for record in self.records.values()]
        data = load("data").user(mark=mark, data=rows_as_data(given, mark, self._limit)) if given else ""
        user = prompt.user(
            tools=in_words(self.tools.specs()),
            card=said_as_data(card_lines(memory.card), mark, CARD_TOKENS),
            shown=said_as_data(shown_lines(memory), mark, SHOWN_TOKENS),
            history=said_as_data(history_lines(memory), mark, HISTORY_TOKENS),
            question=said_as_data(question, mark, QUESTION_TOKENS),
            mark=mark,
            data=data or "无",
        )
        return [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]

    def _steps(self, talk: ToolTalk, messages: list[Message]) -> str:
        while True:
            last = self.repeated or self.model.budget.calls <= 1 or self.model.budget.tool_calls <= 0
            answer = talk.ask(self.model, messages, () if last else self._offered(talk), self._final())
            if not answer.tool_calls:
                return answer.text
            if last:
                raise ModelUnavailable("loop")
            self.model.budget.take_tool_calls(len(answer.tool_calls))
            talk.tell(messages, answer, [self._run(call) for call in answer.tool_calls])

    def _offered(self, talk: ToolTalk) -> Sequence[Spec]:
        """Every tool; where only titles were shown of records that were asked about, first those that read them."""
        named = [id for id in self.named if id in self.records]
        if talk.titles_only and named and not self.read:
            return about(self.tools.specs(), named)
        return self.tools.specs()

    def _final(self) -> dict[str, Any] | None:
        """The schema of the final answer, which cites what the tools returned; None before they returned anything."""
        if not self.read:
            return None
        fields = {name for id in self.read for name in self.records[id].citable_fields()} - META or {"title"}
        cited = {
            "record_id": {"enum": self.read},
            "field": {"enum": sorted(fields)},
            "quote": {"type": "string"},
        }
        statement = closed_object({"citations": _list(closed_object(cited), 1, STEP_CITED), "text": {"type": "string"}})
        return closed_object({"statements": _list(statement, 0, STEP_STATEMENTS)})

    def _nudge(self, messages: list[Message], said: str) -> str:
        nudge = load("followup_nudge")
        again = [*messages, {"role": "assistant", "content": said}, {"role": "user", "content": nudge.text}]
        return complete_json(self.model, again, nudge, self._final() or NOTHING).text

    def _run(self, call: ToolRequest) -> str:
        use = ToolUse(call.name, call.arguments or {})
        self.trace.tools.append(use)
        mark = new_mark()
        try:
            rows, records = self.tools.call(call.name, call.arguments)
        except ToolError as error:
            use.error = str(error)
            self.stray += 1
            if self.stray > STRAY_CALLS:
                raise ModelUnavailable("tool", call.name) from error
            return str(error)
        self._note_repeat(call)
        self.lacking += proved(call, rows, self.count)
        self.records.update(records)
        use.found = list(records)
        self.read = list(dict.fromkeys([*self.read, *records]))
        return load("data").user(mark=mark, data=rows_as_data(rows, mark, self._limit) or "没有找到。")

    def _note_repeat(self, call: ToolRequest) -> None:
        key = json.dumps([call.name, call.arguments], sort_keys=True, ensure_ascii=False)
        self.repeated = self.repeated or key in self.seen
        self.seen.add(key)

    def _statements(self, found: Mapping[str, Any]) -> list[Statement]:
        rows = found.get("statements")
        statements: list[Statement] = []
        for row in rows[:STATEMENTS] if isinstance(rows, list) else []:
            if (
                isinstance(row, dict)
                and isinstance(row.get("text"), str)
                and row["text"].strip()
                and not row.get("absence")
            ):
                text = row["text"].strip()[:TEXT_MAX]
                statements.append(Statement(section="note", text=text, citations=self._cited(row.get("citations"))))
        return statements

    def _cited(self, rows: object) -> list[Citation]:
        cited: list[Citation] = []
        for row in rows[:CITED] if isinstance(rows, list) else []:
            if isinstance(row, dict):
                record_id = str(row.get("record_id") or "")
                record = self.records.get(record_id)
                as_of = dated(record) if record else ""
                quote, name = str(row.get("quote") or ""), str(row.get("field") or "")
                cited.append(Citation(record_id=record_id, field=_field(record, name, quote), quote=quote, as_of=as_of))
        return cited


def _field(record: AnyRecord | None, name: str, quote: str) -> str:
    """``name``, or the field of the record that does hold the quote: small models confuse the names."""
    texts = record.citable_fields() if record else {}
    holds = [field for field, text in texts.items() if len(quote) >= QUOTE_MIN and quote in text]
    return name if name in holds or not holds else holds[0]


def _list(items: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": dict(items), "minItems": least, "maxItems": most}
