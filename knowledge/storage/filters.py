"""Filters over the catalogue, turned into SQL conditions."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, false, or_, select, true

from knowledge.records import RecordType, ResourceKind, TechnicalField, TransferMode
from knowledge.storage.tables import record_values, records

NATIONWIDE = "全国"


class Filters(BaseModel):
    """Which records may be found; an empty list or None sets no condition.

    A condition binds only the types that state the property: ``transfer_modes`` and ``pay_later`` bind
    achievements, TRL binds achievements and resources (ranges that overlap; a resource without a range
    serves all stages), ``institutions`` bind achievements, experts and resources (operator), ``fields`` the
    same three (a resource without fields serves all), ``resource_kinds`` resources. ``regions`` are
    substrings of the record's region; nationwide resources always pass. ``public`` False asks for the
    achievements and experts that are described by internal text only.
    """

    model_config = ConfigDict(extra="forbid")

    types: list[RecordType] = []
    resource_kinds: list[ResourceKind] = []
    fields: list[TechnicalField] = []
    regions: list[str] = []
    trl_min: int | None = Field(default=None, ge=1, le=9)
    trl_max: int | None = Field(default=None, ge=1, le=9)
    pay_later: bool | None = None
    transfer_modes: list[TransferMode] = []
    institutions: list[str] = []
    exclude_ids: list[str] = []
    include_expired: bool = True
    example: bool | None = None
    public: bool | None = None

    def conditions(self, tenant: str, today: date) -> ColumnElement[bool]:
        """The filter as one SQL condition on the live ``records`` of ``tenant``."""
        r = records.c
        clauses: list[ColumnElement[bool]] = [r.tenant == tenant, r.deleted == false()]
        if self.types:
            clauses.append(r.type.in_(self.types))
        if self.exclude_ids:
            clauses.append(r.id.not_in(self.exclude_ids))
        if self.example is not None:
            clauses.append(r.example == self.example)
        if self.public is not None:
            clauses.append(r.public == self.public)
        if not self.include_expired:
            clauses.append(or_(r.expires.is_(None), r.expires >= today))
        return and_(*clauses, *self._by_place(), *self._by_offer(tenant))

    def _by_place(self) -> list[ColumnElement[bool]]:
        r = records.c
        clauses: list[ColumnElement[bool]] = []
        if regions := [region for region in self.regions if region]:
            nationwide = and_(r.type == "resource", r.region.in_(("", NATIONWIDE)))
            clauses.append(or_(nationwide, *(r.region.icontains(region, autoescape=True) for region in regions)))
        if institutions := [name for name in self.institutions if name]:
            named = or_(*(r.institution.icontains(name, autoescape=True) for name in institutions))
            clauses.append(or_(r.type.in_(("figure", "vocabulary")), named))
        return clauses

    def _by_offer(self, tenant: str) -> list[ColumnElement[bool]]:
        r = records.c
        clauses: list[ColumnElement[bool]] = []
        if self.resource_kinds:
            clauses.append(or_(r.type != "resource", r.kind.in_([kind.value for kind in self.resource_kinds])))
        if self.pay_later is not None:
            clauses.append(or_(r.type != "achievement", r.pay_later == self.pay_later))
        if self.transfer_modes:
            modes = _having(tenant, "mode", [mode.value for mode in self.transfer_modes])
            clauses.append(or_(r.type != "achievement", modes))
        if self.fields:
            any_field = and_(r.type == "resource", ~_having(tenant, "field", None))
            stated = _having(tenant, "field", [field.value for field in self.fields])
            clauses.append(or_(r.type.in_(("figure", "vocabulary")), any_field, stated))
        if self.trl_min is not None or self.trl_max is not None:
            open_range = and_(r.type == "resource", r.trl_min.is_(None), r.trl_max.is_(None))
            low = true() if self.trl_max is None else or_(r.trl_min <= self.trl_max, r.trl_min.is_(None))
            high = true() if self.trl_min is None else or_(r.trl_max >= self.trl_min, r.trl_max.is_(None))
            stated = or_(r.trl_min.is_not(None), r.trl_max.is_not(None))
            free = r.type.in_(("expert", "figure", "vocabulary"))
            clauses.append(or_(free, open_range, and_(stated, low, high)))
        return clauses


def _having(tenant: str, name: str, values: list[str] | None) -> ColumnElement[bool]:
    v = record_values.c
    query = select(v.record_id).where(v.tenant == tenant, v.name == name)
    return records.c.id.in_(query if values is None else query.where(v.value.in_(values)))
