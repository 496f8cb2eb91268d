"""Candidates to text: the statements of an answer, their Markdown, and the report that an officer sends."""
