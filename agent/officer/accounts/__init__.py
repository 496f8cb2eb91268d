"""Officers' accounts, sessions and the limit on wrong tries."""
