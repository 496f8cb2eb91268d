"""The command line as its users type it: Chinese help, exit codes, bad files, nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from agent import Agent, get_settings
from ui.cli import build_parser, main

Run = Callable[..., tuple[int, str, str]]
ENGLISH = re.compile(r"(?<![A-Za-z_.-])(?:usage|options|positional|show this|arguments|required|invalid)(?![A-Za-z_])")
COMMANDS = ["serve", "ask", "decompose", "import", "reindex", "doctor", "erase", "backup", "restore", "demo", "users"]
COMMANDS += ["eval", "train"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("QUEQIAO_EMBEDDER", "none")
    monkeypatch.setenv("QUEQIAO_DATA_DIR", str(tmp_path / "data"))

    def call(*words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        return stopped.value.code, captured.out, captured.err

    return call


@pytest.mark.parametrize(
    "command",
    [
        [],
        *([name] for name in COMMANDS),
        ["eval", "bench"],
        ["eval", "experts"],
        ["eval", "decompose"],
        ["train", "match"],
        ["users", "add"],
    ],
)
def test_help_is_chinese_and_complete(run: Run, command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "用法：" in out and "选项" in out
    assert not ENGLISH.search(out)


def test_every_promised_command_exists() -> None:
    text = build_parser().format_help()
    assert all(name in text for name in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["frob"],
        ["ask"],
        ["ask", "a", "--file", "b.csv"],
        ["ask", "--nonsense", "x"],
        ["import"],
        ["serve", "--port", "abc"],
        ["users", "add", "head", "--role", "厂长"],
    ],
)
def test_wrong_usage_exits_2_in_chinese(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)
    assert code == 2
    assert not ENGLISH.search(out + err)


@pytest.mark.parametrize("words", [[], ["users"], ["train"]])
def test_a_missing_sub_command_prints_the_help(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)
    assert (code, err) == (2, "")
    assert out == run(*words, "--help")[1]


def test_ask_prints_an_answer_and_json(run: Run) -> None:
    code, out, _ = run("ask", "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上")
    assert code == 0 and "推荐成果" in out and "人工智能" in out
    code, out, _ = run("ask", "喷漆房循环水发臭，漆渣黏", "--json")
    reply = json.loads(out)
    assert code == 0 and reply["kind"] == "recommendation" and reply["citations"]


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\x01\x02\x03"])
def test_ask_refuses_what_it_cannot_read(run: Run, text: str) -> None:
    code, _, err = run("ask", text)
    assert code == 2 and err.startswith("错误：")


def test_ask_file_answers_every_line_and_prints_the_median(run: Run, tmp_path: Path) -> None:
    needs = tmp_path / "needs.csv"
    needs.write_text("rid,title,content\nq1,漆渣处理,循环水发臭\\n漆渣黏\nq2,,猪病快速诊断\n", encoding="gb18030")
    code, _, err = run("ask", "--file", needs, "--json", "-o", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert code == 0 and [row["id"] for row in rows] == ["q1", "q2"]
    assert "失败 0 条" in err and "中位数" in err


def test_decompose_writes_the_promised_keys(run: Run, tmp_path: Path) -> None:
    needs = tmp_path / "needs.jsonl"
    row = {"rid": "r1", "title": "注塑银纹", "content": "良率由92%提高到98%以上，预算50万元，半年内完成"}
    needs.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    code, _, _ = run("decompose", needs, "-o", tmp_path / "out.jsonl")
    found = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert code == 0
    assert list(found) == [
        "rid",
        "field",
        "sub_requirements",
        "indicators",
        "baselines",
        "budget_cny",
        "deadline",
        "cooperation",
        "vague",
        "questions",
    ]
    assert found["indicators"][0] | {"name": "", "quote": ""} == {
        "name": "",
        "op": ">=",
        "value": 98.0,
        "value_max": None,
        "unit": "%",
        "quote": "",
    }
    assert found["baselines"][0]["value"] == 92 and found["budget_cny"] == 500_000


def test_import_reports_line_by_line_and_keeps_the_rest(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "成果.csv"
    table.write_text(
        "编号,成果名称,成熟度,外星列\nX-1,甲装置,中试后期,a\nX-2,乙装置,6,b\nX-2,丙装置,6,c\n", encoding="gb18030"
    )
    code, out, _ = run("import", table)
    assert code == 1
    assert "第 2 行" in out and "成熟度" in out and "X-2" in out and "外星列" in out
    assert "新增 1" in out
    again, out, _ = run("import", table)
    assert "新增 0" in out and "未变 1" in out
    assert again == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.xlsx", b"PK\x03\x04 not a workbook"),
        ("empty.csv", b""),
        ("odd.pdf", b"%PDF-1.4"),
        ("bad.jsonl", b"{not json}\n"),
    ],
)
def test_files_that_cannot_be_read_are_named_with_advice(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, out, err = run("import", path)
    assert code in (1, 2)
    assert name in out + err or "第 1 行" in out
    assert not ENGLISH.search(out + err) and "Traceback" not in out + err


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    code, out, err = run("import", tmp_path / "nowhere.csv")
    assert code in (1, 2) and "nowhere.csv" in out + err


def test_backup_and_restore_bring_everything_back(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["成果名称", "成果简介", "成熟度"],
        ["超声清洗喷嘴", "清洗喷嘴堵塞", "中试"],
        ["静电除尘极板", "收集粉尘", 8],
    ):
        sheet.append(row)
    book.save(tmp_path / "成果.xlsx")
    assert run("import", tmp_path / "成果.xlsx")[0] == 0
    code, out, _ = run("backup", tmp_path / "copy.zip")
    assert code == 0 and "段企业会话" in out and "密码摘要" in out and "加密存放" in out
    code, out, _ = run("restore", tmp_path / "copy.zip", "--data", tmp_path / "elsewhere")
    assert code == 0 and "2 条记录" in out
    code, out, _ = run("doctor", "--data", tmp_path / "elsewhere")
    assert code == 0 and "✕" not in out
    (tmp_path / "junk.zip").write_bytes(b"no zip")
    code, _, err = run("restore", tmp_path / "junk.zip", "--data", tmp_path / "elsewhere")
    assert code == 1 and err.startswith("错误：")


def test_reindex_counts_the_records(run: Run) -> None:
    run("ask", "你好")
    code, out, _ = run("reindex")
    assert code == 0 and "索引已重建" in out


@pytest.mark.parametrize(
    "command",
    [
        ["eval", "bench", "nowhere"],
        ["eval", "experts", "nowhere"],
        ["eval", "decompose", "--gold", "nowhere"],
        ["train", "match", "--bench", "nowhere", "-o", "model.npz"],
        ["train", "records", "--decisions", "nowhere.csv", "-o", "weights.json"],
    ],
)
def test_what_evaluation_and_training_cannot_read_is_told_in_a_line(
    run: Run, command: list[str], tmp_path: Path
) -> None:
    paths = [str(tmp_path / one) if one.startswith(("nowhere", "model", "weights")) else one for one in command]
    code, _, told = run(*paths)
    assert code == 2 and told.startswith("错误：找不到")
    assert not list(tmp_path.glob("*.npz")) and not (tmp_path / "weights.json").exists()


@pytest.mark.parametrize(
    ("line", "told"), [("{", "第 1 行不是合法的 JSON"), ("[1]", "缺少 rid"), ('{"rid": "r1"}', "没有对应文本")]
)
def test_broken_labels_are_told_in_a_line(run: Run, line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text("", "utf-8")
    (tmp_path / "gold.jsonl").write_text(line, "utf-8")
    code, _, error = run("eval", "decompose", "--gold", tmp_path)
    assert code == 2 and told in error


def test_erase_takes_a_record_or_a_conversation_and_says_so(run: Run) -> None:
    assert run("demo")[0] == 0
    agent = Agent.open(get_settings(), demo=False, owner=False)
    id, some = agent.start_conversation("test").id, agent.knowledge.catalogue.ids()[0]
    agent.close()
    code, out, _ = run("erase", id)
    assert code == 0 and "已删除这段对话" in out and "旧备份" in out
    code, out, _ = run("erase", some)
    assert code == 0 and some in out
    assert run("erase", id)[0] == run("erase", "A-none")[0] == 1
