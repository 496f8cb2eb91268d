"""Judged pairs: reading them, embedding them, and the feature rows that training learns from."""
