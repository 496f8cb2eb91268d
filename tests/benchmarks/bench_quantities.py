"""Reading times, as ratios: 100 kB against 12.5 kB, and beside cn2an and quantulum3 where they read the same.

Those two are no dependency; without them their lines are left out. Nothing fails on time.
"""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Callable

import pytest

from knowledge.quantities import find_money, find_numbers, find_quantities, parse_han

pytestmark = pytest.mark.benchmark

PROSE = (
    "我们注塑件良率只有92%，想提高到98%以上，单件成本不高于1.5元，节拍30秒以内，"
    "真空度≤1×10^-5Pa·m³/s，预算80万元，半年内完成。"
)
NUMERALS = ["一百二十三", "两千零五", "一万零五", "三千四百五十六万", "一亿零三百", "十二点五", "九百九十九", "四十二"]
AMOUNTS = ["5 mm", "20 kg", "300 km/h", "1.5 MPa", "220 V", "98 %", "12 hours", "60 m/s"]


def _seconds(read: Callable[[], object], rounds: int = 3) -> float:
    """Processor time of one round, the least of several."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        read()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("reader", [find_numbers, find_quantities, find_money])
def test_long_texts(reader: Callable[[str], list[object]]) -> None:
    alphabet = "0123456789.,-~±≥≤%()/每万亿一二三半元吨米mMkgPa以上 "
    texts = {
        "prose": lambda size: (PROSE * (size // len(PROSE) + 1))[:size],
        "grammar": lambda size: "".join(random.Random(1).choices(alphabet, k=size)),
    }
    reader("预热5mm")
    for name, make in texts.items():
        text, short = make(100_000), make(12_500)
        count, long_seconds = len(reader(text)), _seconds(lambda text=text: reader(text))
        ratio = long_seconds / _seconds(lambda short=short: reader(short))
        print(
            f"\n{reader.__name__} {name}: {count} in 100 kB, {1e6 * long_seconds / count:.0f} µs each, "
            f"8 times the text takes {ratio:.1f} times the time"
        )


def test_numerals_beside_cn2an() -> None:
    cn2an = pytest.importorskip("cn2an")
    ours = [parse_han(text) for text in NUMERALS]
    assert ours == [float(cn2an.cn2an(text, "normal")) for text in NUMERALS]
    mine = _seconds(lambda: [parse_han(text) for text in NUMERALS * 500])
    other = _seconds(lambda: [cn2an.cn2an(text, "normal") for text in NUMERALS * 500])
    more = ["两万五", "二三十万", "三成", "一倍半", "三分之一", "50来万", "伍拾万元整"]
    print(f"\n{len(NUMERALS)} numerals alike; cn2an takes {other / mine:.1f} times our time")
    print("not read by cn2an:", "、".join(text for text in more if not _reads(cn2an.cn2an, text)))


def _reads(read: Callable[[str, str], object], text: str) -> bool:
    try:
        read(text, "smart")
    except ValueError:
        return False
    return True


def test_amounts_beside_quantulum3() -> None:
    pytest.importorskip("quantulum3")
    parser = importlib.import_module("quantulum3.parser")
    parser.parse("5 mm")
    ours = [[found.value for found in find_quantities(text)] for text in AMOUNTS]
    assert ours == [[found.value for found in parser.parse(text)] for text in AMOUNTS]
    mine = _seconds(lambda: [find_quantities(text) for text in AMOUNTS * 10])
    other = _seconds(lambda: [parser.parse(text) for text in AMOUNTS * 10], rounds=1)
    print(f"\n{len(AMOUNTS)} amounts alike; quantulum3 takes {other / mine:.0f} times our time")
