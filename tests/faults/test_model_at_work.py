"""A model that behaves: what it adds, over a real HTTP endpoint, and what the turn's trace says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agent import Agent, Reply
from tests.six_records import NEED

Open = Callable[..., Agent]
PRICES = {"price_in_per_million": 2.0, "price_out_per_million": 8.0}


def say(agent: Agent, *messages: str) -> Reply:
    conversation = agent.start_conversation("test").id
    for message in messages:
        last = list(agent.stream(conversation, message))[-1]
    return last.reply


def test_an_opening_stands_before_the_first_candidate(endpoint: Any, open_agent: Open) -> None:
    opening = "注塑粒料水分闭环控制针对保险杠注塑件表面银纹"
    endpoint.script = [
        endpoint.called("submit", {"sentences": [{"text": opening, "from": [2, 3]}]}),
    ]
    reply = say(open_agent(tenant="default", **PRICES), NEED)
    sections = [item.section for item in reply.statements]
    place = next(i for i, item in enumerate(reply.statements) if item.text == opening)
    assert sections[place] == "note" and sections[place + 1] == "achievement"
    assert reply.engine == "model" and reply.degraded == "" and opening in reply.text
    assert {citation.record_id for citation in reply.statements[place].citations} == {"A-9001"}


def test_the_users_own_contact_data_are_not_sent(endpoint: Any, open_agent: Open) -> None:
    endpoint.reads, endpoint.script = True, [endpoint.called("submit", {"act": "recommend"})]
    say(open_agent(), f"{NEED}，联系人王工 13912345678，邮箱：wang@firm.example", "有哪些中试平台？请回电 13912345678")
    sent = json.dumps(endpoint.seen, ensure_ascii=False)
    assert "保险杠" in sent and "请回电" in sent and "〔联系方式1〕" in sent
    assert "13912345678" not in sent and "wang@firm.example" not in sent


def test_an_object_that_names_nothing_in_particular_is_not_taken(endpoint: Any, open_agent: Open) -> None:
    need = "我们的产品质量老是不稳定，客户投诉多，不知道该找谁帮忙看看。"
    vague = {"quote": "我们的产品质量老是", "object": "产品质量", "problem": "产品质量"}
    endpoint.reads, endpoint.script = True, [endpoint.called("submit", {"act": "ask", "needs": [vague]})]
    plain, reply = say(open_agent(model=""), need), say(open_agent(), need)
    assert reply.card is not None and plain.card is not None
    assert reply.card.object == plain.card.object == "" and reply.card.problem == plain.card.problem


def test_the_opening_is_written_over_what_cites_a_record(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [endpoint.called("submit", {"statements": []})]
    reply = say(open_agent(), NEED)
    told = endpoint.seen[0]["messages"][1]["content"]
    uncited = [item.text for item in reply.statements if item.section == "understanding" and not item.citations]
    assert uncited and not any(text in told for text in uncited) and "注塑粒料水分闭环控制" in told


def test_a_question_is_answered_with_tools_and_traced(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "A-9001", "field": "parameters", "quote": "良率 ≥ 98.4 %"}
    found = {"statements": [{"text": "注塑粒料的良率不低于 98.4%", "citations": [quote]}]}
    endpoint.script = [
        endpoint.called("search_achievements", {"query": "注塑银纹"}),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    agent = open_agent(**PRICES)
    reply = say(agent, "你们有哪些注塑粒料的中试平台？")
    assert reply.engine == "model" and "注塑中试平台" in reply.statements[0].text
    assert reply.statements[-1].text == "《注塑粒料水分闭环控制》〔A-9001〕：注塑粒料的良率不低于 98.4%"
    trace = reply.trace
    assert trace["tools"][0]["name"] == "search_achievements" and "A-9001" in trace["tools"][0]["found"]
    assert [call["prompt"] for call in trace["calls"]] == ["read@1", "followup@3", "followup@3"]
    assert (trace["tokens_in"], trace["tokens_out"], trace["calls"][0]["counted"]) == (300, 60, "provider")
    assert trace["cost"] == round((300 * 2 + 60 * 8) / 1e6, 6)
    assert {"read", "converse", "follow", "verify"} <= {step["name"] for step in trace["steps"]}
    tool_message = endpoint.seen[1]["messages"][-1]
    assert tool_message["role"] == "tool" and "=====边界" in tool_message["content"]
    kept = [json.loads(line) for line in agent.traces()]
    assert any(line["trace"].get("tokens_out") == 60 for line in kept)


def step(tool: str, **arguments: Any) -> str:
    """A step of a model without tool calls of its own."""
    return json.dumps({"tool": tool, "arguments": arguments}, ensure_ascii=False)


def test_a_model_without_tool_calls_calls_tools_in_json(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "A-9001", "field": "parameters", "quote": "良率 ≥ 98.4 %"}
    found = {"statements": [{"citations": [quote], "text": "〔A-9001〕注塑粒料水分闭环控制良率不低于 98.4%"}]}
    endpoint.script = [
        endpoint.said(step("search_achievements", query="注塑银纹")),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    reply = say(open_agent(model_profile="local"), "你们有哪些注塑粒料的中试平台？")
    first, second = endpoint.seen
    assert not any("tools" in body for body in endpoint.seen)
    opening = first["messages"][1]["content"]
    assert "search_achievements(query)" in opening and "注塑中试平台" in opening and "小批量试模" not in opening
    assert [message["role"] for message in second["messages"]] == ["system", "user", "assistant", "user"]
    assert "=====边界" in second["messages"][3]["content"] and "A-9001" in second["messages"][3]["content"]
    assert reply.trace["tools"][0]["name"] == "search_achievements" and "A-9001" in reply.trace["tools"][0]["found"]
    assert [call["prompt"] for call in reply.trace["calls"]] == ["read@1", "followup_json@1", "followup_json@1"]
    assert reply.engine == "model" and reply.degraded == ""
    assert "注塑中试平台" in reply.statements[0].text and "98.4%" in reply.statements[-1].text


def test_the_schema_of_a_step_offers_tools_first_and_then_what_they_returned(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [
        endpoint.said(step("search_resources", query="中试平台")),
        endpoint.said('{"statements": []}'),
    ]
    say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    first, second = (body["response_format"]["json_schema"]["schema"]["anyOf"] for body in endpoint.seen)
    assert len(first) == 9 and all("tool" in choice["properties"] for choice in first)
    assert "contact" not in json.dumps(second) and "internal" not in json.dumps(second)
    assert len(second) == 10
    cited = second[-1]["properties"]["statements"]["items"]["properties"]["citations"]["items"]["properties"]
    assert "R-9001" in cited["record_id"]["enum"] and "clauses" in cited["field"]["enum"]


def test_asked_about_records_a_model_reads_these_first(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [endpoint.said(step("get_record", record_id="A-9002")), endpoint.said('{"statements": []}')]
    reply = say(open_agent(model_profile="local"), "A-9002 的做法是什么？")
    first, second = (body["response_format"]["json_schema"]["schema"]["anyOf"] for body in endpoint.seen)
    offered = {choice["properties"]["tool"]["const"]: choice["properties"]["arguments"] for choice in first}
    assert set(offered) == {"get_record", "explain_match"}
    assert offered["get_record"]["properties"] == {"record_id": {"enum": ["A-9002"]}}
    assert len(second) == 10 and reply.trace["tools"][0]["found"] == ["A-9002"]


def test_a_topic_that_records_are_named_after_leaves_every_tool(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [endpoint.said(step("search_resources", query="中试")), endpoint.said('{"statements": []}')]
    reply = say(open_agent(model_profile="local"), "中试平台数量是多少？")
    assert reply.act in ("policy", "explain")
    assert len(endpoint.seen[0]["response_format"]["json_schema"]["schema"]["anyOf"]) == 9


def test_nothing_protected_reaches_a_model_that_calls_tools_in_json(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [
        endpoint.said(step("get_record", record_id="A-9001")),
        endpoint.said(step("search_experts", query="注塑")),
        endpoint.said('{"statements": []}'),
    ]
    say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    sent = json.dumps(endpoint.seen, ensure_ascii=False)
    assert "水分闭环" in sent and "王某" in sent
    assert not any(secret in sent for secret in ("13900001111", "li@secret.example", "乙地", "wx-wangmou-77"))


def test_a_quote_under_the_wrong_field_is_found_in_the_right_one(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "R-9001", "field": "summary", "quote": "每批试模不超过 200 件"}
    found = {"statements": [{"citations": [quote], "text": "注塑中试平台每批试模不超过 200 件"}]}
    endpoint.script = [
        endpoint.said(step("search_resources", query="中试平台")),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    reply = say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    cited = [citation for citation in reply.citations if citation.quote == quote["quote"]]
    assert {citation.field for citation in cited} == {"clauses"}


def test_a_sentence_that_says_nothing_new_is_left_out(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "R-9001", "field": "summary", "quote": "提供小批量试模"}
    found = {"statements": [{"citations": [quote], "text": "注塑中试平台是提供小批量试模的中试平台"}]}
    endpoint.script = [
        endpoint.said(step("search_resources", query="中试平台")),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    question = "你们有哪些中试平台？"
    plain = say(open_agent(model=""), question)
    reply = say(open_agent(model_profile="local"), question)
    assert reply.text == plain.text and reply.engine == "rules" and reply.degraded == ""
    assert [item.problem for item in reply.removed] == ["规则的回答里已经有"]


def test_a_sentence_beside_the_question_is_left_out(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "E-9001", "field": "directions", "quote": "银纹机理"}
    found = {"statements": [{"citations": [quote], "text": "王某的方向有银纹机理"}]}
    endpoint.script = [
        endpoint.said(step("search_experts", query="银纹")),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    beside = say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    assert beside.engine == "rules" and "王某" not in beside.text and beside.trace["tools"]
    assert [item.problem for item in beside.removed] == ["与问题无关"]


def test_an_opening_that_repeats_a_line_is_left_out(endpoint: Any, open_agent: Open) -> None:
    plain = say(open_agent(model=""), NEED)
    line = next(item for item in plain.statements if item.section == "achievement")
    endpoint.script = [
        lambda request: endpoint.called("submit", {"sentences": [{"text": line.text, "from": [1, 2, 3, 4]}]}),
    ]
    reply = say(open_agent(), NEED)
    assert reply.text == plain.text


def test_a_question_that_the_rules_cannot_answer(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "E-9001", "field": "directions", "quote": "银纹机理"}
    found = {"statements": [{"text": "王某的方向有银纹机理", "citations": [quote]}]}
    endpoint.script = [
        endpoint.called("search_experts", {"query": "银纹"}),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    question = "引进懂银纹机理的人有没有补贴？"
    plain = say(open_agent(model=""), question)
    reply = say(open_agent(), question)
    assert plain.kind == "clarify" and reply.kind == "answer"
    assert [item.text for item in reply.statements] == ["《王某 教授》〔E-9001〕：王某的方向有银纹机理"]


def test_calls_at_once_history_coverage_and_an_absence(endpoint: Any, open_agent: Open) -> None:
    calls = [
        {"index": n, "id": f"c{n}", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
        for n, (name, given) in enumerate(
            [
                ("cover_card", {"record_ids": ["A-9001"]}),
                ("prove_absence", {"type": "achievement", "words": ["石墨烯", "保险杠"]}),
            ]
        )
    ]
    found = {"statements": [{"text": "库里没有石墨烯保险杠", "absence": 1, "citations": []}]}
    endpoint.script = [
        endpoint.called("submit", {"statements": []}),
        endpoint.streamed({"role": "assistant", "tool_calls": calls}, finish="tool_calls"),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    reply = say(open_agent(), NEED, "为什么推荐第一个？它满足我们哪几点？有没有石墨烯保险杠的成果？")
    asked, answered = endpoint.seen[-2:]
    assert NEED[:20] in asked["messages"][1]["content"] and "[I1] 目标" in asked["messages"][1]["content"]
    results = [one["content"] for one in answered["messages"] if one["role"] == "tool"]
    assert len(results) == 2 and "coverage" in results[0] and '"count": 0' in results[1]
    assert "查过全库：没有同时写到“石墨烯”、“保险杠”的成果。" in reply.text and "库里没有石墨烯保险杠" not in reply.text
    assert [one["name"] for one in reply.trace["tools"]] == ["cover_card", "prove_absence"]


def test_an_absence_that_was_not_asked_for_is_not_said(endpoint: Any, open_agent: Open) -> None:
    found = {"statements": [{"text": "库里没有中试平台", "absence": 1, "citations": []}]}
    endpoint.script = [
        endpoint.called("prove_absence", {"type": "resource", "words": ["中试平台"]}),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    reply = say(open_agent(), "你们有哪些中试平台？")
    assert "没有" not in reply.text and "注塑中试平台" in reply.text


def test_json_steps_may_hold_several_calls(endpoint: Any, open_agent: Open) -> None:
    steps = [
        {"tool": "search_resources", "arguments": {"query": "中试"}},
        {"tool": "get_record", "arguments": {"record_id": "A-9001"}},
    ]
    endpoint.script = [endpoint.said(json.dumps({"calls": steps})), endpoint.said('{"statements": []}')]
    reply = say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    assert [one["name"] for one in reply.trace["tools"]] == ["search_resources", "get_record"]
