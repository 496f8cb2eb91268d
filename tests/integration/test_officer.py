"""The desk below its screen: inbox, card, candidates, report, progress, exports, tenants, audit."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent, CardError, CaseError, Desk, Officer, Settings
from agent.officer import cards
from evals.train.pairs.reading import read_decisions
from evals.train.records.asked import read_features

NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决，最好找省内高校"
WANG = Officer(username="wang", role="officer")
HEAD = Officer(username="head", role="administrator")


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("desk")
    opened = Agent.open(Settings(data_dir=folder, embedder="none"), owner=False)
    opened.sync()
    for officer in (WANG, HEAD):
        opened.knowledge.casebook.accounts.add(officer.username, "not used here", officer.role)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(agent: Agent) -> Desk:
    return Desk(agent)


def new_need(agent: Agent, text: str = NEED) -> str:
    conversation = agent.start_conversation("test").id
    assert list(agent.stream(conversation, text))[-1].type == "done"
    need = agent.knowledge.casebook.needs.of_conversation(conversation)
    assert need is not None
    return need.id


@pytest.fixture
def need(agent: Agent) -> str:
    return new_need(agent)


def form_of(desk: Desk, need: str) -> dict[str, object]:
    return desk.cards.form(desk.cards.present(need))


def first(desk: Desk, need: str) -> str:
    return desk.candidates.present(need).recommendation.achievements[0].record_id


def audited(agent: Agent, action: str, object: str) -> bool:
    return bool(agent.knowledge.casebook.audit.recent(action=action, object=object))


class TestInbox:
    def test_a_need_from_the_chat_shows_up_with_its_facts(self, desk: Desk, need: str) -> None:
        row = next(one for one in desk.inbox.page().rows if one.id == need)
        assert row.status == "新建" and row.owner == "" and row.level in ["强", "较强", "弱", "无"]
        assert row.age == "刚刚" and 0 < row.quality <= 100 and "保险杠" in row.title

    def test_filters_by_status_owner_and_words(self, desk: Desk, agent: Agent, need: str) -> None:
        desk.inbox.assign(WANG, need, "wang")
        assert need in {one.id for one in desk.inbox.page(owner="wang").rows}
        assert need not in {one.id for one in desk.inbox.page(owner="无人认领").rows}
        assert need in {one.id for one in desk.inbox.page(status="新建", text="银纹").rows}
        assert desk.inbox.page(text="100%_").rows == [] and desk.inbox.page(status="签约").rows == []
        assert audited(agent, "分派需求", need)
        with pytest.raises(CaseError):
            desk.inbox.assign(WANG, need, "stranger")

    def test_counts_name_every_status(self, desk: Desk, need: str) -> None:
        assert list(desk.inbox.counts()) == ["新建", "推荐", "联系", "洽谈", "签约", "关闭"]

    def test_more_than_sixty_needs_are_paged_searched_and_sorted(self, agent: Agent) -> None:
        crowd = Agent(agent.knowledge.for_tenant("crowd"), agent.settings)
        books, desk = crowd.knowledge.casebook, Desk(crowd)
        for number in range(64):
            conversation = crowd.start_conversation("test").id
            words = f"我们的 {number} 号线冷却水有水垢" if number % 8 == 0 else f"第 {number} 条线停机"
            books.conversations.add_turn(conversation, words, "recommendation", {})
            books.cards.save(
                conversation, {"object": "换热器" if number % 16 == 0 else "泵", "problem": "结垢"}, "rules"
            )
            level = ("强", "较强", "弱", "无")[number % 4]
            need = books.needs.record(conversation, f"需求 {number}", number / 64, level)
            if number % 3 == 0:
                books.matches.propose(need.id, "A-1", "wang")
                books.matches.move(need.id, "A-1", "联系", "wang")
        pages = [desk.inbox.page(order="等得最久", number=number) for number in (1, 2, 3, 4)]
        assert [(page.total, page.pages, page.number, len(page.rows)) for page in pages] == [
            (64, 4, 1, 20), (64, 4, 2, 20), (64, 4, 3, 20), (64, 4, 4, 4)
        ]  # fmt: skip
        assert [row.title for page in pages for row in page.rows] == [f"需求 {number}" for number in range(64)]
        assert desk.inbox.page(number=99).number == 4 and desk.inbox.page(number=-3).number == 1
        assert desk.inbox.page(text="冷却水").total == 8 and desk.inbox.page(text="换热器 水垢").total == 4
        assert desk.inbox.page(text="结垢").total == 64 and desk.inbox.page(text="结垢", status="联系").total == 22
        assert [row.quality for row in desk.inbox.page(order="完整度高").rows][:2] == [98, 97]
        levels = [
            row.level for number in (1, 2, 3, 4) for row in desk.inbox.page(order="匹配级别高", number=number).rows
        ]
        assert levels == ["强"] * 16 + ["较强"] * 16 + ["弱"] * 16 + ["无"] * 16
        assert desk.inbox.page(number=2, status="签约").number == 1
        with pytest.raises(CaseError, match="排序"):
            desk.inbox.page(order="id; drop table needs")


class TestCard:
    def test_every_field_can_be_corrected_and_is_kept_as_a_version(self, desk: Desk, agent: Agent, need: str) -> None:
        form = form_of(desk, need)
        form |= {"budget_cny": "80万元", "deadline": "一年内", "enterprise": "某塑料厂", "regions": "四川、重庆"}
        form |= {"field": "新材料及其应用", "cooperation": ["委托开发", "先用后付"], "keywords": "银纹、注塑"}
        form["indicators"] = [["良率", "≥", "99", "", "%", ""], ["节拍", "区间", "40", "50", "s", ""]]
        form["sub_requirements"] = [["消除表面银纹", "表面总有银纹", ""], ["原料含水控制", "", "建议"]]
        card = desk.cards.edit(WANG, need, 1, form)
        assert (card.version, card.budget_cny, card.deadline, card.enterprise) == (2, 800_000, "一年内", "某塑料厂")
        assert card.field == "新材料及其应用" and card.regions == ["四川", "重庆"]
        assert [(one.name, one.value, one.value_max) for one in card.indicators] == [
            ("良率", 99, None),
            ("节拍", 40, 50),
        ]
        assert [one.text for one in card.sub_requirements][:2] == ["消除表面银纹", "原料含水控制"]
        step = desk.cards.steps(need)[0]
        assert step.author == "wang" and {"预算", "期限", "指标"} <= {one.label for one in step.changes}
        assert audited(agent, "修改需求卡", need)

    def test_what_the_officer_sets_may_be_said(self, desk: Desk, need: str) -> None:
        form = form_of(desk, need) | {"budget_cny": "83万元", "indicators": [["良率", "≥", "98.7", "", "%", ""]]}
        desk.cards.edit(WANG, need, 1, form)
        turn = desk.candidates.present(need).turns[-1]
        assert turn.reply["removed"] == [] and "预算 83 万元" in turn.reply["text"]
        assert {one.label for one in desk.cards.steps(need)[0].changes} == {"预算", "预算原文", "指标"}
        assert desk.reports.draft(WANG, need, "full").report.removed == []

    def test_untouched_rows_keep_the_words_they_came_from(self, desk: Desk, need: str) -> None:
        before = desk.cards.present(need)
        form = form_of(desk, need) | {"tier": "中小企业"}
        after = desk.cards.edit(WANG, need, before.version, form)
        assert after.indicators == before.indicators and after.baselines == before.baselines

    def test_a_changed_number_is_not_put_into_the_enterprises_mouth(self, desk: Desk, need: str) -> None:
        form = form_of(desk, need)
        rows = cards.indicator_rows(desk.cards.present(need).indicators)
        assert "98" in rows[0][5]
        rows[0][2] = "99.5"
        (one,) = desk.cards.edit(WANG, need, 1, form | {"indicators": rows}).indicators
        assert one.value == 99.5 and one.quote == "良率≥99.5%" and one.origin == "user"

    def test_nothing_changed_makes_no_version(self, desk: Desk, need: str) -> None:
        with pytest.raises(CaseError, match="没有改动"):
            desk.cards.edit(WANG, need, 1, form_of(desk, need))
        assert desk.cards.present(need).version == 1

    def test_two_officers_do_not_overwrite_each_other(self, desk: Desk, need: str) -> None:
        form = form_of(desk, need)
        desk.cards.edit(WANG, need, 1, form | {"budget_cny": "60万元"})
        with pytest.raises(CaseError, match="已有新版本"):
            desk.cards.edit(HEAD, need, 1, form | {"budget_cny": "70万元"})

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("budget_cny", "很多", "预算"),
            ("indicators", [["良率", "≥", "九八", "", "%", ""]], "第 1 行"),
            ("indicators", [["良率", "随便", "98", "", "%", ""]], "关系"),
            ("indicators", [["", "≥", "98", "", "%", ""]], "名称"),
            ("baselines", [["节拍", "区间", "40", "", "s", ""]], "上限"),
            ("cooperation", ["白送"], "合作方式"),
            ("problem", "长" * 400, "300"),
        ],
    )
    def test_wrong_values_are_told_in_chinese(
        self, desk: Desk, need: str, field: str, value: object, told: str
    ) -> None:
        with pytest.raises((CaseError, CardError), match=told):
            desk.cards.edit(WANG, need, 1, form_of(desk, need) | {field: value})
        assert desk.cards.present(need).version == 1

    def test_indicator_rows_read_back_as_they_were(self, desk: Desk, need: str) -> None:
        indicators = desk.cards.present(need).indicators
        assert cards.read_indicator_rows(cards.indicator_rows(indicators), "指标", indicators) == indicators


class TestCandidates:
    def test_what_stands_at_first_is_what_the_agent_recommended(self, desk: Desk, agent: Agent, need: str) -> None:
        found = desk.candidates.present(need)
        told = agent.history(found.need.conversation_id)[-1]["reply"]["recommendation"]
        assert found.recommendation.model_dump(mode="json") == told
        assert not found.rejected and not found.verdicts

    def test_accepting_begins_a_match(self, desk: Desk, agent: Agent, need: str) -> None:
        record = first(desk, need)
        desk.candidates.accept(WANG, need, record, "对口")
        (line,) = desk.progress.of_need(need)
        assert (line.match.record_id, line.match.status, line.match.level) == (record, "推荐", "强")
        assert desk.candidates.present(need).verdicts == {record: "采用"}
        assert audited(agent, "采用候选", f"{need}/{record}")

    def test_rejecting_takes_it_out_of_list_matrix_and_portfolio(self, desk: Desk, agent: Agent, need: str) -> None:
        record = first(desk, need)
        with pytest.raises(CaseError, match="原因"):
            desk.candidates.reject(WANG, need, record, "不喜欢")
        desk.candidates.reject(WANG, need, record, "指标达不到", "见过样件")
        found = desk.candidates.present(need)
        assert record not in {one.record_id for one in found.recommendation.achievements}
        assert record not in found.recommendation.coverage.columns and record not in found.recommendation.portfolio
        assert [one.record_id for one in found.rejected] == [record]
        decision = agent.knowledge.casebook.matches.decisions(need)[-1]
        assert decision.reason == "指标达不到：见过样件" and not decision.accepted
        assert decision.features["rank"] == 1 and decision.features["level"] == 4 and len(decision.features) > 6

    def test_a_rejected_candidate_can_come_back(self, desk: Desk, need: str) -> None:
        record = first(desk, need)
        desk.candidates.reject(WANG, need, record, "其他")
        desk.candidates.accept(WANG, need, record)
        assert record in {one.record_id for one in desk.candidates.present(need).recommendation.achievements}

    def test_swapping_puts_a_found_record_in_the_place_of_another(self, desk: Desk, need: str) -> None:
        before = [one.record_id for one in desk.candidates.present(need).recommendation.achievements]
        new = desk.candidates.search(need, "薄壁注塑件翘曲", instead_of=before[1])[0].id
        assert new not in before
        desk.candidates.swap(WANG, need, before[1], new, "对象或工况不同")
        found = desk.candidates.present(need)
        after = [one.record_id for one in found.recommendation.achievements]
        assert after == [before[0], new, *before[2:]]
        entered = found.recommendation.achievements[1]
        assert entered.title and entered.reasons and new in found.recommendation.coverage.columns
        quoted = [citation for reason in entered.reasons for citation in reason.citations]
        assert all(one.quote in found.records[one.record_id].citable_fields()[one.field] for one in quoted)
        assert [line.match.record_id for line in desk.progress.of_need(need)] == [new]

    def test_experts_are_swapped_by_experts_only(self, desk: Desk, need: str) -> None:
        found = desk.candidates.present(need).recommendation
        expert, achievement = found.experts[0].record_id, found.achievements[0].record_id
        other = desk.candidates.search(need, "化工", instead_of=expert)[0]
        assert other.type == "expert"
        with pytest.raises(CaseError, match="只能换成"):
            desk.candidates.swap(WANG, need, achievement, other.id, "其他")
        desk.candidates.swap(WANG, need, expert, other.id, "团队无暇承接")
        assert desk.candidates.present(need).recommendation.experts[0].record_id == other.id

    @pytest.mark.parametrize(("old", "new"), [("A-9999", "A-0008"), ("", "A-0008"), ("first", "A-9999"), ("first", "")])
    def test_impossible_swaps_change_nothing(self, desk: Desk, need: str, old: str, new: str) -> None:
        with pytest.raises(CaseError):
            desk.candidates.swap(WANG, need, first(desk, need) if old == "first" else old, new, "其他")
        assert not desk.candidates.present(need).verdicts

    def test_a_match_in_contact_is_not_swapped_away(self, desk: Desk, need: str) -> None:
        record = first(desk, need)
        desk.candidates.accept(WANG, need, record)
        desk.progress.move(WANG, need, record, "联系")
        with pytest.raises(CaseError, match="关闭"):
            desk.candidates.reject(WANG, need, record, "其他")

    def test_search_finds_by_id_and_by_the_card(self, desk: Desk, need: str) -> None:
        assert desk.candidates.search(need, "a-0222", instead_of=first(desk, need))[0].id == "A-0222"
        assert desk.candidates.search(need, "", instead_of=first(desk, need))


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
        assert kept["words"] > 0 and kept["region_fit"] == 1.0
        assert {one.case.id for one in read_features(path)} >= {need}

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
