"""Reading a title or a text for matching: grams, words, type of thing, process, material and property terms."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from knowledge.text import HAN, ngrams, normalise, sentences

BUCKETS = 1 << 16
"""Size of the hashed gram space."""

_KEEP = re.compile(rf"[^0-9a-z{HAN}]+")


def _terms(words: str) -> tuple[str, ...]:
    return tuple(words.split())


GENERIC = frozenset(
    _terms(
        "研究 应用 开发 技术 关键 及其 一种 基于 用于 方法 系统 装置 设备 产品 制备 生产 工艺 产业化 项目 新型 "
        "设计 材料 关键技术 示范 推广 集成 研发 需求 公司 企业 我们 目前 主要 进行 实现 提高 解决 问题 要求 以及 "
        "或者 可以 需要 the of and for in on with a an to based using"
    )
)
"""Words that say nothing about the subject of a title."""

TYPES: dict[str, tuple[str, ...]] = {
    "method": ("方法", "工艺", "技术", "配方", "流程", "法"),
    "device": ("装置", "设备", "机", "器", "仪", "泵", "阀", "炉", "车", "机器人", "传感器", "电机", "轴承"),
    "system": ("系统", "平台", "软件", "网络", "算法", "模型", "数据库", "管理"),
    "material": ("材料", "剂", "膜", "合金", "树脂", "涂料", "纤维", "陶瓷", "钢", "粉", "胶", "油", "板", "玻璃"),
    "product": ("产品", "药", "药物", "胶囊", "颗粒", "食品", "饮料", "饲料", "肥", "酒", "茶", "疫苗", "芯片", "电池"),
    "study": ("研究", "应用", "分析", "评价", "机理", "观察", "影响", "调查", "示范"),
    "crop": ("栽培", "种植", "养殖", "育种", "品种", "繁育", "育苗"),
}
"""What kind of thing a title names, by its ending."""

FACETS: dict[str, tuple[str, ...]] = {
    "process": _terms(
        "制备 合成 加工 焊接 铸造 锻造 轧制 热处理 切削 磨削 抛光 冲压 挤压 注塑 成型 成形 烧结 喷涂 镀 腐蚀 提取 "
        "萃取 分离 纯化 净化 过滤 蒸馏 结晶 干燥 粉碎 发酵 酶解 催化 氧化 还原 聚合 改性 复合 回收 再生 利用 处理 "
        "降解 脱硫 脱硝 除尘 检测 监测 测量 检验 诊断 识别 定位 导航 控制 调度 优化 仿真 预测 预警 通信 传输 加密 "
        "显示 存储 充电 放电 发电 输电 供电 制冷 加热 保温 换热 通风 输送 包装 装配 拆解 安装 施工 支护 开采 勘探 "
        "钻井 灌溉 施肥 播种 收获 栽培 养殖 育种 防治 治疗 康复 手术 护理 筛查 给药 印刷 染色 织造 设计 制造"
    ),
    "material": _terms(
        "钢 铁 铝 铜 镁 钛 锌 镍 钨 钼 锂 硅 硼 稀土 合金 陶瓷 玻璃 水泥 混凝土 沥青 石墨 石墨烯 碳纤维 碳 纳米 "
        "树脂 塑料 橡胶 聚氨酯 聚乙烯 聚丙烯 环氧 尼龙 涂料 薄膜 膜 纤维 纺织 木材 竹 纸 皮革 粉末 颗粒 凝胶 胶 油 "
        "煤 气 水 污泥 废水 废气 烟气 垃圾 秸秆 土壤 肥料 饲料 中药 蛋白 多肽 多糖 酶 菌 细胞 基因 抗体 药物 疫苗 "
        "水稻 小麦 玉米 大豆 蔬菜 水果 茶 猪 牛 羊 鸡 鱼 虾 电池 电极 芯片 激光 光纤 磁 电缆 线圈 半导体"
    ),
    "property": _terms(
        "高温 低温 高压 低压 高强 高强度 耐磨 耐腐蚀 耐热 耐候 阻燃 防水 防腐 防爆 防火 抗菌 抗氧化 抗震 抗冲击 "
        "韧性 硬度 强度 导热 导电 绝缘 磁性 透明 轻量化 轻质 节能 环保 绿色 低碳 高效 高精度 精密 精度 自动 自动化 "
        "智能 智能化 数字化 无人 无线 远程 在线 实时 连续 快速 稳定 可靠 安全 可降解 生物 微 超细 超高 高纯 高性能 "
        "低成本 便携 柔性 可穿戴 噪声 振动"
    ),
}
"""Process, material and property words; a facet agrees when both texts name one of the same words."""


def spaced(text: str) -> str:
    """The normal form with one space for everything but plain letters, digits and Chinese characters."""
    return _KEEP.sub(" ", normalise(text)).strip()


def opening(text: str, limit: int = 12, length: int = 64) -> list[str]:
    """The first ``limit`` sentences of a text that have at least six characters, each cut to ``length``."""
    return [part[:length] for part in sentences(text) if len(part) >= 6][:limit]


@lru_cache(maxsize=65536)
def bucket(gram: str) -> int:
    """The hashed place of a gram in ``range(BUCKETS)``."""
    return zlib.crc32(gram.encode()) & (BUCKETS - 1)


def grams(text: str) -> Counter[int]:
    """Counts of hashed character 1-, 2- and 3-grams of Chinese runs, and of whole Latin or numeric tokens."""
    found: Counter[int] = Counter()
    for run in text.split():
        if run.isascii():
            found[bucket("#" + run)] += 1
            continue
        for size in (1, 2, 3):
            found.update(map(bucket, ngrams(run, size)))
    return found


def words(text: str) -> list[str]:
    """Words of normalised text that carry meaning: at least two characters, not in ``GENERIC``."""
    return [word for word in rjieba.cut(text) if len(word) > 1 and word not in GENERIC and not word.isspace()]


def head(title: str) -> str:
    """The last meaningful word of a normalised title: in Chinese, the thing that the title names."""
    found = words(title)
    return found[-1] if found else title[-2:]


def type_of(title: str) -> str:
    """The class of ``TYPES`` whose ending the normalised title has; the longest ending wins; empty when none."""
    best, length = "", 0
    for name, endings in TYPES.items():
        for ending in endings:
            if len(ending) > length and title.endswith(ending):
                best, length = name, len(ending)
    return best


@dataclass(frozen=True)
class Reading:
    """What is read from one text once: used for every comparison.

    ``keys`` are the places of its hashed grams, ``counts`` how often each occurs, ``tf`` the sublinear 1 + ln(count);
    all have one shape, at least (1,).
    """

    text: str
    keys: NDArray[np.int64]
    counts: NDArray[np.float32]
    tf: NDArray[np.float32]
    words: tuple[str, ...]
    head: str
    type: str
    facets: dict[str, frozenset[str]]


@lru_cache(maxsize=16384)
def read(text: str) -> Reading:
    """Read a title or a text; cached, because catalogue titles recur from query to query."""
    plain = spaced(text)
    facets = {name: frozenset(term for term in terms if term in plain) for name, terms in FACETS.items()}
    found = grams(plain)
    keys = np.fromiter(found.keys(), dtype=np.int64) if found else np.zeros(1, dtype=np.int64)
    counts = np.fromiter(found.values(), dtype=np.float32) if found else np.zeros(1, dtype=np.float32)
    tf = (1 + np.log(np.maximum(counts, 1))).astype(np.float32) * (counts > 0)
    compact = plain.replace(" ", "")
    return Reading(plain, keys, counts, tf, tuple(words(plain)), head(plain), type_of(compact), facets)
