"""What a turn did: its trace, and what is told of it to others."""
