import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import bigrams, clean, expand, han_bigrams, han_runs, has_han, normalise, segment, terms


def test_clean_removes_every_format_control_surrogate_and_private_character() -> None:
    kept = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Co"}
        and chr(code) not in "\n\t\r"
        and clean(chr(code)) != ""
    ]
    assert kept == []


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\U000e0041", "\ufe0f", "\U000e0101", "\x00", "\u2066", "\u3164"]
)
def test_clean_joins_what_invisible_characters_split(hidden: str) -> None:
    assert clean(f"银{hidden}纹") == "银纹"


def test_clean_keeps_lines_and_visible_text() -> None:
    assert clean("良率≥98％\r\n现\t92%\u2028末") == "良率≥98％\n现 92%\n末"


def test_normalise_folds_width_and_case() -> None:
    assert normalise("ＰＰ＋ＥＰＤＭ　４２CrMo") == "pp+epdm 42crmo"


@given(st.text(max_size=80))
def test_cleaning_and_normalising_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("token", ["42crmo", "lifepo4", "mah/g", "pm2.5", "car-t", "c++"])
def test_technical_tokens_stay_whole(token: str) -> None:
    assert token in segment(f"采用{token}的方案")
    assert token in terms(f"采用{token}的方案")


def test_known_terms_are_one_word() -> None:
    assert {"技术经理人", "技术经纪人", "先用后付"} <= set(segment("技术经理人和技术经纪人都讲先用后付"))


def test_terms_drop_prose_and_keep_bigrams_within_stretches() -> None:
    found = terms("我们公司希望解决银纹问题")
    assert found == ["银纹"]
    assert "车保" in terms("汽车保险杠")
    assert "纹问" not in terms("银纹问题")


def test_parts_of_compound_tokens_are_terms_too() -> None:
    assert {"pp+epdm", "pp", "epdm"} <= set(terms("PP+EPDM"))


def test_a_text_of_stop_words_keeps_its_terms() -> None:
    assert terms("技术需求") != []
    assert terms("，。！") == []


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("银纹", "料花"),
        ("锂电池", "锂离子电池"),
        ("bms", "电池管理系统"),
        ("先用后付", "先使用后付费"),
        ("赛马", "赛马制"),
        ("科创岛", "成都科创生态岛"),
    ],
)
def test_synonyms_hold_both_ways(term: str, other: str) -> None:
    assert other in expand([term])
    assert term in expand([other])


def test_two_occupations_are_not_synonyms() -> None:
    assert "技术经纪人" not in expand(["技术经理人"])
    assert expand(["技术经纪人"]) == []


def test_expand_never_returns_what_was_given() -> None:
    assert not {"银纹", "料花"} & set(expand(["银纹", "料花"]))


@given(st.text(max_size=200))
def test_any_text_can_be_segmented(text: str) -> None:
    assert all(term and " " not in term and "\n" not in term for term in terms(text))
    assert isinstance(segment(text), list)


def test_one_test_for_han_and_one_for_bigrams() -> None:
    assert has_han("PP材料")
    assert not has_han("PP-42 ≥ ￥")
    assert has_han("𠮷")
    assert han_runs("PP材料、银纹x") == ["材料", "银纹"]
    assert bigrams("银纹料") == ["银纹", "纹料"]
    assert bigrams("银") == []
    assert han_bigrams("材料a银纹") == {"材料", "银纹"}
