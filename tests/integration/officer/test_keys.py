"""API keys at the desk: administrators only, every change audited, the secret nowhere but in the answer."""

from __future__ import annotations

import pytest

from agent import Agent, CaseError, Desk
from tests.integration.officer.acting import HEAD, WANG, audited


def test_administrators_make_and_end_keys(agent: Agent) -> None:
    keys = Desk(agent).keys
    key, secret = keys.create(HEAD, "园区门户", ["chat"], ["https://park.example.cn"], 60, 100)
    assert agent.knowledge.casebook.keys.find(secret) is not None
    assert audited(agent, "新建密钥", key.id) and secret not in str(agent.knowledge.casebook.audit.recent())
    assert [one.id for one in keys.all(HEAD)][0] == key.id
    keys.revoke(HEAD, key.id)
    assert agent.knowledge.casebook.keys.find(secret) is None and audited(agent, "停用密钥", key.id)


def test_officers_may_not(agent: Agent) -> None:
    keys = Desk(agent).keys
    for act in (
        lambda: keys.all(WANG),
        lambda: keys.create(WANG, "x", ["chat"], [], 60, 100),
        lambda: keys.revoke(WANG, "x"),
    ):
        with pytest.raises(CaseError, match="管理员"):
            act()
