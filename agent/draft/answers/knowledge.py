"""Answer a question about a programme, policy, finance tool, figure or vocabulary, each with its date.

Figures of different periods or of different basis (actual, target) stand on separate lines and are never summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.match.around.resources import status_text
from agent.read.lexicon import terms
from agent.schema import Statement
from agent.verify.citing import cite, cite_clause
from knowledge.records import AnyRecord, Figure, Resource, ResourceKind, ResourceStatus, Vocabulary

MEANING_WORDS = sorted(
    (*terms("asking")["meaning"].words, *["到底", "又", "的", "那个", "你说", "这个", "呢", "吗", "哦"]),
    key=len,
    reverse=True,
)
"""What is taken away from a question for a meaning to leave the term."""
YEAR = re.compile(r"(20\d{2})\s*年?")
TARGET = re.compile(r"目标|计划|要达到|力争|预计")
ACTUAL = re.compile(r"实际|已经|已有|目前|现在|完成|累计")
COUNT = re.compile(r"多少|几家|几个|几项|数量|规模|总额|金额|占比|增长|指标")


def answer(message: str, records: Sequence[AnyRecord], *, limit: int = 5) -> list[Statement]:
    """Statements for the question from the named or retrieved records, best first."""
    figures = rank_figures(message, [record for record in records if isinstance(record, Figure)])
    others = [record for record in records if not isinstance(record, Figure)]
    ordered: list[AnyRecord] = [*figures, *others] if COUNT.search(message) else [*others, *figures]
    statements: list[Statement] = []
    for record in ordered[:limit]:
        statements.extend(_state(record))
    periods = {record.period for record in ordered[:limit] if isinstance(record, Figure)}
    if len(periods) > 1:
        statements.append(Statement(section="note", text="以上数字的时期或口径不同，请分别引用，不能相加或混用。"))
    return statements


LISTING = re.compile(r"有哪些|有什么|哪些|哪家|哪里有|推荐.{0,6}(?:平台|机构|实验室)|列(?:一下|出)")
KINDS: tuple[tuple[re.Pattern[str], ResourceKind], ...] = (
    (re.compile(r"中试"), ResourceKind.PILOT),
    (re.compile(r"概念验证"), ResourceKind.PROOF),
    (re.compile(r"共享实验室|仪器|检测平台"), ResourceKind.LAB),
    (re.compile(r"贷款|融资|金融|保险|基金"), ResourceKind.FINANCE),
    (re.compile(r"政策|补贴|扶持"), ResourceKind.POLICY),
    (re.compile(r"案例|先例"), ResourceKind.CASE),
    (re.compile(r"活动|对接会|路演|沙龙"), ResourceKind.PROGRAMME),
    (re.compile(r"服务机构|转移机构|交易中心"), ResourceKind.SERVICE),
    (re.compile(r"园区|孵化器"), ResourceKind.PARK),
)


def listed_kind(message: str) -> ResourceKind | None:
    """The kind of resource of which the message asks for a list, if it asks for one."""
    return kind_of(message) if LISTING.search(message) else None


def kind_of(message: str) -> ResourceKind | None:
    """The kind of resource that the message speaks of, if any."""
    return next((kind for pattern, kind in KINDS if pattern.search(message)), None)


def listing(records: Sequence[AnyRecord]) -> list[Statement]:
    """One line a resource, what can be used today first."""
    resources = [record for record in records if isinstance(record, Resource)]
    return [_resource(record)[0] for record in sorted(resources, key=lambda r: r.status is not ResourceStatus.ACTIVE)]


def rank_figures(message: str, figures: Iterable[Figure]) -> list[Figure]:
    """Figures whose period and basis fit the question; a year or a target that is asked for excludes the others."""
    years = YEAR.findall(message)
    listed = list(figures)
    in_year = [figure for figure in listed if any(year in figure.period for year in years)]
    listed = in_year or listed
    if TARGET.search(message) and not ACTUAL.search(message):
        listed = [figure for figure in listed if figure.basis in ("目标", "计划")] or listed

    def rank(figure: Figure) -> tuple[int, str]:
        wanted = (figure.basis == "目标" and TARGET.search(message)) or (
            figure.basis == "实际" and ACTUAL.search(message)
        )
        return (0 if wanted else 1, figure.id)

    return sorted(listed, key=rank)


def _state(record: AnyRecord) -> list[Statement]:
    if isinstance(record, Figure):
        return [_figure(record)]
    if isinstance(record, Resource):
        return _resource(record)
    if isinstance(record, Vocabulary):
        return _vocabulary(record)
    return []


def _figure(figure: Figure) -> Statement:
    fields = figure.citable_fields()
    names = [name for name in ("title", "value", "period", "basis", "source") if name in fields]
    scope = f"，范围：{figure.scope}" if figure.scope else ""
    return Statement(
        section="figure",
        text=f"{figure.title}：{figure.value_text}（{figure.period}，{figure.basis}口径{scope}）〔{figure.id}，{figure.source.text()}〕",
        record_id=figure.id,
        citations=[cite(figure, name) for name in names] + ([cite(figure, "scope")] if figure.scope else []),
    )


def _resource(record: Resource) -> list[Statement]:
    status = status_text(record)
    mark = f"；{status}" if status else ""
    lines = [
        Statement(
            section="resource",
            text=f"**{record.title}**（{record.kind.value}{mark}）〔{record.id}，{record.source.text()}〕{record.summary}",
            record_id=record.id,
            citations=[
                cite(record, name) for name in ("title", "kind", "source", "summary") if name in record.citable_fields()
            ],
        )
    ]
    for clause in record.clauses:
        dated = f"（{clause.as_of}，{clause.basis}口径）" if clause.as_of else ""
        hedge = f"（{status}）" if status else ""
        lines.append(
            Statement(
                section="resource",
                text=f"{clause.text}{dated}{hedge}",
                record_id=record.id,
                citations=[cite_clause(record, clause)],
                computed=[clause.as_of],
            )
        )
    return lines


def _vocabulary(record: Vocabulary) -> list[Statement]:
    terms = "、".join(entry.term for entry in record.entries)
    listed = f"包括：{terms}。" if terms else ""
    return [
        Statement(
            section="resource",
            text=f"**{record.title}**〔{record.id}，{record.source.text()}〕版本：{record.version}。{listed}{record.note}",
            record_id=record.id,
            citations=[
                cite(record, name)
                for name in ("title", "version", "entries", "note", "source")
                if name in record.citable_fields()
            ],
        )
    ]
