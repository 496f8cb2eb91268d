"""How alike a message and a record are, whatever the kind of record."""

from __future__ import annotations

from dataclasses import replace

from agent.match.rank.likeness import Words, likeness
from agent.schema import RequirementCard
from knowledge.records import Achievement, Expert, Record, Source
from tests.unit.match.hits import retrieved

SOURCE = Source(title="示例")
TITLES = ["注塑件银纹抑制", "烘房余热回收", "茶园虫害识别", "注塑模具排气", "轴承钢夹杂物控制"]
CARD = RequirementCard(object="保险杠注塑件", problem="银纹", text="我们的保险杠注塑件老是出银纹，怎么抑制")


def achievements() -> list[Record]:
    return [
        Achievement(id=f"A-{n}", title=title, summary=f"{title}的成套工艺。", source=SOURCE)
        for n, title in enumerate(TITLES)
    ]


def test_the_record_that_says_the_same_stands_out() -> None:
    records = achievements()
    found = likeness(CARD, records, retrieved(records))
    for name in ("found", "standing", "title_standing", "title_said"):
        assert max(found, key=lambda one: found[one][name]) == "A-0", name
    assert all(0 <= found[one][name] <= 1 for one in found for name in ("found", "title_said", "phrase_said"))


def test_without_vectors_nothing_is_said_of_them() -> None:
    records = achievements()
    assert not {"dense", "dense_first"} & set(likeness(CARD, records, retrieved(records))["A-0"])


def test_an_expert_is_met_by_what_he_works_on() -> None:
    people = [
        Expert(id="E-1", title="甲 教授", name="甲", directions=["注塑件银纹抑制"], source=SOURCE),
        Expert(id="E-2", title="乙 教授", name="乙", directions=["水文预报"], source=SOURCE),
    ]
    found = likeness(CARD, people, retrieved(people))
    assert found["E-1"]["phrase_said"] > 0.5 > found["E-2"]["phrase_said"]


def test_words_are_worth_what_the_catalogue_says() -> None:
    """A word that stands in every record of a large catalogue is worth little, though it be rare among the hits."""
    hits = retrieved(achievements())
    common = replace(hits, holding={"注塑": 9_000, "银纹": 3}, size=10_000)
    worth = Words.of("注塑银纹", common).worth
    assert worth["银纹"] > 5 * worth["注塑"]


def test_a_message_without_words_is_like_nothing() -> None:
    records = achievements()
    found = likeness(RequirementCard(text="？！"), records, retrieved(records))
    assert {one["found"] for one in found.values()} == {0.0}
