"""Answers that need no match: about a record, a programme, a figure, and small talk."""
