"""What a catalogue row is: achievements, experts, resources, figures and vocabularies.

Every record is stored per tenant, carries its source and as-of date, and can be cited field by field
(``citable_fields``). Contact data and internal text are never citable and never leave the officer's desk.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.quantities import Operator, show_amount


class TechnicalField(StrEnum):
    """The 11 technical fields used to register technology contracts in China."""

    ELECTRONICS = "电子信息"
    AEROSPACE = "航空航天"
    MANUFACTURING = "先进制造"
    BIOMEDICINE = "生物医药和医疗器械"
    MATERIALS = "新材料及其应用"
    ENERGY = "新能源与高效节能"
    ENVIRONMENT = "环境保护与资源综合利用"
    NUCLEAR = "核应用"
    AGRICULTURE = "农业"
    TRANSPORT = "现代交通"
    URBAN = "城市建设与社会发展"


class TransferMode(StrEnum):
    """How an achievement may change hands (转化方式)."""

    TRANSFER = "技术转让"
    LICENSE = "技术许可"
    DEVELOPMENT = "技术开发"
    CONSULTING = "技术咨询"
    SERVICE = "技术服务"
    EQUITY = "作价入股"
    JOINT_LAB = "共建平台"
    JOINT_RESEARCH = "联合研发"
    COMMISSIONED = "委托开发"
    TALENT = "人才引进"


class ResourceKind(StrEnum):
    """Kinds of conversion resource (转化资源)."""

    PILOT = "中试平台"
    PROOF = "概念验证中心"
    LAB = "共享实验室"
    POLICY = "政策"
    FINANCE = "金融工具"
    PROGRAMME = "计划与活动"
    SERVICE = "服务机构"
    PARK = "园区与载体"
    ROLE = "人才与角色"
    CASE = "案例"


class ResourceStatus(StrEnum):
    """Whether a resource can be used today. Only ACTIVE may be presented as available."""

    ACTIVE = "在用"
    EXPLORING = "探索"
    PLANNED = "规划"
    PAST = "历史"


Basis = Literal["实际", "目标", "计划", "引述"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Parameter(_Model):
    """One stated technical parameter, e.g. 良率 >= 98.4 %."""

    name: str
    op: Operator = "="
    value: float
    value_max: float | None = None
    unit: str = ""
    condition: str = ""

    def text(self) -> str:
        """The parameter as one readable, citable line."""
        condition = f"（{self.condition}）" if self.condition else ""
        return f"{self.name} {show_amount(self.op, self.value, self.value_max, self.unit)}{condition}"


class IntellectualProperty(_Model):
    """One right: kind such as 发明专利, its number, and its status (授权 / 申请中 / 失效)."""

    kind: str
    number: str = ""
    status: str = ""

    def text(self) -> str:
        """The right as one readable, citable line."""
        return " ".join(part for part in (self.kind, self.number, self.status) if part)


class Source(_Model):
    """Where a record or a clause comes from."""

    title: str
    date: str = ""
    publisher: str = ""

    def text(self) -> str:
        """Title and date as shown to a reader."""
        return f"《{self.title}》{self.date}" if self.date else f"《{self.title}》"


class Provision(_Model):
    """One stated provision or fact of a resource, told in our own words, with its own date."""

    text: str
    as_of: str = ""
    basis: Basis = "实际"


class Evidence(_Model):
    """One piece of an expert's evidence; ``ref`` is a catalogue id when there is one."""

    kind: Literal["成果", "论文", "项目"]
    title: str
    year: int | None = None
    ref: str = ""

    def text(self) -> str:
        """The evidence as one readable, citable line."""
        return f"{self.kind}：{self.title}" + (f"（{self.year}）" if self.year else "")


class Record(_Model):
    """What every catalogue record has."""

    id: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1, max_length=300)
    summary: str = ""
    region: str = ""
    source: Source
    as_of: date | None = None
    expires: date | None = None
    example: bool = False

    def citable_fields(self) -> dict[str, str]:
        """Map each public field name to its stored text; a citation's quote is a substring of one of these."""
        fields = {"title": self.title, "summary": self.summary, "region": self.region, "source": self.source.text()}
        return {name: text for name, text in (fields | self._more_fields()).items() if text}

    def _more_fields(self) -> dict[str, str]:
        return {}


