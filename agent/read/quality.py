"""What is missing from a requirement, how intake officers would judge it, and whether a search can start."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from agent.schema import RequirementCard
from agent.verify.words import has_contact, lexicon

PARTS = ("对象", "问题", "量化指标", "预算", "期限", "合作方式", "对接人")
_SELLS = re.compile(
    r"出售(?:[^，。；]{0,6})技术|金融机构投资|(?:寻求|需要|引入)(?:[^，。；]{0,6})(?:融资|风险投资|投资人|投资方)|融资需求|推广销售"
)
_ASKS = re.compile(
    r"需要|需求|希望|寻求|寻找|解决|研发|研制|开发|研究|实现|提高|提升|降低|减少|改进|优化|问题|难题|要求|目标|如何|怎么|怎样|不足|缺|差|难|超标|过高|过低|影响|无法|[≥≤＞＜]"
)
_PEOPLE_ONLY = re.compile(
    r"^[^。；]{0,12}(?:需要|需求内容[:：]|寻求|招聘|引进)[^。；，]{0,20}(?:专家|人才)(?:团队|等)?(?:[、，](?:技术|管理)?人才)*等?(?:[。；\\\n]|$)"
)
_FORM = 40
_GENERAL_WORDS = """
企业 公司 我司 我厂 本公司 单位 集团 工厂 车间 设备 技术 工艺 产品 新产品 项目 课题 科技 成果
科技成果 专利 技术水平 先进技术 新技术 高新技术 关键技术 核心技术 生产 制造 制造业 生产线 生产技术
改造 技术改造 升级 转型 智能 智能化 数字化 信息化 自动化 机械化 绿色 低碳 创新 研发 研究 开发
产业 产业化 行业 领域 方面 合作 产学研 高校 大学 院校 科研院所 院所 科研 机构 专家 教授 老师
人才 高端 人员 团队 核心 竞争力 核心竞争力 水平 能力 效率 效益 经济效益 社会效益 经济 社会 质量
产品质量 品质 性能 成本 生产成本 人工 人工成本 人力 效果 市场 市场前景 市场需求 前景 需求 技术需求
融资 投资 投资方 资金 贷款 利润 增长点 收入 产值 销售 销路 品牌 战略 规划 目标 计划 方向 政策
管理 服务 平台 系统 体系 模式 机制 方案 解决方案 办法 方法 措施 途径 问题 难题 瓶颈 困难 现状
情况 基础 条件 优势 劳动力 节能 环保 降耗 增效 能耗 安全 可持续 整体 总体 综合 关系 长期 先进
专业 用户 客户 国内 国际 国内外 领先 标准 资源 信息 数据 业务 渠道 机会 意义 阶段 时代 降低
减少 改善 保证 程度 影响力 用工 创建 国内外市场 开发新 偏高 降本 急需 亟需 面临 发展 推广 应用
建设 优化 改进 引进 提升 提高 突破 拓展 增加 扩大 促进 推动 实现 达到 有所 工作 内容 意向 面议
咨询 交流 培训 申报 认证 评价 诊断 运营 经营 采购 供应商 国家 地方 政府 全国 当地 部门 领导
员工 职工 待遇 建议 指导 支持
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())


def is_selling(card: RequirementCard) -> bool:
    """Whether the text offers the enterprise's own technology, or asks for money, rather than naming a problem."""
    return bool(_SELLS.search(card.text))


def names_something(phrases: Iterable[str]) -> bool:
    """Whether a phrase holds a noun that is more than 技术, 产品, 竞争力 … : something that a search can look for."""
    return any(
        len(word) > 1 and (tag[:1] in "nxjl" or tag in ("eng", "vn")) and not _is_general(word)
        for phrase in phrases
        for word, tag in rjieba.tag(phrase)
    )


def _is_general(word: str) -> bool:
    return word in _GENERAL or any(word[:i] in _GENERAL and word[i:] in _GENERAL for i in range(2, len(word) - 1))


def is_vague(card: RequirementCard) -> bool:
    """Whether a broker would have to ask before a search: no object, no problem, or (at first) nothing asked for."""
    if not card.object or not (card.problem or card.indicators or card.baselines):
        return True
    text = card.text.strip()
    if card.version > 1:
        return False
    if not names_something([card.title or card.object, *(item.quote for item in card.sub_requirements)]):
        return True
    if not card.title:
        return False
    untold = all(item.quote == card.title for item in card.sub_requirements)
    return (
        is_selling(card) or bool(_PEOPLE_ONLY.match(text)) or (untold and len(text) >= _FORM and not _ASKS.search(text))
    )


def missing_parts(card: RequirementCard) -> list[str]:
    """The labels of ``PARTS`` that the card lacks, in order."""
    present = (
        bool(card.object),
        bool(card.problem),
        any(not i.suggestion for i in card.indicators),
        card.budget_cny is not None,
        bool(card.deadline),
        card.cooperation != ["未说明"],
        _names_contact(card),
    )
    return [label for label, there in zip(PARTS, present, strict=True) if not there]


def judge_quality(card: RequirementCard) -> dict[str, bool]:
    """The three marks of a good need: clear object, complete indicators, named owner."""
    return {
        "对象明确": bool(card.object and card.problem),
        "指标完整": bool(card.indicators) and all(i.name for i in card.indicators),
        "责任人明确": _names_contact(card),
    }


def _names_contact(card: RequirementCard) -> bool:
    return has_contact(card.text) or lexicon("contacts", "person").search(card.text) is not None
