"""Answer a follow-up question with a model that may only read: a short tool loop, then statements verified strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.llm import Answer, ChatModel, ModelUnavailable, ToolRequest
from agent.llm.chat import Message
from agent.llm.data import as_data, new_mark, rows_as_data
from agent.llm.structured import parse_object
from agent.schema import Citation, RequirementCard, Statement
from agent.trace import ToolUse, Trace
from agent.verify import Verdict, verify
from knowledge.records import AnyRecord
from prompts import load
from tools import ToolBox, ToolError, public_row

STATEMENTS = 5
TEXT_MAX = 160
RESULT_TOKENS = 2_500
QUESTION_TOKENS = 800
STRAY_CALLS = 2
REPEATS = 2


@dataclass
class FollowUp:
    """One question on its way to an answer; ``records`` is everything that may be cited."""

    model: ChatModel
    tools: ToolBox
    trace: Trace
    records: dict[str, AnyRecord]
    stray: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def answer(self, question: str, card: RequirementCard | None, shown: Sequence[str]) -> Verdict:
        """Statements that passed strict verification, and those that did not; raises ModelUnavailable."""
        messages = self._opening(question, card, shown)
        text = self._converse(messages) if self._uses_tools() else self._once(messages)
        found = parse_object(text)
        if found is None:
            found = parse_object(self._nudge(messages, text))
        if found is None:
            raise ModelUnavailable("format")
        return verify(self._statements(found), self.records, question, strict=True)

    @property
    def _limit(self) -> int:
        return min(RESULT_TOKENS, self.model.profile.data_tokens)

    def _uses_tools(self) -> bool:
        return "tools" in self.model.gateway.modes()

    def _opening(self, question: str, card: RequirementCard | None, shown: Sequence[str]) -> list[Message]:
        prompt, mark = load("followup"), new_mark()
        about = " ".join(filter(None, (card.object, card.problem))) if card else ""
        given = [public_row(record) for record in self.records.values()]
        data = load("data").user(mark=mark, data=rows_as_data(given, mark, self._limit)) if given else ""
        user = prompt.user(
            card=as_data(about, mark, 120) or "无",
            shown="、".join(shown[:12]) or "无",
            question=as_data(question, mark, QUESTION_TOKENS),
            mark=mark,
            data=data,
        )
        return [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]

    def _converse(self, messages: list[Message]) -> str:
        prompt = load("followup")
        while True:
            last = self.model.budget.calls <= 1 or self.model.budget.tool_calls <= 0
            try:
                reply = self.model.complete(messages, prompt, mode="tools", tools=() if last else self.tools.specs())
            except ModelUnavailable as fault:
                if fault.reason != "refused" or len(messages) > 2:
                    raise
                self.model.gateway.refuse("tools")
                return self._once(messages)
            if not reply.tool_calls:
                return reply.text
            if last:
                raise ModelUnavailable("loop")
            self._run_tools(messages, reply)

    def _once(self, messages: list[Message]) -> str:
        json_object = "json_object" in self.model.gateway.modes()
        reply = self.model.complete(
            messages,
            load("followup"),
            mode="json_object" if json_object else "plain",
            response_format={"type": "json_object"} if json_object else None,
        )
        return reply.text

    def _nudge(self, messages: list[Message], said: str) -> str:
        nudge = load("followup_nudge")
        again = [*messages, {"role": "assistant", "content": said}, {"role": "user", "content": nudge.text}]
        return self.model.complete(again, nudge).text

    def _run_tools(self, messages: list[Message], reply: Answer) -> None:
        self.model.budget.take_tool_calls(len(reply.tool_calls))
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments or {}, ensure_ascii=False)},
            }
            for call in reply.tool_calls
        ]
        messages.append({"role": "assistant", "content": reply.text, "tool_calls": calls})
        for call in reply.tool_calls:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": self._run(call)})

    def _run(self, call: ToolRequest) -> str:
        use = ToolUse(call.name, call.arguments or {})
        self.trace.tools.append(use)
        self._note_repeat(call)
        mark = new_mark()
        try:
            rows, records = self.tools.call(call.name, call.arguments)
        except ToolError as error:
            use.error = str(error)
            self.stray += 1
            if self.stray > STRAY_CALLS:
                raise ModelUnavailable("tool", call.name) from error
            return str(error)
        self.records.update(records)
        use.found = list(records)
        return load("data").user(mark=mark, data=rows_as_data(rows, mark, self._limit) or "没有找到。")

    def _note_repeat(self, call: ToolRequest) -> None:
        key = json.dumps([call.name, call.arguments], sort_keys=True, ensure_ascii=False)
        self.seen[key] = self.seen.get(key, 0) + 1
        if self.seen[key] > REPEATS:
            raise ModelUnavailable("loop", call.name)

    def _statements(self, found: Mapping[str, Any]) -> list[Statement]:
        rows = found.get("statements")
        statements: list[Statement] = []
        for row in rows[:STATEMENTS] if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(row.get("text"), str) and row["text"].strip():
                text = row["text"].strip()[:TEXT_MAX]
                statements.append(Statement(section="note", text=text, citations=self._cited(row.get("citations"))))
        return statements

    def _cited(self, rows: object) -> list[Citation]:
        cited: list[Citation] = []
        for row in rows[:6] if isinstance(rows, list) else []:
            if isinstance(row, dict):
                record_id = str(row.get("record_id") or "")
                record = self.records.get(record_id)
                dated = str(record.as_of or record.source.date) if record else ""
                quote, name = str(row.get("quote") or ""), str(row.get("field") or "")
                cited.append(Citation(record_id=record_id, field=name, quote=quote, as_of=dated))
        return cited
