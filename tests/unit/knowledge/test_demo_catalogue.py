"""The packaged catalogue: complete, valid, honest about what is invented, and answerable by the names people type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

from knowledge.demo import demo_records
from knowledge.records import (
    Achievement,
    AnyRecord,
    Expert,
    Figure,
    Resource,
    ResourceKind,
    ResourceStatus,
    TechnicalField,
    Vocabulary,
)
from knowledge.text import letters

NAMES = re.findall(
    r"\S+",
    """
科创通 科创岛 成都科创生态岛 线上科创通+线下科创岛 科创天府·智汇蓉城 校企双进·找矿挖宝 校企双进 高校院所成果超市
校院企地科技成果供需对接平台 跨部门需求采集平台 需求平台 供给平台 中介平台 科技成果与知识产权交易中心 技术转移中心
高校成果转化中心 中试验证平台 综合科技服务平台 科学数据共享 科技文献 仪器设备共用 科技法律 技术评估 项目认定 需求配对
政策咨询 跨区域设备共享平台 共享实验室 科创资源互通共用服务体系 西部中试综合服务平台
企业家进校园 科学家进园区 云对接 线上路演 菁蓉汇·校企双进 小规模闭门对接 精准对接 一产业一专场 一园区一专场 对接沙龙
双创系列活动 成果对接行动 粤港澳大湾区推广 一带一路科技交流大会 魅力成都
需求清单 有组织的科研 动态需求清单 关键核心技术需求清单 场景机会清单 超级场景清单 城市实景场 创新应用实验室
城市未来场景实验室 标杆场景 揭榜挂帅 揭榜挂帅项目管理办法 赛马制 赛马 订单式研发 订单式 企业出题 政府立题 协同破题
创新联合体 共建专利池 产学研联合实验室 工程技术研究中心 关键核心技术攻关项目
成果清单 挖掘科技成果 概念验证中心 中试平台 蜂鸟智造 民企运营型 政府投资型 企业开放型 校地合作型
西部中试中心实施方案 新型研发机构 技术转移机构 技术转移学院 天府实验室 大科学装置 专业孵化器 梯度培育库 一园多区
立园满园 双招双引 西部脑谷 芯脑科技 卡诺普 沃飞长空 湃方科技 三元环境 利民惠民 农业成果转化
成果转化专员 专攻+专员 技术经理人 驻校技术经纪人 科技副总 双导师制 行业专家 成都生产力促进中心 链主企业 科技领军企业
专精特新企业 高新技术企业 科技型中小企业
五创 科创投 科创贷 科创贴 科创保 科创券 人才贷 成果贷 研发贷 积分保 先投后股 天使投资母基金 天使投资母子基金
科技成果转化基金群 风险容忍度 差异化周期性考核 信贷风险补偿 科技保险 研发准备金 攻关风险分散 耐心资本 科技政策性贷款
全生命周期金融服务
先用后付 先使用后付费 职务科技成果权属改革 单列管理 技术入股 作价入股 人才评价 职称改革 科研自主权
成都市进一步有力有效推动科技成果转化的若干政策措施 成都市建设西部中试中心实施方案 协同创新15条
天府国际技术转移中心 史太白 一带一路国际技术转移(成都)中心 海外技术捕获 海外人才飞地 离岸创新中心 证卡融合
创新资源共享清单 跨区域税收分成 天府大道科创走廊 成渝合作项目 成果转化智能体 技术商业化策划 产业孵化服务
""",
)

CONTACT = re.compile(r"示例联系人|(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\w-])0\d{2,3}-\d{4}|[\w.]+@[\w.]+\.\w+")


@cache
def catalogue() -> tuple[AnyRecord, ...]:
    """Every packaged record; ValueError when a line is not valid."""
    return tuple(demo_records())


@cache
def by_name() -> dict[str, list[Resource]]:
    """Resources by their folded title and aliases."""
    names: dict[str, list[Resource]] = defaultdict(list)
    for record in catalogue():
        if isinstance(record, Resource):
            for name in {letters(one) for one in (record.title, *record.aliases)}:
                names[name].append(record)
    return names


def named(name: str) -> Resource:
    """The one resource called ``name``."""
    (record,) = by_name()[letters(name)]
    return record


def figures(alias: str) -> list[Figure]:
    """Figures that carry ``alias``."""
    return [record for record in catalogue() if isinstance(record, Figure) and alias in record.aliases]


def test_ids_are_unique_and_kinds_are_plentiful() -> None:
    repeated = [record_id for record_id, count in Counter(r.id for r in catalogue()).items() if count > 1]
    assert repeated == []
    counts = Counter(record.type for record in catalogue())
    assert counts["achievement"] >= 200
    assert counts["expert"] >= 80
    assert counts["resource"] >= 100
    assert counts["figure"] >= 85
    assert counts["vocabulary"] >= 10


def test_every_technical_field_has_achievements_experts_and_a_pilot_platform() -> None:
    fields = set(TechnicalField)
    assert {one.field for one in catalogue() if isinstance(one, Achievement)} >= fields
    assert {one.field for one in catalogue() if isinstance(one, Expert)} >= fields
    pilots = [one for one in catalogue() if isinstance(one, Resource) and one.kind is ResourceKind.PILOT]
    assert {field for pilot in pilots for field in pilot.fields} >= fields


@pytest.mark.parametrize("name", NAMES)
def test_each_name_of_the_source_documents_finds_one_resource(name: str) -> None:
    assert len(by_name()[letters(name)]) == 1, f"{name}: {[one.id for one in by_name()[letters(name)]]}"


def test_no_alias_names_two_resources() -> None:
    shared = {name: [one.id for one in found] for name, found in by_name().items() if len(found) > 1}
    assert shared == {}


def test_expert_evidence_refers_to_existing_achievements() -> None:
    achievements = {record.id for record in catalogue() if isinstance(record, Achievement)}
    refs = {(e.id, item.ref) for e in catalogue() if isinstance(e, Expert) for item in e.evidence if item.ref}
    assert refs
    assert {(owner, ref) for owner, ref in refs if ref not in achievements} == set()


def test_invented_records_are_marked_and_real_ones_are_dated() -> None:
    for record in catalogue():
        if isinstance(record, Achievement | Expert):
            assert record.example, record.id
        assert record.example == record.source.title.startswith("鹊桥示例"), record.id
        assert record.as_of is not None, record.id
        assert record.source.title and record.source.date and record.source.publisher, record.id


def test_real_resources_state_dated_clauses_and_no_contact() -> None:
    real = [one for one in catalogue() if isinstance(one, Resource) and not one.example]
    assert len(real) >= 75
    for record in real:
        assert len(record.clauses) >= 2, record.id
        stated = [clause for clause in record.clauses if clause.as_of]
        assert stated and record.clauses[0] in stated, record.id
        assert all(re.search("来源|不要", clause.text) for clause in record.clauses if not clause.as_of), record.id
        assert not record.contact, record.id
        assert any("来源" in clause.text for clause in record.clauses), record.id


def test_targets_and_opinions_are_not_told_as_facts() -> None:
    target = re.compile(r"目标是|年要|争取|计划选派|打算")
    opinion = re.compile(r"学者(?:也)?(?:建议|主张|认为)|研究者(?:也)?(?:建议|主张)")
    for record in catalogue():
        if isinstance(record, Resource) and not record.example:
            for clause in record.clauses:
                if opinion.search(clause.text):
                    assert clause.basis == "引述", (record.id, clause.text)
                elif target.search(clause.text):
                    assert clause.basis in {"目标", "计划"}, (record.id, clause.text)


def test_figures_of_the_2025_conference_are_not_told_as_achieved() -> None:
    found = [
        one for one in catalogue() if isinstance(one, Figure) and "2025年成都市科技工作会议" in one.source.publisher
    ]
    assert len(found) >= 25
    assert {one.basis for one in found} == {"目标", "计划"}


def test_no_contact_stands_in_a_citable_field() -> None:
    found = {
        (record.id, name)
        for record in catalogue()
        for name, text in record.citable_fields().items()
        if CONTACT.search(text)
    }
    assert found == set()


def test_explored_and_past_tools_are_not_offered_as_available() -> None:
    assert named("积分保").status is ResourceStatus.EXPLORING
    assert named("先投后股").status is ResourceStatus.EXPLORING
    assert named("跨区域税收分成").status is ResourceStatus.EXPLORING
    assert named("先用后付").status is ResourceStatus.ACTIVE
    assert named("人才贷").status is ResourceStatus.PAST
    assert named("揭榜挂帅项目管理办法").status is ResourceStatus.PLANNED


def test_manager_and_resident_broker_are_two_roles() -> None:
    assert named("技术经理人").id != named("驻校技术经纪人").id


def test_pilot_platform_counts_stay_apart() -> None:
    found = {(one.value_text, one.period, one.basis) for one in figures("中试平台")}
    assert found == {
        ("144 家", "截至2025年12月", "实际"),
        ("19 家", "2024年", "实际"),
        ("40 个以上", "2025年", "目标"),
    }


def test_figures_of_one_alias_differ_in_period_basis_or_title() -> None:
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for record in catalogue():
        if isinstance(record, Figure):
            assert record.period and record.unit and record.scope, record.id
            for alias in record.aliases:
                groups[alias, record.title].append(record)
    for (alias, title), same in groups.items():
        marks = [(one.period, one.basis, one.scope) for one in same]
        assert len(set(marks)) == len(marks), (alias, title)
    assert {one.period for one in figures("科创贷")} == {"截至2021年底", "2025年"}
    assert {one.basis for one in figures("科创贷")} == {"实际", "目标"}


def test_value_text_states_the_value() -> None:
    for record in catalogue():
        if isinstance(record, Figure):
            stated = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", record.value_text)}
            assert {record.value, record.value / 10000} & stated, (record.id, record.value_text)


def test_vocabulary_versions_are_separate_records() -> None:
    vocabularies = [one for one in catalogue() if isinstance(one, Vocabulary)]
    versions = Counter(one.version for one in vocabularies)
    assert max(versions.values()) == 1
    assert {"9+9+10", "5+5+1", "8个产业生态圈30条产业链", "11个技术领域"} <= set(versions)
    for one in vocabularies:
        assert one.note, one.id
        assert one.entries or "来源未列出全部条目" in one.note, one.id
    (eleven,) = (one for one in vocabularies if one.version == "11个技术领域")
    assert {entry.term for entry in eleven.entries} == {field.value for field in TechnicalField}
    assert all([field.value for field in entry.fields] == [entry.term] for entry in eleven.entries)
