"""The clauses of a text; the layout is read in ``agent.read.layout``, this name stays for its callers."""

from agent.read.layout import MARKER, Clause, Section, clauses, heading

__all__ = ["MARKER", "Clause", "Section", "clauses", "heading"]
