"""The door of the house's memory: catalogue, casebook, importing and records, imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase, open_knowledge
    from knowledge.casebook import Casebook
    from knowledge.catalogue import Catalogue
    from knowledge.database import DatabaseProblem, check_database
    from knowledge.demo import load_demo
    from knowledge.embedding import Embedder, EmbeddingError, make_embedder
    from knowledge.importing import (
        ImportIssue,
        ImportProblem,
        ImportReport,
        NeedRow,
        NeedRows,
        import_files,
        read_needs,
    )
    from knowledge.records import Achievement, AnyRecord, Expert, Figure, Record, Resource, TechnicalField, Vocabulary
    from knowledge.retriever import Hit
    from knowledge.storage.filters import Filters
    from knowledge.upkeep.checks import BackupError, Finding

_WHERE = {
    "base": ["KnowledgeBase", "open_knowledge"],
    "casebook": ["Casebook"],
    "catalogue": ["Catalogue"],
    "database": ["DatabaseProblem", "check_database"],
    "demo": ["load_demo"],
    "embedding": ["Embedder", "EmbeddingError", "make_embedder"],
    "storage.filters": ["Filters"],
    "importing": ["ImportIssue", "ImportProblem", "ImportReport", "NeedRow", "NeedRows", "import_files", "read_needs"],
    "records": ["Achievement", "AnyRecord", "Expert", "Figure", "Record", "Resource", "TechnicalField", "Vocabulary"],
    "retriever": ["Hit"],
    "upkeep.checks": ["BackupError", "Finding"],
}
_HOME = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "Achievement",
    "AnyRecord",
    "BackupError",
    "Casebook",
    "Catalogue",
    "DatabaseProblem",
    "Embedder",
    "EmbeddingError",
    "Expert",
    "Figure",
    "Filters",
    "Finding",
    "Hit",
    "ImportIssue",
    "ImportProblem",
    "ImportReport",
    "KnowledgeBase",
    "NeedRow",
    "NeedRows",
    "Record",
    "Resource",
    "TechnicalField",
    "Vocabulary",
    "check_database",
    "import_files",
    "load_demo",
    "make_embedder",
    "open_knowledge",
    "read_needs",
]


def __getattr__(name: str) -> Any:
    """Import an exported name from its room when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
