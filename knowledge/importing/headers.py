"""Chinese (and English) headers and the record fields that they mean, per type of record."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Literal

ImportType = Literal["achievement", "expert", "resource"]

IGNORED = "ignored"
"""What a running number means: nothing, since it changes from file to file."""

_COMMON = {
    "id": "id 编号 成果编号 成果id 专家编号 资源编号 aid 唯一标识",
    "type": "type 类型 记录类型",
    "summary": "summary 简介 摘要 成果简介 成果介绍 成果概述 项目简介 项目概况 技术简介 概述 描述 说明 内容 "
    "内容简介 个人简介 专家简介 介绍",
    "region": "region 地区 区域 所在地 所在地区 所在城市 城市 省市 所属地区",
    "source": "source 来源 数据来源 信息来源 出处",
    "as_of": "as_of 日期 更新日期 更新时间 发布日期 发布时间 数据日期 登记日期 截至日期 入库时间",
    "expires": "expires 有效期 有效期至 截止日期 到期日期 失效日期",
    "contact": "contact 联系方式 联系人 联系电话 电话 手机 邮箱 电子邮箱",
    "internal": "internal 内部信息 内部备注 备注 内部说明",
    "example": "example 示例",
    IGNORED: "序号 no no. 行号",
}

_ACHIEVEMENT = _COMMON | {
    "title": "title 成果名称 名称 标题 项目名称 技术名称 成果标题 科技成果名称 成果题目 题名",
    "field": "field 技术领域 领域 所属领域 应用领域分类 行业领域 技术分类 学科领域",
    "field_second": "field_second 第二技术领域 次要领域 相关领域",
    "keywords": "keywords 关键词 关键字 标签 技术关键词",
    "problem": "problem 解决的问题 解决问题 解决的技术问题 拟解决的问题 痛点 技术痛点 行业痛点",
    "approach": "approach 技术方案 技术路线 创新点 技术特点 技术原理 主要技术内容 核心技术 技术优势",
    "applications": "applications 应用场景 应用领域 应用范围 适用范围 应用前景 应用行业 目标行业",
    "parameters": "parameters 技术指标 主要指标 主要技术指标 技术参数 性能指标 关键指标 指标 参数",
    "trl": "trl 成熟度 技术成熟度 成果成熟度 成熟度等级 技术成熟度等级 所处阶段 成果阶段 成果所处阶段 "
    "研发阶段 技术阶段",
    "ip": "ip 知识产权 专利 专利号 专利情况 知识产权情况 知识产权状态 专利信息",
    "ownership": "ownership 权属 权属情况 成果权属 权利人 成果所有权 专利权人",
    "separate_management": "separate_management 单列管理 是否单列管理 资产单列管理 职务科技成果单列管理",
    "transfer_modes": "transfer_modes 转化方式 合作方式 转让方式 拟转化方式 转化形式 交易方式 合作模式",
    "pay_later": "pay_later 先用后付 是否先用后付 可先用后付 支持先用后付",
    "price": "price 价格 报价 转让价格 意向价格 拟转让价格 转化价格 许可费 交易价格",
    "institution": "institution 单位 高校 完成单位 成果完成单位 所属单位 所属高校 依托单位 院校 机构 学校 "
    "第一完成单位 持有单位",
    "team": "team 团队 完成人 成果完成人 负责人 项目负责人 发明人 研发团队 团队成员 主要完成人",
}

_EXPERT = _COMMON | {
    "title": "title 称谓",
    "name": "name 姓名 专家姓名 专家 专家名称 人员姓名 教师姓名 名称",
    "rank": "rank 职称 职务 技术职称 职务职称",
    "institution": "institution 单位 高校 所属单位 工作单位 所在单位 依托单位 院校 学校 机构",
    "department": "department 院系 学院 部门 系所 所在学院",
    "field": "field 技术领域 领域 所属领域 专业领域 学科领域",
    "directions": "directions 研究方向 方向 研究领域 擅长领域 专长 技术专长 关键词",
    "evidence": "evidence 代表成果 代表性成果 成果 论文 项目 代表作 主要业绩 业绩",
    "roles": "roles 可任角色 角色 可担任角色 服务意向 意向角色",
    "load": "load 在办数 当前负荷 在办对接数",
    "capacity": "capacity 承接上限 可承接数",
    "availability": "availability 可接洽时间 时间 档期 可用时间",
    "conflicts": "conflicts 利益冲突 回避单位 冲突单位",
}

_RESOURCE = _COMMON | {
    "title": "title 名称 资源名称 平台名称 政策名称 机构名称 标题 产品名称 活动名称",
    "kind": "kind 资源类型 类别 资源类别 平台类型 种类",
    "aliases": "aliases 别名 简称 又名",
    "operator": "operator 运营单位 单位 依托单位 建设单位 主管单位 主办单位 发布单位 发布机构 承办单位 机构",
    "fields": "fields 技术领域 领域 服务领域 所属领域 适用领域",
    "trl_min": "trl_min 最低成熟度 成熟度下限",
    "trl_max": "trl_max 最高成熟度 成熟度上限",
    "tiers": "tiers 适用企业 企业类型 支持对象 适用对象",
    "status": "status 状态 使用状态",
    "capabilities": "capabilities 服务能力 能力 服务内容 设备 主要设备 功能",
    "clauses": "clauses 条款 政策条款 主要内容 支持内容 要点",
}

_FIELDS: dict[ImportType, dict[str, str]] = {"achievement": _ACHIEVEMENT, "expert": _EXPERT, "resource": _RESOURCE}


def fold_header(header: str) -> str:
    """A header as compared: NFKC, lower case, without spaces, notes in brackets, colons and stars."""
    text = unicodedata.normalize("NFKC", header).casefold().split("(")[0]
    return "".join(character for character in text if not character.isspace() and character not in ":*#")


_TABLES: dict[ImportType, dict[str, str]] = {
    type: {fold_header(alias): name for name, aliases in fields.items() for alias in aliases.split()}
    for type, fields in _FIELDS.items()
}
_KNOWN = frozenset().union(*_TABLES.values())
_NEED_HEADERS = {
    fold_header(alias): name
    for name, aliases in {
        "id": "rid id 编号 需求编号 需求id",
        "title": "title 标题 需求名称 需求标题 名称 技术需求名称 题目",
        "text": "content text 内容 需求内容 需求描述 技术需求 需求详情 描述 需求 问题描述 message 技术需求描述",
    }.items()
    for alias in aliases.split()
}
_MARKS: dict[ImportType, frozenset[str]] = {
    "expert": frozenset({"姓名", "专家姓名", "人员姓名", "教师姓名", "职称", "研究方向", "name", "directions"}),
    "resource": frozenset({"资源类型", "资源名称", "平台类型", "平台名称", "政策名称", "kind", "资源类别"}),
}
_SHEET_NAMES: dict[str, ImportType] = {"专家": "expert", "人才": "expert", "资源": "resource", "平台": "resource"}


def known_headers(cells: Sequence[str]) -> int:
    """How many of the cells are headers of a catalogue file."""
    return len({folded for cell in cells if (folded := fold_header(cell)) in _KNOWN})


def known_need_headers(cells: Sequence[str]) -> int:
    """How many of the cells are headers of a file of requirements."""
    return len({folded for cell in cells if (folded := fold_header(cell)) in _NEED_HEADERS})


def guess_type(headers: Iterable[str], sheet: str) -> ImportType:
    """The type of a table's records from its headers, then from the sheet's name; else achievements."""
    folded = {fold_header(header) for header in headers}
    for type, marks in _MARKS.items():
        if folded & marks:
            return type
    return next((type for word, type in _SHEET_NAMES.items() if word in sheet), "achievement")


def field_of(header: str, type: ImportType) -> str | None:
    """The record field that the header means, or None."""
    return _TABLES[type].get(fold_header(header))


def need_field_of(header: str) -> str | None:
    """The field of a requirement that the header means, or None."""
    return _NEED_HEADERS.get(fold_header(header))


def nearest_header(header: str, type: ImportType) -> str:
    """The known header that looks most like this one, or an empty string."""
    return next(iter(get_close_matches(fold_header(header), list(_TABLES[type]), n=1, cutoff=0.5)), "")
