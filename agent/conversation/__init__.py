"""Conversations as they run: a message kept before the work, one turn at a time, what failed shown and tried again."""
