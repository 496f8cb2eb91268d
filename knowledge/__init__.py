"""The door of the house's memory: catalogue, casebook, importing and records, imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.door import door

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase, open_knowledge
    from knowledge.casebook import (
        COMPLAINT_KINDS,
        EVENT_KINDS,
        SCOPES,
        ApiKey,
        Casebook,
        ChannelMessage,
        Complaint,
        ComplaintKind,
        Conversation,
        EventKind,
        KeptAnswer,
        Letter,
        Match,
        Move,
        Need,
        NeedStatus,
        Person,
        Scope,
        Thread,
        Turn,
        Webhook,
        open_casebook,
        tenant_of_key,
    )
    from knowledge.catalogue import Catalogue
    from knowledge.demo import demo_records, load_demo
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
    from knowledge.lexical import IndexFault
    from knowledge.quantities import browser_tables, show_amount
    from knowledge.records import Achievement, AnyRecord, Expert, Figure, Record, Resource, TechnicalField, Vocabulary
    from knowledge.retriever import Hit
    from knowledge.storage.database import check_database
    from knowledge.storage.faults import DatabaseProblem, problem_of
    from knowledge.storage.filters import Filters
    from knowledge.text import HAN, ngrams
    from knowledge.upkeep.backup import BackupError, check_backup, forget_indexes, must_be_sqlite, set_aside
    from knowledge.upkeep.checks import Finding
    from knowledge.upkeep.folderlock import owned, served_by

__all__ = [
    "COMPLAINT_KINDS",
    "EVENT_KINDS",
    "HAN",
    "SCOPES",
    "Achievement",
    "AnyRecord",
    "ApiKey",
    "BackupError",
    "Casebook",
    "Catalogue",
    "ChannelMessage",
    "Complaint",
    "ComplaintKind",
    "Conversation",
    "DatabaseProblem",
    "Embedder",
    "EmbeddingError",
    "EventKind",
    "Expert",
    "Figure",
    "Filters",
    "Finding",
    "Hit",
    "ImportIssue",
    "ImportProblem",
    "ImportReport",
    "IndexFault",
    "KeptAnswer",
    "KnowledgeBase",
    "Letter",
    "Match",
    "Move",
    "Need",
    "NeedStatus",
    "NeedRow",
    "NeedRows",
    "Person",
    "Record",
    "Resource",
    "Scope",
    "TechnicalField",
    "Thread",
    "Turn",
    "Vocabulary",
    "Webhook",
    "browser_tables",
    "check_backup",
    "check_database",
    "demo_records",
    "forget_indexes",
    "import_files",
    "load_demo",
    "make_embedder",
    "ngrams",
    "open_casebook",
    "open_knowledge",
    "owned",
    "problem_of",
    "read_needs",
    "served_by",
    "set_aside",
    "show_amount",
    "tenant_of_key",
    "must_be_sqlite",
]

if not TYPE_CHECKING:
    __getattr__ = door(
        __name__,
        {
            "knowledge.base": "KnowledgeBase open_knowledge",
            "knowledge.casebook": (
                "COMPLAINT_KINDS EVENT_KINDS SCOPES ApiKey Casebook ChannelMessage Complaint ComplaintKind "
                "Conversation EventKind KeptAnswer Letter Match Move Need NeedStatus Person Scope Thread Turn Webhook "
                "open_casebook tenant_of_key"
            ),
            "knowledge.catalogue": "Catalogue",
            "knowledge.storage.database": "check_database",
            "knowledge.storage.faults": "DatabaseProblem problem_of",
            "knowledge.demo": "demo_records load_demo",
            "knowledge.embedding": "Embedder EmbeddingError make_embedder",
            "knowledge.importing": "ImportIssue ImportProblem ImportReport NeedRow NeedRows import_files read_needs",
            "knowledge.lexical": "IndexFault",
            "knowledge.quantities": "browser_tables show_amount",
            "knowledge.records": "Achievement AnyRecord Expert Figure Record Resource TechnicalField Vocabulary",
            "knowledge.retriever": "Hit",
            "knowledge.storage.filters": "Filters",
            "knowledge.text": "HAN ngrams",
            "knowledge.upkeep.backup": "BackupError check_backup forget_indexes must_be_sqlite set_aside",
            "knowledge.upkeep.checks": "Finding",
            "knowledge.upkeep.folderlock": "owned served_by",
        },
    )
