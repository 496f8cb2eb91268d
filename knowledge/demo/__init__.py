"""The example catalogue: invented people and institutions, real programmes; data files beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from ..catalogue import Catalogue, UpsertReport
from ..records import AnyRecord

_RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)


def demo_records() -> Iterator[AnyRecord]:
    """Every record of the packaged ``*.jsonl`` files, file by file in name order.

    ValueError names the file and line of a record that is not valid.
    """
    for entry in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".jsonl"):
            continue
        for number, line in enumerate(entry.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                yield _record(line, f"{entry.name}:{number}")


def load_demo(catalogue: Catalogue) -> UpsertReport:
    """Store the example catalogue; loading it again changes nothing."""
    return catalogue.upsert(demo_records())


def _record(line: str, place: str) -> AnyRecord:
    try:
        return _RECORD.validate_json(line)
    except ValidationError as error:
        raise ValueError(f"{place}: {error}") from error
