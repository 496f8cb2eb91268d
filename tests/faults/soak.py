"""Twenty users for half an hour against a server of its own: does its memory grow, do its descriptors?

``python -m tests.faults.soak [minutes] [users]`` prints the figures. The slope is of a straight line by least squares
through the resident memory every ten seconds, without the first sixth of the time, in which caches fill.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
import numpy as np

from tests.faults.load import NEEDS, descriptors, memory_mb, serving

FOLLOW = (
    "第一个的成熟度怎么样",
    "有哪些专家",
    "还有别的吗",
    "预算改成30万",
    "第一个和第二个比较",
    "总结一下",
    "有哪些政策",
)
EVERY_S = 10.0
PAUSE_S = (1.0, 6.0)


async def _user(client: httpx.AsyncClient, chance: random.Random, until: float, seen: Counter[str]) -> None:
    """Conversations one after the other; half of them are erased in the end."""
    while time.monotonic() < until:
        try:
            opened = (await client.post("/api/v1/conversations", json={})).json()
            path, headers = f"/api/v1/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
            for text in (chance.choice(NEEDS), *chance.sample(FOLLOW, chance.randint(1, 4))):
                answer = await client.post(f"{path}/messages", json={"text": text}, headers=headers)
                whole = answer.status_code == 200 and "event: done" in answer.text
                seen["answered" if whole else f"status {answer.status_code}"] += 1
                await asyncio.sleep(chance.uniform(*PAUSE_S))
            seen[f"history {(await client.get(path, headers=headers)).status_code}"] += 1
            if chance.random() < 0.5:
                seen[f"erased {(await client.delete(path, headers=headers)).status_code}"] += 1
        except (httpx.HTTPError, KeyError) as error:
            seen[type(error).__name__] += 1
            await asyncio.sleep(1)


async def run(origin: str, pid: int, minutes: float, users: int) -> None:
    """The users and the samples; prints the figures."""
    began, seen = time.monotonic(), Counter[str]()
    until = began + 60 * minutes
    samples: list[tuple[float, float, int]] = []

    async def watch() -> None:
        while time.monotonic() < until:
            samples.append(((time.monotonic() - began) / 60, memory_mb(pid), descriptors(pid)))
            if len(samples) % 30 == 1:
                print(f"minute {samples[-1][0]:.0f}: {samples[-1][1]:.0f} MB, {samples[-1][2]} descriptors", flush=True)
            await asyncio.sleep(EVERY_S)

    async with httpx.AsyncClient(base_url=origin, timeout=300, limits=httpx.Limits(max_connections=None)) as client:
        acting = [_user(client, random.Random(number), until, seen) for number in range(users)]
        await asyncio.gather(watch(), *acting)
    settled = [one for one in samples if one[0] >= minutes / 6]
    half = [one for one in samples if one[0] >= minutes / 2]
    print(f"{users} users, {minutes:.0f} minutes: {dict(seen)}")
    for told, chosen in (("without the first sixth", settled), ("second half", half)):
        slope = float(np.polyfit([one[0] for one in chosen], [one[1] for one in chosen], 1)[0])
        print(f"memory, {told}: {chosen[0][1]:.0f} to {chosen[-1][1]:.0f} MB, slope {slope:.2f} MB a minute")
    found = [one[2] for one in settled]
    print(f"descriptors: {found[0]} at first, {found[-1]} in the end, at most {max(found)}")


def main() -> None:
    """Load a server of its own for a while."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    users = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "data")) as (origin, pid):
        asyncio.run(run(origin, pid, minutes, users))


if __name__ == "__main__":
    main()
