"""Which act a message is, and which records it names."""
