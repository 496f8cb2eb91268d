"""A chat model for one turn: streamed calls over ChatOpenAI with one budget, own retries and one kind of failure."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.model.answers import Answer, answer_of, collect, written
from agent.model.budget import Budget
from agent.model.calls import Call, Cancel
from agent.model.faults import TRANSIENT, ModelUnavailable, from_exception
from agent.model.profiles import Mode, Profile
from agent.model.text.masking import Mask
from agent.settings import Settings
from agent.tokens import count_tokens
from prompts import Prompt

if TYPE_CHECKING:
    from agent.model.gateway import ModelGateway
    from agent.model.wire import Line

Message = dict[str, Any]
MAX_WIRE_BYTES = 1_048_576
ATTEMPTS = 3
FIRST_PAUSE_S = 0.8
LONGEST_PAUSE_S = 10.0
OUT_TOKENS = 900


class ChatModel:
    """One turn's way to the model. Not thread-safe, except that ``cancel`` may be set from anywhere."""

    def __init__(self, gateway: ModelGateway, budget: Budget, cancel: Cancel, record: Callable[[Call], None]) -> None:
        self.gateway = gateway
        self.settings: Settings = gateway.settings
        self.profile: Profile = gateway.profile
        self.budget = budget
        self.cancel = cancel
        self.mask = Mask()
        self._record = record
        self._line: Line | None = None
        self._client: Any = None

    def complete(
        self,
        messages: Sequence[Message],
        prompt: Prompt,
        *,
        mode: Mode = "plain",
        tools: Sequence[Mapping[str, Any]] = (),
        tool_choice: str | Mapping[str, Any] | None = None,
        response_format: Mapping[str, Any] | None = None,
        max_tokens: int = OUT_TOKENS,
    ) -> Answer:
        """Ask once, with retries of passing faults inside the budget; raises ModelUnavailable."""
        options = self._options(tools, tool_choice, response_format)
        messages = self.mask.messages(messages)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._restored(self._attempt(messages, prompt, mode, options, max_tokens))
            except ModelUnavailable as fault:
                if self.gateway.turn_to_responses(fault):
                    self.close()
                    options = self._options(tools, tool_choice, response_format)
                else:
                    self._pause_or_raise(fault, attempt)
        raise ModelUnavailable("refused")

    def fork(self) -> ChatModel:
        """Another line to the same model for a call beside this one; budget, stop button and record are one."""
        other = ChatModel(self.gateway, self.budget, self.cancel, self._record)
        other.mask = self.mask.copy()
        return other

    def _restored(self, answer: Answer) -> Answer:
        calls = [replace(call, arguments=self.mask.restore(call.arguments)) for call in answer.tool_calls]
        return replace(answer, text=self.mask.restore(answer.text), tool_calls=calls)

    def close(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line.close()
            self._line = None
            self._client = None

    def _pause_or_raise(self, fault: ModelUnavailable, attempt: int) -> None:
        pause = fault.retry_after if fault.retry_after is not None else FIRST_PAUSE_S * 2 ** (attempt - 1)
        hopeless = fault.reason not in TRANSIENT or attempt == ATTEMPTS or self.budget.calls <= 0
        if hopeless or pause > min(LONGEST_PAUSE_S, self.budget.remaining_s / 2):
            raise fault
        if self.cancel.wait(pause):
            raise ModelUnavailable("cancelled") from fault

    def _attempt(
        self, messages: Sequence[Message], prompt: Prompt, mode: Mode, options: dict[str, Any], max_tokens: int
    ) -> Answer:
        self.gateway.check()
        if self.cancel.is_set():
            raise ModelUnavailable("cancelled")
        estimate = count_tokens(json.dumps([list(messages), options], ensure_ascii=False)) + 8 * len(messages)
        self.budget.begin_call(estimate)
        limit = min(max_tokens, self.profile.answer_tokens, self.budget.tokens_out)
        started = time.monotonic()
        chosen = self.settings.reading_model if prompt.reader and self.settings.reading_model else self.settings.model
        call = Call(prompt=prompt.label, model=chosen, mode=mode, tokens_in=estimate)
        try:
            key = "max_output_tokens" if self.gateway.responses else self.profile.max_tokens_key
            message = self._stream(messages, options | {key: limit, "model": chosen})
            call.usage(message.usage_metadata, written(message))
            answer = answer_of(message)
            self.gateway.succeeded()
            return answer
        except ModelUnavailable as fault:
            call.error = fault.reason
            self.gateway.failed(fault)
            raise
        finally:
            call.ms = round((time.monotonic() - started) * 1000)
            self._settle(call, estimate)

    def _settle(self, call: Call, estimate: int) -> None:
        self.budget.end_call(call.tokens_out, call.tokens_in - estimate)
        price_in, price_out = self.settings.price_in_per_million, self.settings.price_out_per_million
        call.cost = (call.tokens_in * price_in + call.tokens_out * price_out) / 1e6
        self._record(call)
        self.gateway.spent(call)

    def _stream(self, messages: Sequence[Message], options: dict[str, Any]) -> Any:
        """The whole streamed message; the line is aborted when time is up or the turn is stopped."""
        client, line = self._open()
        line.renew()
        seconds = min(self.settings.model_timeout_s, self.budget.remaining_s)
        timer = threading.Timer(seconds, line.abort, [ModelUnavailable("timeout")])
        timer.daemon = True
        timer.start()
        forget = self.cancel.on_set(lambda: line.abort(ModelUnavailable("cancelled")))
        try:
            return collect(client.stream(list(messages), timeout=seconds, **options), line)
        except Exception as error:
            line.check(error)
            raise from_exception(error) from error
        finally:
            forget()
            timer.cancel()

    def _options(
        self,
        tools: Sequence[Mapping[str, Any]],
        tool_choice: str | Mapping[str, Any] | None,
        response_format: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        body = dict(self.profile.extra_body)
        options: dict[str, Any] = {}
        if response_format is not None:
            (options if self.gateway.responses else body)["response_format"] = response_format
        if body:
            options["extra_body"] = body
        if self.gateway.responses:
            options["store"] = False
        if tools:
            options["tools"] = list(tools)
            options["tool_choice"] = tool_choice or "auto"
        return options

    def _open(self) -> tuple[Any, Line]:
        from agent.model.wire import Line

        if self._line is None:
            self._line = Line(MAX_WIRE_BYTES, secure=not self.settings.model_base_url.startswith("http://"))
            self._client = connect(self.settings, self.profile, self._line, responses=self.gateway.responses)
        return self._client, self._line


def connect(settings: Settings, profile: Profile, line: Line, *, responses: bool = False) -> Any:
    """A ChatOpenAI on the line, without retries of its own; ``responses`` speaks the Responses API."""
    import httpx2
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=settings.model,
        base_url=settings.model_base_url or None,
        api_key=settings.model_api_key if settings.model_api_key.get_secret_value() else (lambda: "none"),
        timeout=settings.model_timeout_s,
        max_retries=0,
        use_responses_api=responses,
        stream_usage=profile.stream_usage and not responses,
        temperature=0 if profile.temperature else None,
        default_headers={"Accept-Encoding": "identity"},
        http_client=httpx2.Client(transport=line, timeout=settings.model_timeout_s),
        http_async_client=None,
    )
