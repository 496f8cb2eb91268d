"""The lexical leg: ranked term search over pre-segmented text, kept on disk by tantivy."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import RLock

import tantivy

from knowledge.documents import Document, Scored
from knowledge.text import expand, segment, terms

FIELD_WEIGHTS = {"title": 1.0, "keywords": 0.6, "body": 0.35}
SYNONYM_WEIGHT = 0.3
LEAD_WEIGHT = 3.0
MAX_TERMS = 128
MAX_QUERY_CHARS = 4_000
_LEAD_CHARS = 64
_TIE_MARGIN = 32
_FORMAT = "queqiao-lexical-1"
UNWRITTEN = "关键词索引写不进去，数据库里的记录没有受影响。请检查磁盘空间和权限，再运行 queqiao reindex。"


class IndexFault(RuntimeError):
    """The index cannot be written; the message says why, in Chinese. What is in the database is not touched by it."""


class IndexLocked(IndexFault):
    """Another process is writing to this index."""


class TantivyIndex:
    """A tantivy index in ``folder``; a folder that cannot be read is emptied (``rebuilt`` is then True).

    Several processes may read; one writes at a time, a second gets :class:`IndexLocked`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()
        self.rebuilt = False
        self._schema = _schema()
        self._index = self._open()

    def upsert(self, documents: Sequence[Document]) -> None:
        """Store documents by id, replacing older ones. Raises IndexLocked."""
        latest = {item.id: item for item in documents}
        if not latest:
            return
        with self._lock:
            writer = self._writer()
            for item in latest.values():
                writer.delete_documents_by_term("id", item.id)
                writer.add_document(self._entry(item))
            self._commit(writer)

    def delete(self, ids: Collection[str]) -> None:
        """Drop documents; unknown ids are ignored. Raises IndexLocked."""
        if not ids:
            return
        with self._lock:
            writer = self._writer()
            for id in ids:
                writer.delete_documents_by_term("id", id)
            self._commit(writer)

    def clear(self) -> None:
        """Drop everything. Raises IndexLocked."""
        with self._lock:
            writer = self._writer()
            writer.delete_all_documents()
            self._commit(writer)

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[Scored]:
        """The best ``k`` by BM25 over title, keywords and body; the text is never parsed as query syntax."""
        searcher = self._searcher()
        weighted = query_terms(query, lambda term: self._frequency(searcher, term))
        if not weighted or not searcher.num_docs or k < 1 or (ids is not None and not ids):
            return []
        built = self._query(weighted)
        if ids is not None:
            allowed = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "id", list(ids)), 0.0)
            built = tantivy.Query.boolean_query([(tantivy.Occur.Must, built), (tantivy.Occur.Must, allowed)])
        found = searcher.search(built, limit=min(k + _TIE_MARGIN, searcher.num_docs), count=False).hits
        scored = [Scored(str(searcher.doc(address).get_first("id")), float(score)) for score, address in found]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))[:k]

    def holding(self, words: Collection[str]) -> dict[str, int]:
        """In how many documents each index term stands, at least: in the field that holds it most often."""
        searcher = self._searcher()
        return {word: self._frequency(searcher, word) for word in words}

    def count(self) -> int:
        """How many documents are stored."""
        return int(self._searcher().num_docs)

    def digests(self) -> dict[str, str]:
        """The digest of every stored document, by id."""
        searcher = self._searcher()
        if not searcher.num_docs:
            return {}
        found = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False).hits
        stored = (searcher.doc(address) for _, address in found)
        return {str(item.get_first("id")): str(item.get_first("digest")) for item in stored}

    def _open(self) -> tantivy.Index:
        stamp = self._folder / "format"
        if stamp.exists() and stamp.read_bytes() == _FORMAT.encode():
            try:
                index = tantivy.Index(self._schema, path=str(self._folder))
                index.searcher().search(tantivy.Query.all_query(), limit=1)
            except (ValueError, OSError):
                self.rebuilt = True
            else:
                return index
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        stamp.write_text(_FORMAT, encoding="utf-8")
        return index

    def _writer(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(heap_size=15_000_000, num_threads=1)
        except ValueError as error:
            if "lock" in str(error).lower():
                raise IndexLocked("检索索引正在被另一个进程写入，请稍后再试，或先停止另一个鹊桥进程。") from error
            raise IndexFault(UNWRITTEN) from error
        except OSError as error:
            raise IndexFault(UNWRITTEN) from error

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        try:
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
        except (OSError, ValueError) as error:
            raise IndexFault(UNWRITTEN) from error

    def _searcher(self) -> tantivy.Searcher:
        with self._lock:
            self._index.reload()
            return self._index.searcher()

    def _entry(self, item: Document) -> tantivy.Document:
        entry = tantivy.Document()
        entry.add_text("id", item.id)
        entry.add_text("digest", item.digest)
        for name in FIELD_WEIGHTS:
            entry.add_text(name, " ".join(terms(getattr(item, name))))
        return entry

    def _frequency(self, searcher: tantivy.Searcher, term: str) -> int:
        return max(int(searcher.doc_freq(name, term)) for name in FIELD_WEIGHTS)

    def _query(self, weighted: dict[str, float]) -> tantivy.Query:
        parts = []
        for term, weight in weighted.items():
            for name, share in FIELD_WEIGHTS.items():
                one = tantivy.Query.term_query(self._schema, name, term, "freq")
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(one, weight * share)))
        return tantivy.Query.boolean_query(parts)


def query_terms(query: str, frequency: Callable[[str], int]) -> dict[str, float]:
    """Weighted terms of a query: its lead (title) counts more, a long text keeps its most informative terms.

    ``frequency`` gives the number of documents that hold a term; terms in none are left out. A repeated term
    grows with the root of its count. Synonyms of the query's words are added at ``SYNONYM_WEIGHT``.
    """
    text = query[:MAX_QUERY_CHARS]
    lead = lead_of(text)
    weights = {term: math.sqrt(n) for term, n in Counter(terms(text[len(lead) :])).items()}
    for term in terms(lead):
        weights[term] = max(weights.get(term, 0.0), LEAD_WEIGHT)
    for other in expand([*segment(lead), *weights]):
        weights.setdefault(other, SYNONYM_WEIGHT * (LEAD_WEIGHT if len(text) <= len(lead) else 1.0))
    found = {term: n for term in weights if (n := frequency(term))}
    best = sorted(found, key=lambda term: (-weights[term] / math.log(2 + found[term]), term))[:MAX_TERMS]
    return {term: weights[term] for term in best}


def lead_of(text: str) -> str:
    """The title-like start of a query: its first line or, when that is long, its first clauses."""
    line = text.lstrip().split("\n", 1)[0]
    start = len(text) - len(text.lstrip())
    if len(line) > _LEAD_CHARS:
        cut = max(line.rfind(mark, 0, _LEAD_CHARS) for mark in "。；;，,！？ ")
        line = line[: cut if cut > 0 else _LEAD_CHARS]
    return text[: start + len(line)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("digest", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
