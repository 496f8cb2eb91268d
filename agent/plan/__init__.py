"""Officer planning: events, clusters of needs, reverse match, the board's figures.

Nothing stands here yet; it may read needs and matches, and writes none.
"""
