"""No call of the model carries a contact or the name of a firm, whoever makes it; what comes back is whole again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.six_records import NEED

FIRM = "川南某某精密机械有限公司"
SECRETS = (FIRM, "13900001111", "zhou_gong77", "zhou@firm.example", "周工")
SAID = f"我们是{FIRM}，联系人周工，电话13900001111，微信：zhou_gong77，邮箱zhou@firm.example。{NEED}"


@pytest.fixture(name="reads")
def _reads(endpoint: Any) -> Any:
    endpoint.reads = True
    return endpoint


def test_reading_judging_wording_and_following_send_none(reads: Any, open_agent: Any) -> None:
    reads.script = [reads.said("{}")]
    agent = open_agent()
    conversation = agent.start_conversation("test").id
    for message in (SAID, "良率放宽到97%", "有哪些中试平台？请回电 13900001111", "为什么推荐A-9001"):
        assert list(agent.stream(conversation, message))[-1].reply is not None
    assert len({body["messages"][0]["content"] for body in reads.seen}) >= 3
    sent = json.dumps(reads.seen, ensure_ascii=False)
    assert not [one for one in SECRETS if one in sent] and "〔企业1〕" in sent and "〔联系方式1〕" in sent


def test_a_quote_with_a_placeholder_is_the_users_own_words_again(reads: Any, open_agent: Any) -> None:
    item = {"text": "消除银纹", "quote": "我们厂做汽车保险杠注塑件，表面总有银纹"}
    reading = {
        "act": "recommend",
        "needs": [{"quote": "我们是〔企业1〕", "items": [item], "limits": ["我们是〔企业1〕"]}],
    }
    reads.script = [reads.called("submit", reading), reads.said("{}")]
    reply = open_agent().ask(SAID)
    assert reply.card is not None and reply.card.constraints == [f"我们是{FIRM}"]
    assert "〔" not in reply.card.model_dump_json()


def test_a_text_that_is_decomposed_sends_none_and_a_secret_one_nothing(
    reads: Any, open_agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads.script = [reads.said("{}")]
    agent = open_agent()
    agent.decompose("x", "标题", SAID)
    sent = json.dumps(reads.seen, ensure_ascii=False)
    assert len(reads.seen) >= 1 and not [one for one in SECRETS if one in sent]
    monkeypatch.setattr("agent.settings._is_loopback", lambda host: False)
    before = len(reads.seen)
    agent.decompose("x", "标题", SAID + "，请保密")
    assert len(reads.seen) == before
