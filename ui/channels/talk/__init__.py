"""The one conversation behind every channel: who speaks, what is done about it, and how it is told as plain text."""
