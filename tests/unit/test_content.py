"""The operator's content check: a list of words or a function, over input and output, and closed when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Settings
from agent.content import ContentCheck, ContentError
from agent.schema import Reply, Statement


def refuse_long(text: str, way: str) -> str:
    return "long" if way == "output" and len(text) > 5 else ""


def broken(text: str, way: str) -> str:
    raise RuntimeError("down")


def test_words_are_found_whatever_their_width_case_and_spaces(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# 示例\n赌博网站  # 注\nBadWord\n\n", "utf-8")
    check = ContentCheck(str(words))
    for text in ("介绍赌博网站", "赌 博\n网 站", "ＢＡＤword", "bad\u200bword"):
        with pytest.raises(ContentError, match="没有通过内容检查"):
            check.must_pass(text)
    for text in ("赌注", "示例", "注塑件有银纹"):
        check.must_pass(text)


def test_an_answer_is_held_back_whole() -> None:
    check = ContentCheck("tests.unit.test_content:refuse_long")
    check.must_pass("输入不检查长短也能过")
    statement = Statement(section="answer", text="一句很长的回答")
    held = check.shown(Reply(kind="answer", text="短", statements=[statement], trace={"a": 1}))
    assert "没有通过内容检查" in held.text and "很长" not in held.model_dump_json() and held.trace == {"a": 1}
    passed = Reply(kind="answer", text="短")
    assert check.shown(passed) is passed


def test_a_check_that_fails_holds_back() -> None:
    check = ContentCheck("tests.unit.test_content:broken")
    with pytest.raises(ContentError):
        check.must_pass("注塑件有银纹")


@pytest.mark.parametrize("setting", ["no-such-file.txt", "os:nothing", "no.module:x", "os"])
def test_a_setting_that_names_nothing_is_refused_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError, match="内容检查"):
        Settings(content_check=setting, _env_file=None)


def test_without_a_setting_everything_passes() -> None:
    check = ContentCheck("")
    check.must_pass("赌博网站")
    reply = Reply(kind="answer", text="任何")
    assert check.shown(reply) is reply
