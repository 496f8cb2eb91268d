"""Any embedder, of any width and scale, serves the search; one that fails leaves the words, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent import Agent, Settings
from knowledge import EmbeddingError, open_knowledge
from knowledge.demo import load_demo

NEED = "汽车保险杠注塑件表面有银纹，良率92%，想提高到98%以上"


class Letters:
    """Letters hashed into so many axes, all in a narrow cone, as some encoders are."""

    def __init__(self, width: int) -> None:
        self.name = f"letters:{width}"
        self.dimensions = width
        self.broken = False

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._row(text) for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        if self.broken:
            raise EmbeddingError("向量接口调用失败（测试）")
        return self._row(text)

    def _row(self, text: str) -> NDArray[np.float32]:
        row = np.full(self.dimensions, 5.0, np.float32)
        for letter in text:
            row[ord(letter) % self.dimensions] += 1
        return np.asarray(row / np.linalg.norm(row), np.float32)


@pytest.mark.parametrize("width", [8, 384, 1024])
def test_any_width_serves_and_a_failure_is_said(width: int, tmp_path: Path) -> None:
    embedder = Letters(width)
    knowledge = open_knowledge(tmp_path, embedder=embedder, vectors="exact")
    load_demo(knowledge.catalogue)
    knowledge.sync()
    agent = Agent(knowledge, Settings(data_dir=tmp_path, embedder="none", _env_file=None))
    try:
        assert knowledge.mode == "hybrid"
        whole = agent.ask(NEED)
        assert whole.recommendation is not None and whole.recommendation.achievements and whole.degraded == ""
        assert whole.recommendation.achievements[0].record_id == "A-0001"
        embedder.broken = True
        words = agent.ask(f"{NEED}，预算50万")
        assert words.recommendation is not None and words.recommendation.achievements
        assert "只按关键词" in words.degraded
    finally:
        agent.close()
