"""Sparse rows for scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array


def sparse_rows(rows: Sequence[Mapping[int, float]], width: int) -> csr_array:
    """One row per mapping from column to value: shape (len(rows), width)."""
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int32)
    values = np.array([value for row in rows for value in row.values()], dtype=np.float64)
    found = csr_array((values, columns, starts), shape=(len(rows), width))
    found.eliminate_zeros()
    return found
