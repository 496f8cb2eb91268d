"""The shared vocabulary of the agent: what one message becomes on its way to a Reply."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from knowledge.quantities import Operator, show_amount
from knowledge.records import RecordType, ResourceKind, ResourceStatus, TechnicalField

Origin = Literal["rules", "model", "user", "catalogue"]
Level = Literal["强", "较强", "弱", "无"]
SentenceKind = Literal["", "fact", "question", "condition", "advice", "caution"]
Verdict = Literal["met", "not_met", "not_stated", "covered", "partial", "none"]
RecordKind = Literal["achievement", "expert", "resource", "figure", "vocabulary"]

Service = Literal[
    "technology", "expert", "site", "equipment", "supplier", "service", "money", "policy", "talent", "sells", "none"
]
SERVICES: tuple[Service, ...] = get_args(Service)
"""What a need asks for; ``service`` is a test, a certificate or an agent, ``sells`` offers something instead of asking,
``none`` asks for nothing."""

LEVELS: tuple[Level, ...] = ("无", "弱", "较强", "强")
"""Match levels by number: LEVELS[0] is level 1 (无相关) … LEVELS[3] is level 4 (强相关)."""


class Model(BaseModel):
    """Strict base: unknown keys are an error."""

    model_config = ConfigDict(extra="forbid")


class Citation(Model):
    """One checkable claim: ``quote`` is a substring of ``field`` of record ``record_id``."""

    record_id: str
    field: str
    quote: str
    as_of: str = ""


class Absence(Model):
    """A query over the whole catalogue and how many records it found: what proves that something is not in it.

    A record answers it when it is of the ``type``, of one of the ``kinds``, ``fields`` and ``statuses`` (each where
    given), fit for the stage ``trl``, and says all ``words``; or, where ``ids`` are given, when it is one of them.
    """

    type: RecordType = "resource"
    kinds: list[ResourceKind] = []
    fields: list[TechnicalField] = []
    trl: int | None = None
    statuses: list[ResourceStatus] = []
    words: list[str] = []
    ids: list[str] = []
    count: int = 0


class Indicator(Model):
    """A quantitative target (or, as a baseline, a present value) in the user's own words.

    ``op`` range uses ``value`` and ``value_max``. ``unit`` is as written without spaces; ``%`` for percent.
    """

    name: str
    op: Operator
    value: float
    value_max: float | None = None
    unit: str = ""
    quote: str = ""
    origin: Origin = "rules"
    suggestion: bool = False

    def amount(self) -> str:
        """Operator, value and unit as shown to a reader, e.g. ``≥ 98 %``."""
        return show_amount(self.op, self.value, self.value_max, self.unit)

    def text(self) -> str:
        """Name and amount, e.g. ``良率 ≥ 98 %``."""
        return f"{self.name} {self.amount()}".strip()


class SubRequirement(Model):
    """One distinct technical problem asked for. A suggestion is grounded in catalogue records, not in the text."""

    id: str
    text: str
    quote: str = ""
    origin: Origin = "rules"
    suggestion: bool = False
    grounds: list[Citation] = []


class Question(Model):
    """One short clarifying question; ``slot`` names the card field that the answer fills."""

    slot: str
    text: str


class Guess(Model):
    """A word that may be misspelt by sound: what was typed and what may be meant; ``sure`` when it is used."""

    typed: str
    meant: str
    sure: bool = False


class Unread(Model):
    """A stretch of the text that was not understood: its quote, and what it looks like (number, clause …)."""

    quote: str
    kind: str = ""


class RequirementCard(Model):
    """技术需求卡: the structured reading of an information need; ``need`` counts the needs of its conversation."""

    version: int = 1
    need: int = 1
    title: str = ""
    object: str = ""
    problem: str = ""
    field: TechnicalField | None = None
    field_alt: list[TechnicalField] = []
    sub_requirements: list[SubRequirement] = []
    indicators: list[Indicator] = []
    baselines: list[Indicator] = []
    budget_cny: float | None = None
    budget_quote: str = ""
    deadline: str = ""
    deadline_months: float | None = None
    cooperation: list[str] = ["未说明"]
    regions: list[str] = []
    institution_types: list[str] = []
    tier: str = ""
    stage: str = ""
    secrecy: str = ""
    enterprise: str = ""
    vague: bool = False
    missing: list[str] = []
    quality: dict[str, bool] = {}
    questions: list[Question] = []
    keywords: list[str] = []
    exclude: list[str] = []
    exclude_regions: list[str] = []
    exclude_institutions: list[str] = []
    constraints: list[str] = []
    exclusions: list[str] = []
    service: Service = "technology"
    guesses: list[Guess] = []
    unread: list[Unread] = []
    language: Literal["zh", "en"] = "zh"
    typed: str = ""
    text: str = ""

    def stated(self) -> str:
        """What a person said: the text, and the values that were set on the card by hand; numbers may come from it."""
        corrected = [one.quote for one in (*self.indicators, *self.baselines) if one.origin == "user"]
        return "\n".join([self.text, self.typed, self.budget_quote, self.deadline, *corrected])


class Reason(Model):
    """One reason by criterion: 技术契合, 指标, 成熟度, 合作方式, 地域, 资金与周期, 知识产权, 证据, 可接洽.

    ``computed`` lists numbers that our code derived, such as a difference or a share.
    """

    criterion: str
    text: str
    citations: list[Citation] = []
    computed: list[str] = []
    risk: bool = False


class Comparison(Model):
    """One indicator of the card against one stated parameter of a record."""

    indicator: int
    verdict: Literal["met", "not_met", "not_stated"]
    text: str
    citation: Citation | None = None


class Candidate(Model):
    """One ranked record with its level, reasons and what it covers."""

    record_id: str
    kind: RecordKind
    title: str
    subtitle: str = ""
    level: Level
    probability: float = Field(ge=0, le=1)
    score: float
    features: dict[str, float] = {}
    reasons: list[Reason] = []
    comparisons: list[Comparison] = []
    covers: list[str] = []
    duplicates: list[str] = []
    example: bool = False


class Cell(Model):
    """One cell of the coverage matrix."""

    verdict: Verdict
    text: str = ""
    citation: Citation | None = None


class CoverageRow(Model):
    """One row: a sub-requirement (``S1``) or an indicator (``I1``), with a cell per candidate id."""

    id: str
    kind: Literal["sub_requirement", "indicator"]
    text: str
    cells: dict[str, Cell] = {}


class CoverageMatrix(Model):
    """Sub-requirements and indicators × candidates."""

    columns: list[str] = []
    rows: list[CoverageRow] = []
    uncovered: list[str] = []


class PathAdvice(Model):
    """One advised conversion path, stage resource, policy or finance tool, with the reason."""

    name: str
    reason: str
    citations: list[Citation] = []
    status: str = ""
    candidate: str = ""
    absence: Absence | None = None


class Recommendation(Model):
    """Everything the match found for one card."""

    achievements: list[Candidate] = []
    experts: list[Candidate] = []
    resources: list[Candidate] = []
    coverage: CoverageMatrix = CoverageMatrix()
    portfolio: list[str] = []
    paths: list[PathAdvice] = []
    abstained: bool = False
    abstain_reason: str = ""
    next_steps: list[str] = []
    exposure: dict[str, int] = {}


class Statement(Model):
    """One line of an answer: its text, the citations that carry it, and the section it stands in.

    ``computed`` lists numbers that our code derived (a difference, a count); a model's sentence has those of the
    statements it rests on.
    ``problem`` says why verification removed or marked the statement. ``absence`` is the query that proves what the
    statement says is not in the catalogue. What is ``folded`` stands behind a heading to open. ``kind`` says what a
    sentence that a model wrote is: a fact is supported by its citations, the others state none of their own.
    """

    section: str
    text: str
    record_id: str = ""
    citations: list[Citation] = []
    computed: list[str] = []
    suggestion: bool = False
    unverified: bool = False
    problem: str = ""
    absence: Absence | None = None
    folded: bool = False
    kind: SentenceKind = ""


Act = Literal[
    "recommend",
    "ask",
    "confirm",
    "detail",
    "compare",
    "why",
    "more",
    "report",
    "policy",
    "explain",
    "summarise",
    "handover",
    "refuse",
    "smalltalk",
    "offtopic",
]
"""What a message is taken for; part of the public API (``Reply.act``)."""

ReplyKind = Literal["recommendation", "answer", "comparison", "explanation", "smalltalk", "clarify", "error"]


class NeedAnswer(Model):
    """The card and the recommendation of one need that a message told of."""

    card: RequirementCard
    recommendation: Recommendation | None = None


class NeedLine(Model):
    """One need of the conversation: its number, what it is about, and whether it is the one talked about."""

    number: int
    subject: str
    current: bool = False


class Reply(Model):
    """What one message becomes: statements with citations, the card, the recommendation, and a trace.

    ``others`` are further needs that the message told of; ``needs`` lists those of the conversation, if several.
    """

    kind: ReplyKind
    act: Act | None = None
    statements: list[Statement] = []
    text: str = ""
    card: RequirementCard | None = None
    recommendation: Recommendation | None = None
    others: list[NeedAnswer] = []
    needs: list[NeedLine] = []
    citations: list[Citation] = []
    removed: list[Statement] = []
    engine: Literal["rules", "model"] = "rules"
    degraded: str = ""
    label: str = "本内容由人工智能辅助生成，请以原始记录为准"
    suggestions: list[str] = []
    trace: dict[str, Any] = {}

    def parts(self) -> list[NeedAnswer]:
        """Every need that the reply tells of: the one talked about, then the others."""
        own = [NeedAnswer(card=self.card, recommendation=self.recommendation)] if self.card else []
        return [*own, *self.others]

    def public(self) -> Reply:
        """The reply without what is for officers only: removed statements and the trace."""
        return self.model_copy(update={"removed": [], "trace": {}})
