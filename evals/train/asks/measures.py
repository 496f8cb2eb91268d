"""Three ways to say that a quote meets a label, and the figures of a cross-validation by each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from evals.overlap import QUOTE_OVERLAP, overlap, pair
from evals.train.asks.texts import Text


def _substring(text: Text, found: str, quote: str) -> float:
    size = SequenceMatcher(None, found, quote, autojunk=False).find_longest_match().size
    return size / max(min(len(found), len(quote)), 1)


def _span(text: Text, found: str, quote: str) -> float:
    """Intersection over union of the places in the text; 0 when one of them stands in the title."""
    a, b = text.content.find(found), text.content.find(quote)
    if a < 0 or b < 0:
        return float(found == quote)
    common = max(0, min(a + len(found), b + len(quote)) - max(a, b))
    return common / (len(found) + len(quote) - common)


OVERLAPS: dict[str, Callable[[Text, str, str], float]] = {
    "dice": lambda text, found, quote: overlap(found, quote),
    "substring": _substring,
    "span": _span,
}
"""Shared characters, longest common substring, shared place."""


def f1(
    predicted: Sequence[list[str]], texts: Sequence[Text], meets: Callable[[Text, str, str], float]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the quotes over all texts."""
    hits = sum(
        len(pair(found, text.quotes, lambda a, b, text=text: meets(text, a, b) >= QUOTE_OVERLAP))  # type: ignore[misc]
        for found, text in zip(predicted, texts, strict=True)
    )
    given, wanted = sum(map(len, predicted)), sum(len(t.quotes) for t in texts)
    return hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1)


def figures(predicted: Sequence[list[str]], texts: Sequence[Text]) -> str:
    """F1 by each overlap, and precision and recall by the first."""
    precision, recall, _ = f1(predicted, texts, OVERLAPS["dice"])
    shown = "  ".join(f"{name} {f1(predicted, texts, same)[2]:.3f}" for name, same in OVERLAPS.items())
    return f"F1 {shown}  (P {precision:.3f} R {recall:.3f})"
