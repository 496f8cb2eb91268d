"""An absence is said with a query over the whole catalogue, and the query is run again where it is checked."""

from __future__ import annotations

import pytest

from agent.match.around.resources import StageGap, gap_findings
from agent.schema import Absence, Statement
from agent.verify.absences import Proof, absent, census, prove
from agent.verify.statements import verify
from agent.verify.wording import Ground
from knowledge import Catalogue
from knowledge.records import Resource, ResourceKind, ResourceStatus, Source, TechnicalField

MANUFACTURING, FARMING = TechnicalField.MANUFACTURING, TechnicalField.AGRICULTURE


def platform(record_id: str, field: TechnicalField, low: int = 4, high: int = 7, **fields: object) -> Resource:
    base: dict[str, object] = {"id": record_id, "title": f"平台{record_id}", "kind": ResourceKind.PILOT}
    base |= {"fields": [field], "trl_min": low, "trl_max": high, "source": Source(title="示例")}
    return Resource.model_validate(base | fields)


@pytest.fixture
def pilots(catalogue: Catalogue) -> Catalogue:
    catalogue.upsert(
        [
            platform("R-1", MANUFACTURING),
            platform("R-2", FARMING, 7, 9),
            platform("R-3", FARMING, status=ResourceStatus.PLANNED),
        ]
    )
    return catalogue


def query(field: TechnicalField, trl: int | None = 6, **more: object) -> Absence:
    base = {"kinds": [ResourceKind.PILOT], "fields": [field], "trl": trl, "statuses": [ResourceStatus.ACTIVE]}
    return Absence.model_validate(base | more)


def test_a_query_looks_at_kind_field_stage_status_and_words(pilots: Catalogue) -> None:
    count = census(pilots)
    assert list(count(query(MANUFACTURING))) == ["R-1"]
    assert list(count(query(FARMING))) == []
    assert list(count(query(FARMING, trl=8))) == ["R-2"]
    assert list(count(query(FARMING, statuses=[]))) == ["R-3"]
    assert list(count(query(MANUFACTURING, words=["平台R-1"]))) == ["R-1"]
    assert list(count(query(MANUFACTURING, words=["铸造"]))) == []
    assert list(count(Absence(ids=["R-1", "R-9"]))) == ["R-1"]


def test_only_a_query_that_found_nothing_makes_a_proof(pilots: Catalogue) -> None:
    assert prove(query(MANUFACTURING), census(pilots)) is None
    proof = prove(query(FARMING), census(pilots))
    assert proof is not None and proof.query.count == 0
    with pytest.raises(ValueError, match="prove"):
        Proof(query(FARMING))


@pytest.mark.parametrize(
    "text",
    ["库内没有合适的中试平台。", "成果库里没有这样的成果。", "没有任何平台能做。", "Nothing in the catalogue fits."],
)
@pytest.mark.parametrize("ground", [None, Ground.over({}, "")])
def test_a_claim_without_a_query_is_removed(text: str, ground: Ground | None) -> None:
    verdict = verify([Statement(section="path", text=text)], {}, "", ground=ground)
    assert verdict.kept == []


def test_the_query_is_run_again_over_the_whole_catalogue(pilots: Catalogue) -> None:
    proof = prove(query(FARMING), census(pilots))
    assert proof is not None
    said = absent("path", "库内没有农业领域的中试平台。", proof)
    assert verify([said], {}, "", census=census(pilots)).kept == [said]
    pilots.upsert([platform("R-4", FARMING)])
    assert "查到 1 条" in verify([said], {}, "", census=census(pilots)).removed[0].problem


def test_a_missing_platform_is_an_absence_only_where_the_catalogue_has_none(pilots: Catalogue) -> None:
    gap = StageGap(6, frozenset({ResourceKind.PILOT}))
    none = gap_findings(gap, [], {}, [FARMING], census(pilots))[0]
    assert none.absence is not None and "库内没有农业领域" in none.reason
    some = gap_findings(gap, [], {}, [MANUFACTURING], census(pilots))[0]
    assert some.absence is None and "库内有 1 家" in some.reason
    unasked = gap_findings(gap, [], {}, [MANUFACTURING])[0]
    assert unasked.absence is None and "这次没有检索到" in unasked.reason
