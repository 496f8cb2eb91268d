"""Turns that are answered without a new match: records, facts, the product itself, the need so far, and asides."""
