"""Ranking: features of need and record, the learned ranker, and levels."""
