"""Turns that are answered without a new match: about records, facts, the product itself, the need so far, and asides."""
