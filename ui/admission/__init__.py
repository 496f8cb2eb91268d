"""Who may come in, how fast, and how many at once: addresses, limits, the pool of turns, slow requests."""
