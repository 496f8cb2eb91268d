"""How much one import may be asked to read, and the error for a file that cannot be read at all."""

from __future__ import annotations

MAX_FILE_BYTES = 100 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_ROWS = 100_000
MAX_CELL_CHARS = 100_000
MAX_COLUMNS = 200
HEADER_SEARCH_ROWS = 20


class ImportProblem(ValueError):
    """The file as a whole cannot be read; the message is Chinese and says what to do."""
