"""Traditional characters, misspellings by sound, English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read import understand
from agent.read.typed.homophones import find_guesses
from agent.read.typed.language import language_of
from knowledge.text import normalise, simplify


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("我們廠做汽車保險桿射出件，表面總有銀紋", "我们厂做汽车保险杆射出件，表面总有银纹"),
        ("汙水廠要求出水氨氮不高於1.5毫克", "污水厂要求出水氨氮不高于1.5毫克"),
        ("壓鑄件氣孔率過高", "压铸件气孔率过高"),
    ],
)
def test_traditional_characters(text: str, plain: str) -> None:
    assert simplify(text) == plain
    assert normalise(text) == normalise(plain)


@given(st.text(max_size=60))
def test_every_character_stays_in_its_place(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


def test_quotes_are_shown_as_typed() -> None:
    card = understand("我們廠做汽車保險桿射出件，表面總有銀紋，良率只有92%，想提高到98%以上，預算二三十萬")
    assert card.object == "汽车保险杆射出件"
    assert card.budget_quote == "預算二三十萬"
    assert card.budget_cny == 300_000
    assert "表面總有銀紋" in card.typed


@pytest.mark.parametrize(
    ("text", "typed", "meant"),
    [
        ("炉子温渡控不住", "温渡", "温度"),
        ("注塑件合各率只有八成", "合各率", "合格率"),
        ("涂层厚渡不均", "厚渡", "厚度"),
        ("轴承精渡不够", "精渡", "精度"),
    ],
)
def test_sure_misspellings_are_told_and_read_as_meant(text: str, typed: str, meant: str) -> None:
    card = understand(text)
    guess = next(one for one in card.guesses if one.typed == typed)
    assert (guess.meant, guess.sure) == (meant, True)
    assert typed not in card.object + card.problem
    assert text in card.typed


@pytest.mark.parametrize("text", ["我们注塑件表面有银纹，良率只有92%", "污水处理站氨氮超标，出水要求不高于1.5mg/L", ""])
def test_what_is_spelt_well_is_left_alone(text: str) -> None:
    assert find_guesses(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Our seal leaks after 300 hours, we want 1500 hours", "en"),
        ("PEM电解槽MEA降铱", "zh"),
        ("IGBT", "zh"),
        ("需要PLC和SCADA集成", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_an_english_need_becomes_a_card() -> None:
    card = understand("We make pump seals. Service life is only 300 hours now, we need at least 1500 hours.")
    assert card.language == "en"
    assert card.object == "pump seals"
    assert [(one.op, one.value, one.unit) for one in card.indicators] == [(">=", 1500, "hours")]
    assert [one.value for one in card.baselines] == [300]
