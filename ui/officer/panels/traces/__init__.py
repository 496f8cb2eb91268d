"""What a turn did, for officers: steps, calls, and what became of each proposal of a model."""
