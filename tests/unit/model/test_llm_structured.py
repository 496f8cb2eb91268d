from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.structured import parse_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=6), VALUES, max_size=5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('好的，结果如下：\n```json\n{"a": 1}\n```\n请查收', {"a": 1}),
        ('```\n{"a": 1}\n```', {"a": 1}),
        ('<think>{"b": 2}</think>{"a": 1}', {"a": 1}),
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('结果 {"a": {"b": "}"}} 完', {"a": {"b": "}"}}),
        ('{"a": [{"b": 1}, {"b": 2}, {"b"', {"a": [{"b": 1}, {"b": 2}]}),
        ('{"a": "多\n行"}', {"a": "多\n行"}),
        ('[{"a": 1}]', {"a": 1}),
        ("没有 JSON", None),
        ('{"a": ', None),
        ("", None),
        ("[1, 2]", None),
    ],
)
def test_objects_are_found_and_repaired(text: str, found: object) -> None:
    assert parse_object(text) == found


def test_deep_nesting_is_no_crash() -> None:
    assert parse_object("{" * 50_000) is None
    assert parse_object('{"a":' * 5_000) is None


@given(OBJECTS, st.text(alphabet="好的结果 \n。", max_size=10), st.text(max_size=10))
def test_an_object_is_found_whatever_stands_around_it(value: dict[str, object], before: str, after: str) -> None:
    assert parse_object(before + json.dumps(value, ensure_ascii=False) + after) == value


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = parse_object(text)
    assert found is None or isinstance(found, dict)
