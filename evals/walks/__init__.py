"""Needs walked through chat, a question and the report, with and without a model."""
