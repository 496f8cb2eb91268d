"""Count the words of technical writing, for reading misspellings by sound.

``python -m evals.train.words`` segments the example catalogue and the labelled training texts (those typed with
misspellings left out) and writes ``agent/read/lexicon/words.txt``: words of 2 to 4 characters and their counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from knowledge.demo import demo_records
from knowledge.text import han_runs, segment, simplify

LEAST, SHORT, LONG = 2, 2, 4
_HEAD = """# Words of 2 to 4 characters of the example catalogue and the labelled training texts, most frequent first,
# a line for each count; written by evals/train/words.py.
"""


def texts() -> Iterator[str]:
    """The texts that are counted."""
    for record in demo_records():
        yield " ".join(record.citable_fields().values())
    room = resources.files("evals").joinpath("cases", "reading")
    for line in room.joinpath("texts.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "train" and row["style"] != "homophone":
            yield f"{row['title']}\n{row['content']}"


def count() -> Counter[str]:
    """How often each word occurs."""
    found: Counter[str] = Counter()
    for text in texts():
        for run in han_runs(simplify(text)):
            found.update(word for word in segment(run) if SHORT <= len(word) <= LONG)
    return found


def main() -> None:
    """Write the file."""
    by_count: dict[int, list[str]] = {}
    for word, times in count().most_common():
        by_count.setdefault(times, []).append(word)
    lines = [f"{times} {' '.join(sorted(words))}" for times, words in by_count.items() if times >= LEAST]
    path = Path(str(resources.files("agent.read").joinpath("lexicon", "words.txt")))
    path.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
