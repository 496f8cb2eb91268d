"""The desk below its screen: inbox, card, candidates, report, progress, exports, tenants, audit."""

from __future__ import annotations

import pytest

from agent import Agent, CardError, CaseError, Desk
from agent.officer import cards
from tests.integration.officer.acting import HEAD, WANG, audited, first, form_of


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
