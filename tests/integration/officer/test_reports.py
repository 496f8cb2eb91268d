"""Reports, matches, administration at the desk, and the wall between tenants."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from agent import Agent, CaseError, Desk
from evals.train.pairs.reading import read_decisions
from evals.train.records.rows import decisions
from tests.integration.officer.acting import HEAD, NEED, WANG, audited, first, new_need


class TestReport:
    def test_edit_check_approve_and_export(self, desk: Desk, agent: Agent, need: str) -> None:
        draft = desk.reports.draft(WANG, need, "full").stored.draft
        bad = draft.replace("## 一、结论", "## 一、结论\n\n良率可达 99.7%，联系 13812345678。", 1)
        checked = desk.reports.check(need, "full", 1, bad)
        assert checked.problems and checked.stored.final == bad
        stored = desk.reports.read(need, "full")
        assert stored and stored.stored.final == draft, "a check stores nothing"
        with pytest.raises(CaseError, match="没有通过核对"):
            desk.reports.approve(WANG, need, "full", 1, bad)
        good = draft.replace("## 一、结论", "## 一、结论\n\n以下内容已由专员通读。", 1)
        approved = desk.reports.approve(WANG, need, "full", 1, good)
        assert approved.stored.approved_by == "wang" and not approved.problems
        assert [one.text for one in approved.changes if one.kind == "added" and one.text] == ["以下内容已由专员通读。"]
        with pytest.raises(CaseError, match="不能再改"):
            desk.reports.save(WANG, need, "full", 1, draft)
        assert audited(agent, "批准报告", need)

    def test_an_officer_may_stand_in_for_a_doubtful_line(self, desk: Desk, agent: Agent, need: str) -> None:
        draft = desk.reports.draft(WANG, need, "brief").stored.draft
        doubtful = f"{draft}\n现场测得 37.5 处。\n"
        approved = desk.reports.approve(WANG, need, "brief", 1, doubtful, confirmed=True)
        assert approved.stored.final == doubtful
        assert "待核实" in agent.knowledge.casebook.audit.recent(action="批准报告", object=need)[0].detail

    def test_the_report_follows_the_officers_choice(self, desk: Desk, need: str) -> None:
        old = first(desk, need)
        desk.candidates.swap(WANG, need, old, "A-0008", "其他")
        written = desk.reports.draft(WANG, need, "full")
        assert old not in {one.record_id for one in written.report.citations}
        assert "A-0008" in written.stored.draft

    def test_every_variant_is_drafted_or_says_why_not(self, desk: Desk, need: str) -> None:
        for variant in desk.reports.variants:
            written = desk.reports.draft(WANG, need, variant)
            assert written.report.label in written.stored.draft
        assert [one.version for one in desk.reports.versions(need, "full")] == [1]

    @pytest.mark.parametrize("made", ["docx", "html", "md"])
    def test_exports_are_named_after_their_state(self, desk: Desk, agent: Agent, need: str, made: str) -> None:
        draft = desk.reports.draft(WANG, need, "full")
        first_export = desk.reports.export(WANG, need, "full", 1, made)
        assert "未批准" in first_export.name and first_export.name.endswith(f".{made}")
        desk.reports.approve(WANG, need, "full", 1, draft.stored.draft)
        exported = desk.reports.export(WANG, need, "full", 1, made)
        assert "未批准" not in exported.name
        if made == "docx":
            assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(exported.content)).namelist()
        else:
            assert "对接推荐报告" in exported.content.decode()
        assert audited(agent, "导出报告", need)

    @pytest.mark.parametrize(("variant", "version", "made"), [("full", 9, "docx"), ("x", 1, "md"), ("full", 1, "exe")])
    def test_what_is_not_there_is_not_exported(
        self, desk: Desk, need: str, variant: str, version: int, made: str
    ) -> None:
        with pytest.raises(CaseError):
            desk.reports.export(WANG, need, variant, version, made)


class TestProgress:
    def test_moves_are_kept_with_who_and_why(self, desk: Desk, agent: Agent, need: str) -> None:
        record = first(desk, need)
        desk.candidates.accept(WANG, need, record)
        for status in ("联系", "洽谈", "签约"):
            desk.progress.move(HEAD, need, record, status, f"到{status}")
        with pytest.raises(CaseError, match="原因"):
            desk.progress.move(WANG, need, record, "关闭")
        with pytest.raises(CaseError):
            desk.progress.move(WANG, need, record, "飞升")
        desk.progress.move(WANG, need, record, "关闭", "合同取消", "需求取消或变更")
        (line,) = desk.progress.of_need(need)
        told = [(move.from_status, move.to_status, move.who) for move in line.moves]
        assert told[0] == ("", "推荐", "wang") and told[-1] == ("签约", "关闭", "wang") and len(told) == 5
        assert line.moves[-1].close_reason == "需求取消或变更"
        assert audited(agent, "更新对接状态", f"{need}/{record}")

    def test_contact_data_only_after_contact_and_in_the_audit_log(self, desk: Desk, agent: Agent, need: str) -> None:
        record = first(desk, need)
        desk.candidates.accept(WANG, need, record)
        with pytest.raises(CaseError, match="联系"):
            desk.progress.contact(WANG, need, record)
        desk.progress.move(WANG, need, record, "联系")
        assert desk.progress.contact(WANG, need, record)
        assert audited(agent, "查看联系方式", f"{need}/{record}")


class TestAdministration:
    def test_only_administrators_see_audit_usage_and_exports(self, desk: Desk) -> None:
        admin = desk.administration
        for ask in (admin.audit, admin.usage, admin.traces, admin.decisions):
            with pytest.raises(CaseError, match="管理员"):
                ask(WANG)
            assert ask(HEAD) is not None

    def test_decisions_come_out_as_training_pairs(self, desk: Desk, need: str, tmp_path: Path) -> None:
        achievements = [one.record_id for one in desk.candidates.present(need).recommendation.achievements]
        desk.candidates.accept(WANG, need, achievements[0])
        desk.candidates.reject(WANG, need, achievements[1], "技术不契合")
        desk.candidates.reject(WANG, need, achievements[2], "价格或经费不合")
        made = desk.administration.decisions(HEAD)
        rows = csv.DictReader(io.StringIO(made.content.decode("utf-8-sig")))
        levels = {row["aid"]: row["level"] for row in rows if row["rid"].lstrip("'") == need}
        assert levels == {achievements[0]: "3", achievements[1]: "1", achievements[2]: "2"}
        path = tmp_path / made.name
        path.write_bytes(made.content)
        judged = read_decisions(path)
        assert judged.needs[need][1] == NEED and achievements[0] in judged.titles
        kept = judged.features[need, achievements[0]]
        assert kept["found"] > 0 and kept["region_fit"] == 1.0
        assert {one.need for one in decisions(path)} >= {need}

    def test_exported_cells_are_no_formulas(self, desk: Desk, agent: Agent) -> None:
        need = new_need(agent, "=HYPERLINK 打不开，喷漆房循环水发臭，想延长换水周期到3个月以上")
        desk.candidates.accept(WANG, need, first(desk, need))
        rows = csv.reader(io.StringIO(desk.administration.decisions(HEAD).content.decode("utf-8-sig")))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]

    def test_traces_hold_no_words_of_the_enterprise(self, desk: Desk, need: str) -> None:
        lines = desk.administration.traces(HEAD).content.decode().splitlines()
        assert lines and all("trace" in json.loads(line) for line in lines)
        assert "保险杠注塑件，表面总有" not in "".join(lines)


def test_another_tenant_sees_and_changes_nothing(agent: Agent, desk: Desk, need: str) -> None:
    record = first(desk, need)
    desk.candidates.accept(WANG, need, record)
    desk.reports.draft(WANG, need, "full")
    other = Desk(Agent(agent.knowledge.for_tenant("other"), agent.settings))
    assert other.inbox.page().total == 0 and not any(other.inbox.counts().values())
    for ask in (
        lambda: other.cards.present(need),
        lambda: other.cards.steps(need),
        lambda: other.cards.edit(WANG, need, 1, {}),
        lambda: other.candidates.present(need),
        lambda: other.candidates.accept(WANG, need, record),
        lambda: other.candidates.search(need, "注塑", record),
        lambda: other.reports.draft(WANG, need, "full"),
        lambda: other.reports.read(need, "full"),
        lambda: other.reports.versions(need, "full"),
        lambda: other.reports.check(need, "full", 1, "x"),
        lambda: other.reports.save(WANG, need, "full", 1, "x"),
        lambda: other.reports.approve(WANG, need, "full", 1, "x"),
        lambda: other.reports.export(WANG, need, "full", 1, "md"),
        lambda: other.progress.of_need(need),
        lambda: other.progress.move(WANG, need, record, "联系"),
        lambda: other.progress.contact(WANG, need, record),
        lambda: other.inbox.assign(WANG, need, ""),
    ):
        with pytest.raises(CaseError):
            ask()
    assert other.administration.audit(HEAD) == []
    assert need not in other.administration.decisions(HEAD).content.decode()
    assert desk.progress.of_need(need)[0].match.status == "推荐"


def test_nothing_is_saved_over_what_another_officer_saved(desk: Desk, need: str) -> None:
    shown = desk.reports.draft(WANG, need, "brief")
    checked = desk.reports.check(need, "brief", 1, f"{shown.stored.final}\n我加的一段")
    desk.reports.save(HEAD, need, "brief", 1, f"{shown.stored.final}\n别人的一段", shown.saved)
    for act in (desk.reports.save, desk.reports.approve):
        with pytest.raises(CaseError, match="别人"):
            act(WANG, need, "brief", 1, checked.stored.final, based_on=checked.saved, **CONFIRMED.get(act.__name__, {}))
    now = desk.reports.read(need, "brief")
    assert now is not None and "别人的一段" in now.stored.final and not now.stored.approved_by


CONFIRMED = {"approve": {"confirmed": True}}
