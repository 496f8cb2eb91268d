"""What officers type is kept, comes back to them, and meets what others saved meanwhile without a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Agent, CaseError, Desk, Settings
from tests.integration.officer.acting import HEAD, WANG, form_of, new_need


@pytest.fixture
def report(desk: Desk, need: str) -> int:
    return desk.reports.draft(WANG, need, "brief").stored.version


def test_a_report_that_is_being_typed_comes_back(desk: Desk, need: str, report: int) -> None:
    written = desk.reports.read(need, "brief")
    assert written and desk.drafts.keep_report(WANG, need, written, "改到一半", 0) == 1
    assert desk.drafts.keep_report(WANG, need, written, "改到一半，又写了一句", 1) == 2
    again = desk.drafts.report(WANG, written)
    assert again.stored.final == "改到一半，又写了一句" and again.draft and not again.conflict
    other = desk.drafts.report(HEAD, written)
    assert other.draft is None and other.stored.final == written.stored.final
    assert [one.who for one in desk.drafts.others(HEAD, need, "report/brief/1")] == ["wang"]
    desk.reports.save(WANG, need, "brief", report, again.stored.final, again.saved)
    assert not desk.drafts.others(HEAD, need, "report/brief/1")


def test_a_report_that_somebody_else_saved_meanwhile_is_a_conflict_and_nothing_is_lost(
    desk: Desk, need: str, report: int
) -> None:
    written = desk.reports.read(need, "brief")
    assert written
    desk.drafts.keep_report(WANG, need, written, "王写的", 0)
    desk.reports.save(HEAD, need, "brief", report, "主任写的", written.saved)
    fresh = desk.reports.read(need, "brief")
    assert fresh
    again = desk.drafts.report(WANG, fresh)
    assert again.conflict and again.stored.final == "王写的" and again.stands == "主任写的"
    with pytest.raises(CaseError, match="别人保存过"):
        desk.reports.save(WANG, need, "brief", report, again.stored.final, again.saved)
    assert desk.drafts.report(WANG, fresh).stored.final == "王写的", "a refused save loses nothing"
    desk.reports.save(WANG, need, "brief", report, again.stored.final, again.mine().saved)
    last = desk.reports.read(need, "brief")
    assert last and last.stored.final == "王写的" and desk.drafts.report(WANG, last).draft is None


def test_two_windows_of_one_officer_do_not_overwrite_each_other(desk: Desk, need: str, report: int) -> None:
    written = desk.reports.read(need, "brief")
    assert written
    desk.drafts.keep_report(WANG, need, written, "第一个窗口", 0)
    with pytest.raises(CaseError, match="另一个窗口"):
        desk.drafts.keep_report(WANG, need, written, "第二个窗口", 0)
    assert desk.drafts.report(WANG, written).stored.final == "第一个窗口"
    assert desk.drafts.keep_report(WANG, need, written, written.saved, 1) == 0
    assert desk.drafts.report(WANG, written).draft is None, "typed back to what is saved"


def test_a_draft_is_of_its_version_and_given_up_at_will(desk: Desk, need: str, report: int) -> None:
    written = desk.reports.read(need, "brief")
    assert written
    desk.drafts.keep_report(WANG, need, written, "旧版上的草稿", 0)
    fresh = desk.reports.draft(WANG, need, "brief")
    assert desk.drafts.report(WANG, fresh).draft is None
    assert desk.drafts.report(WANG, written).draft is not None
    desk.drafts.give_up(WANG, need, "report/brief/1")
    assert desk.drafts.report(WANG, written).draft is None
    with pytest.raises(CaseError, match="太长"):
        desk.drafts.keep_report(WANG, need, fresh, "长" * 200_001, 0)
    with pytest.raises(CaseError):
        desk.drafts.keep_report(WANG, "no-such-need", written, "x", 0)


def test_a_card_that_is_being_typed_is_put_over_what_others_saved(desk: Desk, need: str) -> None:
    version = desk.cards.present(need).version
    mine = form_of(desk, need) | {"enterprise": "甲厂", "deadline": "明年六月"}
    assert desk.drafts.keep_card(WANG, need, version, mine, 0) == 1
    desk.cards.edit(HEAD, need, version, form_of(desk, need) | {"enterprise": "乙厂", "stage": "中试"})
    found = desk.drafts.card(WANG, need)
    assert (found.form["enterprise"], found.form["deadline"], found.form["stage"]) == ("甲厂", "明年六月", "中试")
    assert [(one.label, one.saved) for one in found.conflicts] == [(desk.cards.labels["enterprise"], "乙厂")]
    assert desk.drafts.card(HEAD, need).form == form_of(desk, need)
    desk.cards.edit(WANG, need, found.card.version, found.form)
    assert desk.cards.present(need).enterprise == "甲厂" and desk.drafts.card(WANG, need).seen == 0


def test_a_card_typed_back_leaves_no_draft(desk: Desk, need: str) -> None:
    version, form = desk.cards.present(need).version, form_of(desk, need)
    assert desk.drafts.keep_card(WANG, need, version, form, 0) == 0
    desk.drafts.keep_card(WANG, need, version, form | {"enterprise": "甲"}, 0)
    assert desk.drafts.keep_card(WANG, need, version, form, 1) == 0
    assert desk.drafts.card(WANG, need).seen == 0


def test_drafts_outlive_the_process(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, embedder="none")
    agent = Agent.open(settings, owner=False)
    agent.sync()
    need, desk = new_need(agent), Desk(agent)
    written = desk.reports.draft(WANG, need, "brief")
    desk.drafts.keep_report(WANG, need, written, "写到一半停电了", 0)
    agent.close()
    agent = Agent.open(settings, owner=False)
    stored = Desk(agent).reports.read(need, "brief")
    assert stored and Desk(agent).drafts.report(WANG, stored).stored.final == "写到一半停电了"
    agent.close()
