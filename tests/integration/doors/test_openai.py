"""The official client of OpenAI, and Open WebUI's requests, against a started server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI

from agent import Agent
from tests.integration.doors.started import started

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
OTHER = "机加工车间废乳化液含油高，COD降不下来，想降到500mg/L以下"
Messages = list[Any]


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with started(agent) as url:
        yield url


@pytest.fixture
def client(agent: Agent, address: str) -> OpenAI:
    _, secret = agent.knowledge.casebook.keys.create("openai", ["chat"], "test", rate=10_000, daily=100_000)
    return OpenAI(base_url=f"{address}/v1", api_key=secret, max_retries=0)


def ask(client: OpenAI, messages: Messages, **options: Any) -> Any:
    return client.chat.completions.create(model="queqiao", messages=messages, **options)


def turns(agent: Agent) -> int:
    book = agent.knowledge.casebook.conversations
    return sum(len(book.turns(one.id)) for one in book.recent(500))


def test_models(client: OpenAI) -> None:
    assert [one.id for one in client.models.list()] == ["queqiao"]
    assert client.models.retrieve("queqiao").owned_by == "queqiao"
    with pytest.raises(openai.NotFoundError, match="没有模型"):
        client.models.retrieve("gpt-5")


def test_a_completion_cites_by_array_links_and_annotations(client: OpenAI, address: str) -> None:
    answer = ask(client, [{"role": "system", "content": "你是助手"}, {"role": "user", "content": NEED}])
    message = answer.choices[0].message
    assert answer.choices[0].finish_reason == "stop" and answer.usage.total_tokens > 50
    assert "人工智能" in message.content
    links = [one.url_citation for one in message.annotations]
    assert links and all(message.content[one.start_index : one.end_index].endswith(f"({one.url})") for one in links)
    cited = answer.model_extra["citations"]
    assert {one.url for one in links} <= {one["url"] for one in cited} and cited[0]["quotes"]
    record = httpx2.get(links[0].url).json()
    assert record["title"] == links[0].title and links[0].url.startswith(address)


def test_the_history_that_a_client_sends_goes_on_in_one_conversation(client: OpenAI, agent: Agent) -> None:
    before = turns(agent)
    talk: Messages = [{"role": "user", "content": NEED}]
    first = ask(client, talk).choices[0].message.content
    talk += [{"role": "assistant", "content": first}, {"role": "user", "content": "预算80万"}]
    second = ask(client, talk).choices[0].message.content
    assert "80 万元" in second
    talk += [{"role": "assistant", "content": second}, {"role": "user", "content": "总结一下"}]
    assert "循环水" in ask(client, talk).choices[0].message.content
    assert turns(agent) - before == 3


def test_a_history_that_is_not_found_is_said_again_and_a_retry_does_not_disturb(client: OpenAI, agent: Agent) -> None:
    told = ask(client, [{"role": "user", "content": NEED}]).choices[0].message.content
    talk: Messages = [{"role": "user", "content": NEED}, {"role": "assistant", "content": told}]
    summary: Messages = [*talk, {"role": "user", "content": "总结一下"}]
    first, again = (ask(client, summary).choices[0].message.content for _ in range(2))
    assert first == again
    foreign: Messages = [{"role": "user", "content": OTHER}, {"role": "assistant", "content": "别家助手说的话"}]
    assert "乳化液" in ask(client, [*foreign, {"role": "user", "content": "总结一下"}]).choices[0].message.content


def test_two_people_with_one_key_and_one_history_do_not_meet(client: OpenAI) -> None:
    hello: Messages = [{"role": "user", "content": "你好"}]
    greeting = ask(client, hello).choices[0].message.content
    assert ask(client, hello).choices[0].message.content == greeting
    talk = [*hello, {"role": "assistant", "content": greeting}]
    one = ask(client, [*talk, {"role": "user", "content": NEED}]).choices[0].message.content
    other = ask(client, [*talk, {"role": "user", "content": "总结一下"}]).choices[0].message.content
    assert "循环水" in one and "循环水" not in other


def test_a_stream_says_the_same_and_ends_with_usage(client: OpenAI) -> None:
    messages: Messages = [{"role": "user", "content": NEED}]
    chunks = list(ask(client, messages, stream=True, stream_options={"include_usage": True}))
    text = "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)
    assert text == ask(client, messages).choices[0].message.content
    assert chunks[-1].usage.completion_tokens > 20 and chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-2].model_extra["citations"]


def test_a_response_whole_and_streamed_and_continued(client: OpenAI) -> None:
    first = client.responses.create(model="queqiao", input=NEED)
    assert first.status == "completed" and "循环水" in first.output_text
    part = first.output[0].content[0]  # type: ignore[union-attr]
    assert part.annotations[0].type == "url_citation" and first.usage.total_tokens > 50  # type: ignore[union-attr]
    second = client.responses.create(model="queqiao", input="预算80万", previous_response_id=first.id)
    assert "80 万元" in second.output_text and second.previous_response_id == first.id
    branch = client.responses.create(model="queqiao", input="总结一下", previous_response_id=first.id)
    assert "循环水" in branch.output_text and "80 万元" not in branch.output_text
    with client.responses.stream(model="queqiao", input=NEED) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds[:2] == ["response.created", "response.in_progress"] and kinds[-1] == "response.completed"
    assert "response.output_text.annotation.added" in kinds and final.output_text == first.output_text
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="queqiao", input="你好", previous_response_id="resp_none")


def test_errors_come_as_the_client_knows_them(client: OpenAI, address: str, agent: Agent) -> None:
    with pytest.raises(openai.AuthenticationError, match="密钥不对"):
        ask(OpenAI(base_url=f"{address}/v1", api_key="qq_wrong", max_retries=0), [{"role": "user", "content": "你好"}])
    with pytest.raises(openai.AuthenticationError, match="需要密钥"):
        ask(OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0), [{"role": "user", "content": "你好"}])
    with pytest.raises(openai.BadRequestError, match="最后一条"):
        ask(client, [{"role": "assistant", "content": "x"}])
    picture = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,x"}}]
    with pytest.raises(openai.BadRequestError, match="只读文字"):
        ask(client, [{"role": "user", "content": picture}])
    _, poor = agent.knowledge.casebook.keys.create("少", ["chat"], "test", rate=1000, daily=1)
    poor_client = OpenAI(base_url=f"{address}/v1", api_key=poor, max_retries=0)
    ask(poor_client, [{"role": "user", "content": "你好"}])
    with pytest.raises(openai.RateLimitError) as refused:
        ask(poor_client, [{"role": "user", "content": "你好"}])
    assert int(refused.value.response.headers["retry-after"]) > 0


def test_open_webui(client: OpenAI, address: str, agent: Agent) -> None:
    """Its requests as it sends them: models, a stream with its own fields, then tasks for title and tags."""
    headers = {"Authorization": f"Bearer {client.api_key}", "X-OpenWebUI-User-Id": "u1"}
    assert httpx2.get(f"{address}/v1/models", headers=headers).json()["data"][0]["id"] == "queqiao"
    body = {
        "stream": True,
        "model": "queqiao",
        "messages": [{"role": "user", "content": [{"type": "text", "text": NEED}]}],
        "params": {},
        "tool_servers": [],
        "features": {"web_search": False},
        "stream_options": {"include_usage": True},
        "temperature": 0.7,
    }
    with httpx2.stream("POST", f"{address}/v1/chat/completions", json=body, headers=headers, timeout=60) as stream:
        lines = [line for line in stream.iter_lines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]" and json.loads(lines[1][6:])["choices"][0]["delta"]["content"]
    before, needs = turns(agent), len(agent.knowledge.casebook.needs.latest(500))
    history = f"### Chat History:\n<chat_history>\nUSER: {NEED}\nASSISTANT: 找到 4 项\n</chat_history>"
    for wanted, key in (('{ "title": "your title" }', "title"), ('{ "tags": ["a"] }', "tags")):
        task = f"### Task:\nGenerate it.\n### Output:\nJSON format: {wanted}\n{history}"
        told = ask(client, [{"role": "user", "content": task}], stream=False).choices[0].message.content
        assert json.loads(told) == {key: NEED[:24] if key == "title" else []}
    assert (turns(agent), len(agent.knowledge.casebook.needs.latest(500))) == (before, needs)


def test_a_long_history_is_read(client: OpenAI) -> None:
    long: Messages = [{"role": role, "content": "很长的话" * 200} for _ in range(100) for role in ("user", "assistant")]
    with pytest.raises(openai.BadRequestError, match="最后一条"):
        ask(client, long)
