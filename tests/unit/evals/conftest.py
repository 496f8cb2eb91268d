import pytest

from tests.unit.evals.judging import KINDS, SUBJECTS, write


@pytest.fixture
def folder(tmp_path):
    """Eight needs, each judged against its own subject (4), the next (2) and another (1)."""
    titles = [(f"a{s}-{k}-{n}", f"{SUBJECTS[s]}{KINDS[k]}") for s in range(8) for k in range(6) for n in range(2)]
    pairs = []
    for rid in range(8):
        for shift, level in ((0, 4), (1, 2), (3, 1)):
            subject = (rid + shift) % 8
            pairs += [(f"r{rid}", f"a{subject}-{kind}-{kind % 2}", level) for kind in range(6)]
    needs = [(f"r{s}", f"{SUBJECTS[s]}技术需求", f"我们需要{SUBJECTS[s]}方面的成果。") for s in range(8)]
    write(tmp_path / "requirements.csv", [("rid", "title", "content"), *needs])
    write(tmp_path / "achievements.csv", [("aid", "title"), *titles])
    write(tmp_path / "pairs.csv", [("rid", "aid", "level"), *pairs])
    return tmp_path
