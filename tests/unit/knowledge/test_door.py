import subprocess
import sys


def test_opening_and_searching_by_words_needs_no_chroma_and_no_openai(tmp_path: object) -> None:
    code = (
        "import sys; from knowledge import open_knowledge; base = open_knowledge(sys.argv[1], embedder='none');"
        "base.sync(); base.retriever.search('银纹'); base.close();"
        "print(sorted({'chromadb', 'openai'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
