"""How a text is laid out: headings, lists, tables, sentences, clauses. The one reader of layout.

``read_layout(text)`` gives the clauses (``Clause``: offsets, section and words of the heading, list item, table row)
and the tables (``Table`` of ``Cell``: offsets, name of row and column, what it holds). ``clauses(text)`` is the
clauses alone.
"""

from agent.read.layout.clause import Cell, Clause, Column, Section, Table
from agent.read.layout.headings import heading
from agent.read.layout.numbering import MARKER
from agent.read.layout.read import Layout, clauses, read_layout

__all__ = [
    "MARKER",
    "Cell",
    "Clause",
    "Column",
    "Layout",
    "Section",
    "Table",
    "clauses",
    "heading",
    "read_layout",
]
