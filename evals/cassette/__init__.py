"""Answers of a chat endpoint recorded once and replayed: with-model figures that anybody can print again."""
