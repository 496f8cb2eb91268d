import subprocess
import sys

import knowledge


def test_every_exported_name_is_declared_with_a_home() -> None:
    assert sorted(knowledge.__all__) == sorted(knowledge._HOME)
    assert len(set(knowledge.__all__)) == len(knowledge.__all__)


def test_importing_the_door_loads_nothing_heavy() -> None:
    code = "import knowledge, sys; print(sorted({'numpy', 'chromadb', 'sqlalchemy', 'tantivy', 'openai'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_opening_and_searching_by_words_needs_no_chroma_and_no_openai(tmp_path: object) -> None:
    code = (
        "import sys; from knowledge import open_knowledge; base = open_knowledge(sys.argv[1], embedder='none');"
        "base.sync(); base.retriever.search('银纹'); base.close(); print(sorted({'chromadb', 'openai'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