class Achievement(Record):
    """科技成果: one research achievement that may be transferred."""

    type: Literal["achievement"] = "achievement"
    field: TechnicalField | None = None
    field_second: TechnicalField | None = None
    keywords: list[str] = []
    problem: str = ""
    approach: str = ""
    applications: list[str] = []
    parameters: list[Parameter] = []
    trl: int | None = Field(default=None, ge=1, le=9)
    ip: list[IntellectualProperty] = []
    ownership: str = ""
    separate_management: bool = False
    transfer_modes: list[TransferMode] = []
    pay_later: bool = False
    price: str = ""
    institution: str = ""
    team: str = ""
    internal: str = ""
    contact: str = ""

    def _more_fields(self) -> dict[str, str]:
        return {
            "field": "、".join(f.value for f in (self.field, self.field_second) if f),
            "keywords": "；".join(self.keywords),
            "problem": self.problem,
            "approach": self.approach,
            "applications": "；".join(self.applications),
            "parameters": "；".join(p.text() for p in self.parameters),
            "trl": f"TRL {self.trl}" if self.trl else "",
            "ip": "；".join(right.text() for right in self.ip),
            "ownership": self.ownership,
            "transfer_modes": "、".join(mode.value for mode in self.transfer_modes),
            "pay_later": "可先用后付" if self.pay_later else "",
            "price": self.price,
            "institution": self.institution,
            "team": self.team,
        }


class Expert(Record):
    """专家: a person, with the evidence for what the person can do. ``title`` is the name and rank."""

    type: Literal["expert"] = "expert"
    name: str = Field(min_length=1, max_length=60)
    rank: str = ""
    institution: str = ""
    department: str = ""
    field: TechnicalField | None = None
    directions: list[str] = []
    evidence: list[Evidence] = []
    roles: list[str] = []
    load: int = Field(default=0, ge=0)
    capacity: int = Field(default=3, ge=0)
    availability: str = ""
    conflicts: list[str] = []
    internal: str = ""
    contact: str = ""

    def _more_fields(self) -> dict[str, str]:
        return {
            "name": self.name,
            "rank": self.rank,
            "institution": self.institution,
            "department": self.department,
            "field": self.field.value if self.field else "",
            "directions": "；".join(self.directions),
            "evidence": "；".join(item.text() for item in self.evidence),
            "roles": "、".join(self.roles),
            "availability": self.availability,
        }


class Resource(Record):
    """转化资源: a platform, policy, finance tool, programme, organisation, role or past case."""

    type: Literal["resource"] = "resource"
    kind: ResourceKind
    aliases: list[str] = []
    operator: str = ""
    fields: list[TechnicalField] = []
    trl_min: int | None = Field(default=None, ge=1, le=9)
    trl_max: int | None = Field(default=None, ge=1, le=9)
    tiers: list[str] = []
    status: ResourceStatus = ResourceStatus.ACTIVE
    capabilities: list[str] = []
    clauses: list[Provision] = []
    contact: str = ""

    def _more_fields(self) -> dict[str, str]:
        return {
            "kind": self.kind.value,
            "aliases": "；".join(self.aliases),
            "operator": self.operator,
            "fields": "、".join(f.value for f in self.fields),
            "tiers": "、".join(self.tiers),
            "status": self.status.value,
            "capabilities": "；".join(self.capabilities),
            "clauses": "；".join(clause.text for clause in self.clauses),
        }


class Figure(Record):
    """One published number: value, unit, period, and whether it is actual, a target, planned or quoted."""

    type: Literal["figure"] = "figure"
    value: float
    value_text: str
    unit: str = ""
    period: str
    basis: Basis
    scope: str = ""
    aliases: list[str] = []

    def _more_fields(self) -> dict[str, str]:
        return {
            "value": self.value_text,
            "period": self.period,
            "basis": self.basis,
            "scope": self.scope,
            "aliases": "；".join(self.aliases),
        }


class VocabularyEntry(_Model):
    """One term of a vocabulary with the technical fields that it maps to."""

    term: str
    fields: list[TechnicalField] = []
    aliases: list[str] = []


class Vocabulary(Record):
    """One dated version of an industry classification; counts of two versions are never mixed."""

    type: Literal["vocabulary"] = "vocabulary"
    family: str
    version: str
    entries: list[VocabularyEntry] = []
    note: str = ""

    def _more_fields(self) -> dict[str, str]:
        return {
            "version": self.version,
            "entries": "、".join(entry.term for entry in self.entries),
            "note": self.note,
        }


AnyRecord = Annotated[Achievement | Expert | Resource | Figure | Vocabulary, Field(discriminator="type")]
RecordType = Literal["achievement", "expert", "resource", "figure", "vocabulary"]

PROTECTED_FIELDS = frozenset({"internal", "contact"})
"""Never sent to a model, never shown before both sides agree, never citable."""
