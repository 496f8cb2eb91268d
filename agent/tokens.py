"""Token counts without the network: tiktoken with its o200k_base table shipped beside this file.

o200k_base counts about 0.94 tokens a Chinese character; the tokenisers of Chinese providers are thriftier, so a
budget kept with it is safe. The table is OpenAI's own (MIT), checked by sha256 before use.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

log = logging.getLogger(__name__)
SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
UPPER_BOUND_PER_CHAR = 1.3


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding | None:
    import tiktoken

    packed = files("agent").joinpath("data", "o200k_base.tiktoken.gz").read_bytes()
    table = gzip.decompress(packed)
    if hashlib.sha256(table).hexdigest() != SHA256:
        log.error("the token table does not have the expected sha256; counting characters instead")
        return None
    ranks = {
        base64.b64decode(token): int(rank) for token, rank in (line.split() for line in table.splitlines() if line)
    }
    return tiktoken.Encoding(name="o200k_base", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})


def count_tokens(text: str) -> int:
    """Tokens of ``text`` under o200k_base; an upper bound by characters when the table cannot be used."""
    encoding = _encoding()
    if encoding is None:
        return int(len(text) * UPPER_BOUND_PER_CHAR) + 1
    return len(encoding.encode(text, disallowed_special=()))


def truncate(text: str, limit: int) -> str:
    """The longest head of ``text`` that has at most ``limit`` tokens."""
    if count_tokens(text) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_tokens(text[:middle]) <= limit else (low, middle - 1)
    return text[:low]
