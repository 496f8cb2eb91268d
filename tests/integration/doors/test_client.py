"""The Python client against a started server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent
from tests.integration.doors.started import started
from ui.client import ApiProblem, Queqiao

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with started(agent) as url:
        yield url


def test_the_client_talks_reads_and_erases(agent: Agent, address: str, tmp_path: Path) -> None:
    scopes = ["chat", "catalogue", "needs", "import", "events"]
    _, secret = agent.knowledge.casebook.keys.create("客户端", scopes, "test", rate=10_000)  # type: ignore[arg-type]
    with Queqiao(address, secret) as queqiao:
        talk = queqiao.start()
        answer = talk.say(NEED)
        assert answer.act == "recommend" and answer.citations and "人工智能" in answer.label
        assert "80 万元" in talk.correct(budget_cny=800_000).text
        events = list(talk.stream("第一个的成熟度"))
        assert events[-1].answer is not None
        assert "".join(one.text for one in events if one.type == "token") == events[-1].answer.text
        assert [one["number"] for one in talk.messages()] == [1, 2, 3]
        assert talk.card()["budget_cny"] == 800_000 and talk.recommendation()["achievements"]
        assert talk.draft("brief", "docx").startswith(b"PK") and "未经" in talk.draft("brief").decode()
        talk.feedback(True, "有用")
        need = next(one for one in queqiao.needs() if one["conversation_id"] == talk.id)
        assert queqiao.need(need["id"])["card"]["budget_cny"] == 800_000 and queqiao.matches(need["id"]) == []
        assert queqiao.search("漆渣", type="achievement", limit=2)[0]["record"]["id"]
        file = tmp_path / "成果.csv"
        file.write_text("编号,成果名称\nA-1,试\n", "utf-8")
        assert queqiao.import_file(file, rehearsal=True)["rehearsal"] is True
        assert talk.id in [one["id"] for one in queqiao.conversations()]
        talk.erase()
        with pytest.raises(ApiProblem) as problem:
            talk.card()
        assert (problem.value.status, problem.value.code) == (404, "no_such_conversation")
        with pytest.raises(ApiProblem, match="还没有这份报告|没有找到"):
            queqiao.report("unknown-need")
    with Queqiao(address, "qq_wrong") as queqiao, pytest.raises(ApiProblem, match="密钥不对"):
        queqiao.start()
