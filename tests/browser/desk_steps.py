"""The steps of an officer's way through the desk.

``QUEQIAO_SCREENSHOTS=docs/images`` in the environment writes the pictures that the documentation shows.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.needs import NEED

NAME, PASSWORD = "王敏", "十二月的江边，有两只喜鹊"


PATIENCE = 30_000


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    folder = os.environ.get("QUEQIAO_SCREENSHOTS")
    if folder:
        for toast in page.get_by_test_id("toast-close").all():
            toast.click()
        page.evaluate("document.querySelectorAll('textarea').forEach(box => box.scrollTop = 0); scrollTo(0, 0)")
        page.wait_for_timeout(600)
        path = Path(folder) / f"desk-{name}.png"
        page.screenshot(path=path, full_page=whole)
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def choose(page: Page, field: str, words: str) -> None:
    page.locator(f"{field} input").click()
    page.get_by_role("option").filter(has_text=words).click()


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/officer/login")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#inbox table")).to_be_visible()


def ask_on_the_chat_page(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("textarea").first.fill(NEED)
    page.keyboard.press("Enter")
    expect(page.locator(".candidate").first).to_be_visible()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/officer/")
    expect(page).to_have_url(f"{address}/officer/login")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill("不是这个密码，试一次看看")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    picture(page, "login")
    enter(page, address)


def open_the_need(page: Page) -> None:
    picture(page, "inbox")
    page.locator("#inbox a").filter(has_text="保险杠").click()
    expect(page.locator("#talk")).to_contain_text("表面总有银纹")
    choose(page, "#owner", NAME)
    expect(page.get_by_test_id("toast-body").first).to_contain_text(f"已交给 {NAME}")


def correct_the_card(page: Page) -> None:
    page.locator("#card-budget_cny input, #card-budget_cny textarea").fill("80万元")
    cell = page.locator("#card-indicators").get_by_role("gridcell", name="98", exact=True)
    cell.dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="保存为新版本").click()
    expect(page.locator("#versions")).to_contain_text("第 2 版")
    expect(page.locator("#versions")).to_contain_text("80 万元")
    expect(page.locator("#versions")).to_contain_text("良率 ≥ 99 %")
    picture(page, "need", whole=True)


def swap_a_candidate(page: Page) -> None:
    page.get_by_role("tab", name="候选与覆盖").click()
    page.locator("#candidate input").click()
    page.get_by_role("option").nth(1).click()
    choose(page, "#reject-reason", "对象或工况不同")
    page.locator("#swap-query input, #swap-query textarea").fill("薄壁注塑件翘曲")
    page.get_by_role("button", name="搜索").click()
    page.locator("#swap-results label").first.click()
    entering = re.findall(r"A-\d{4}", page.locator("#swap-results label").first.inner_text())[0]
    picture(page, "candidates")
    page.get_by_role("button", name="用选中的替换候选").click()
    expect(page.locator("#candidates")).to_contain_text("已移出")
    expect(page.locator("#matrix")).to_contain_text(entering)


def edit_and_approve_the_report(page: Page) -> None:
    page.get_by_role("tab", name="报告").click()
    page.get_by_role("button", name="起草新版本").click()
    expect(page.locator("#preview h1")).to_have_text("对接推荐报告")
    text = page.locator("#report-text textarea")
    draft = text.input_value()
    expect(page.locator("#preview h2")).to_have_count(draft.count("\n## "))
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n良率可达 99.7%。", 1))
    expect(page.locator("#preview mark.doubt")).to_have_text("良率可达 99.7%。")
    expect(page.locator("#preview .why")).to_contain_text("待核实")
    expect(page.locator("#report-status")).to_contain_text("1 处待核实")
    picture(page, "preview")
    type_along(page)
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n良率可达 99.7%。", 1))
    page.get_by_role("button", name="核对改动").click()
    page.get_by_role("tab", name="核对结果").click()
    expect(page.locator("#problems")).to_contain_text("99.7")
    page.get_by_role("button", name="署名批准").click()
    expect(page.get_by_test_id("toast-body").last).to_contain_text("没有通过核对")
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n以下内容已由专员逐句通读。", 1))
    page.get_by_role("button", name="署名批准").click()
    expect(page.locator("#report-status")).to_contain_text("已批准")
    page.get_by_role("tab", name="与初稿的差异").click()
    expect(page.locator("#changes ins")).to_contain_text("以下内容已由专员逐句通读。")
    page.get_by_role("tab", name="来源").click()
    picture(page, "report", whole=True)


def type_along(page: Page) -> None:
    """What is typed stands in the preview, which scrolls along with the text."""
    page.locator("#report-text textarea").press("Control+End")
    page.keyboard.type("末尾补一句，逐字输入", delay=5)
    expect(page.locator("#preview")).to_contain_text("末尾补一句，逐字输入")
    page.locator("#report-text textarea").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    page.wait_for_function("document.querySelector('#preview').scrollTop > 100")


def export_to_word(page: Page, folder: Path) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Word").click()
    target = folder / "report.docx"
    waiting.value.save_as(target)
    assert waiting.value.suggested_filename.endswith("-v1.docx")
    assert target.read_bytes()[:2] == b"PK"


def move_the_match_on(page: Page) -> None:
    page.get_by_role("tab", name="对接进展").click()
    page.get_by_label("关闭", exact=True).check()
    expect(page.locator("#close-reason")).to_be_visible()
    page.get_by_label("联系", exact=True).check()
    page.locator("#match-note textarea").fill("已与团队通话，约定到厂看样件")
    page.get_by_role("button", name="更新状态").click()
    expect(page.locator("#matches")).to_contain_text("已与团队通话，约定到厂看样件")
    expect(page.locator("#need-head")).to_contain_text("联系")
    picture(page, "match")


def read_the_audit_log(page: Page) -> None:
    page.get_by_role("tab", name="管理").click()
    page.get_by_role("tab", name="操作记录").click()
    for action in ("修改需求卡", "采用候选", "批准报告", "导出报告", "更新对接状态"):
        expect(page.locator("#audit")).to_contain_text(action)
    picture(page, "audit")


def log_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
