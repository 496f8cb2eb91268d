"""What the tests of training share: made-up judged pairs, and embedders of hashed characters."""

import csv
import hashlib
from dataclasses import replace

import numpy as np

from evals.train.pairs.embedded import Embedded

SUBJECTS = ["锂电池隔膜", "水稻育种", "废水脱氮", "焊接机器人", "中药提取", "混凝土减水剂", "光纤传感", "肉鸡养殖"]
KINDS = ["装置", "方法", "系统研究", "关键技术", "新工艺", "设备开发"]


class HashEmbedder:
    """Bags of hashed characters: texts that share characters are near."""

    name = "hash"
    dimensions = 32

    def passages(self, texts):
        rows = np.full((len(texts), 32), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for char in text:
                row[hashlib.sha256(char.encode()).digest()[0] % 32] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def query(self, text):
        return self.passages([text])[0]


class HashEmbedderWide(HashEmbedder):
    """As wide as the vectors that the shipped model was trained with."""

    dimensions = 384

    def passages(self, texts):
        return np.pad(super().passages(texts), ((0, 0), (0, 352)))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def embedded(judged):
    found = Embedded(HashEmbedder())
    found.add(judged)
    return found


def subset(judged, keep):
    return replace(judged, pairs=[judged.pairs[place] for place in keep])
