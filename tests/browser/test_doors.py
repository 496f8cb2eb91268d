"""In a real browser: a key made and ended at the desk, and a complaint from the page to its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from agent import Agent, Settings
from tests.browser.desk_steps import NAME, PASSWORD, PATIENCE, enter, picture
from tests.serving import chromium, running
from ui.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("doors")
    settings = Settings(
        data_dir=folder, embedder="none", admin_user=NAME, admin_password=SecretStr(PASSWORD), rate_per_minute=10_000
    )
    agent = Agent.open(settings, owner=False)
    agent.sync()
    list(agent.stream(agent.start_conversation("web").id, "铝合金压铸壳体气孔多，漏气率12%，想降到2%以下"))
    with running(create_app(agent, settings)) as origin:
        yield origin
    agent.close()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        opened = context.new_page()
        opened.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield opened


def test_a_complaint_goes_from_the_page_to_its_answer_and_a_key_is_made_and_ended(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="投诉举报").click()
    page.locator("#text").fill("<img src=x onerror=alert(1)>报价写错了")
    page.locator("#contact").fill("13800000000")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#told")).to_contain_text("回执")
    picture(page, "complaint-form")
    told = page.locator("#told").inner_text()
    id, receipt = (told.split(f"{name}：")[1].split()[0] for name in ("编号", "回执"))
    enter(page, address)
    page.get_by_role("tab", name="管理").click()
    page.get_by_role("tab", name="投诉举报").click()
    expect(page.locator("#complaints")).to_contain_text("<img src=x onerror=alert(1)>报价写错了")
    page.get_by_label("选一条未处理的").click()
    page.get_by_role("option").first.click()
    page.get_by_label("处理结果").fill("已更正报价。")
    page.get_by_role("button", name="提交处理结果").click()
    expect(page.locator("#complaints")).to_contain_text("已更正报价。")
    picture(page, "complaints")
    found = httpx2.get(f"{address}/api/v1/complaints/{id}", headers={"X-Receipt": receipt}).json()
    assert found["answer"] == "已更正报价。"
    make_and_end_a_key(page, address)


def make_and_end_a_key(page: Page, address: str) -> None:
    page.get_by_role("tab", name="接口密钥").click()
    page.locator("#key-name input, #key-name textarea").fill("园区门户")
    page.locator("#key-create").click()
    secret = page.locator("#key-secret input, #key-secret textarea")
    expect(secret).to_have_value(re.compile("^qq_"))
    key = secret.input_value()
    picture(page, "keys")
    start = f"{address}/api/v1/conversations"
    assert httpx2.post(start, json={}, headers={"X-API-Key": key}).status_code == 201
    page.get_by_label("选一个密钥").click()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.locator("#keys")).to_contain_text("停用")
    assert httpx2.post(start, json={}, headers={"X-API-Key": key}).status_code == 401
