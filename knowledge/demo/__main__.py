"""Write the embeddings of the example catalogue beside its data, so that a first start need not compute them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from knowledge import load_demo, open_knowledge

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        base = open_knowledge(folder, vectors="exact")
        load_demo(base.catalogue)
        base.sync()
        count = base.package_embeddings(Path(__file__).with_name("embeddings.npz"))
        base.close()
    print(f"{count} vectors")
