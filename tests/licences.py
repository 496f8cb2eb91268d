"""The licences of what the runtime lock installs; ``python -m tests.licences`` rewrites ``docs/licences.md``."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "licences.md"
HEAD = """# Licences of the runtime packages

What each package of `requirements.lock` says of itself, written by `python -m tests.licences`;
`tests/security/test_supply.py` compares it with what is installed
and refuses a licence that is not permissive (MPL-2.0 counts: its files are used unchanged).

| package | licence |
|---|---|
"""
NAMED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
}
"""Classifiers and older words to the names of SPDX."""
ALLOWED = frozenset(
    ["MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0", "PSF-2.0"]
    + ["Zlib", "CC0-1.0", "CNRI-Python", "Unlicense"]
)


def locked() -> list[str]:
    """The names in the runtime lock."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    return sorted(set(found))


def licence(package: Distribution) -> str:
    """The licence as an SPDX expression; what the package says where it has no name in SPDX."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    classes = [one.split("::")[-1].strip() for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    if classes:
        return " OR ".join(sorted(NAMED.get(one, one) for one in classes))
    said = (about.get("License") or "").splitlines()[:1]
    return NAMED.get(said[0], said[0]) if said else "unknown"


def installed() -> dict[str, str]:
    """Package to licence, for those of the lock that this platform installs."""
    found: dict[str, str] = {}
    for name in locked():
        try:
            found[name] = licence(distribution(name))
        except PackageNotFoundError:
            continue
    return found


def refused(expression: str) -> list[str]:
    """The parts of a licence expression that are not allowed."""
    parts = re.split(r"\s+(?:AND|OR|WITH)\s+", expression.replace("(", "").replace(")", ""))
    return [part for part in parts if part not in ALLOWED]


if __name__ == "__main__":
    LIST.write_text(HEAD + "".join(f"| {name} | {of} |\n" for name, of in installed().items()), encoding="utf-8")
