"""Training of the recurrent network that looks at quantities beside the linear models; needs PyTorch.

The network learns role, direction and name together; its arrays are exported for ``agent.read.indicators.network``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.view.inputs import DISTANCES, FORMS, OPERATORS, PAIRS, ROLES, UNITS, Inputs, inputs
from evals.train.reading.labelled import SIDED, UNKNOWN, Labelled

EPOCHS = 28
_BATCH = 16
_RATE = 4e-3
_DROP = 0.3
_HIDDEN, _LETTER, _QUANTITY = 64, 32, 48
_HIDE_LETTER, _HIDE_PAIR, _HIDE_UNIT = 0.08, 0.2, 0.2


def _network(letters: int) -> Any:  # noqa: ANN401 - torch is no dependency and has no types here
    import torch
    from torch import nn

    class Network(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            wide, vector = 2 * _HIDDEN, 96 + 2 * _QUANTITY
            self.ce, self.be, self.te = nn.Embedding(letters, _LETTER), nn.Embedding(PAIRS, 16), nn.Embedding(4, 8)
            self.rnn = nn.GRU(_LETTER + 16 + 8 + 2, _HIDDEN, batch_first=True, bidirectional=True)
            self.cnn = nn.Conv1d(wide, wide, 3, padding=1)
            self.oe = nn.ModuleList(nn.Embedding(count, 6) for count in FORMS)
            self.ue = nn.Embedding(UNITS, 12)
            self.q1 = nn.Linear(6 * wide + 6 * len(FORMS) + 12 + 3, 96)
            self.qr = nn.GRU(96, _QUANTITY, batch_first=True, bidirectional=True)
            self.role, self.op = nn.Linear(vector, len(ROLES)), nn.Linear(vector, len(OPERATORS))
            self.ns, self.ne, self.cs = nn.Linear(vector, wide), nn.Linear(vector, wide), nn.Linear(wide, 2)
            self.dist, self.drop = nn.Embedding(DISTANCES, 2), nn.Dropout(_DROP)

        def forward(self, b: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
            x = torch.cat([self.ce(b["letters"]), self.be(b["pairs"]), self.te(b["tags"]), b["flags"]], -1)
            h = self.drop(self.rnn(self.drop(x))[0])
            h = h + torch.relu(self.cnn(h.transpose(1, 2)).transpose(1, 2))
            total = torch.cat([h.new_zeros(len(h), 1, h.shape[2]), h.cumsum(1)], 1)

            def at(places: Any) -> Any:  # noqa: ANN401
                return torch.gather(h, 1, places.clamp(0, h.shape[1] - 1)[..., None].expand(-1, -1, h.shape[2]))

            def mean(spans: Any) -> Any:  # noqa: ANN401
                a, z = spans[..., :1], spans[..., 1:]
                wide = (-1, -1, h.shape[2])
                both = torch.gather(total, 1, z.expand(*wide)) - torch.gather(total, 1, a.expand(*wide))
                return both / (z - a).clamp(min=1)

            parts = [at(b["ats"]), at(b["tails"]), at(b["spans"][..., 0] - 1)]
            parts += [mean(b["spans"]), mean(b["heads"]), mean(b["rows"])]
            parts += [embed(b["forms"][..., i]) for i, embed in enumerate(self.oe)] + [self.ue(b["units"]), b["sizes"]]
            q = self.drop(torch.relu(self.q1(self.drop(torch.cat(parts, -1)))))
            q = self.drop(torch.cat([q, self.qr(q)[0]], -1))
            far, own = self.dist(b["far"]), self.cs(h)
            sides = []
            for side, wanted in enumerate((self.ns, self.ne)):
                scores = torch.einsum("bqd,bld->bql", wanted(q), h) / 8 + far[..., side] + own[:, None, :, side]
                sides.append(scores.masked_fill(~b["open"], -1e4))
            return self.role(q), self.op(q), sides[0], sides[1]

    return Network()


def fit_network(texts: Sequence[Labelled], seed: int = 0, epochs: int = EPOCHS, log: Any = None) -> dict[str, Any]:  # noqa: ANN401
    """Train on the labelled ``texts`` and return the arrays."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    given = [(text, inputs(text.scene), _spans(text)) for text in texts if text.labels]
    counted = Counter(int(code) for _, one, _ in given for code in one.codes)
    letters = np.array(sorted(code for code, count in counted.items() if count > 1))
    net = _network(len(letters) + 2)
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=0.02)
    steps = epochs * -(-len(given) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1, pct_start=0.15)
    for epoch in range(epochs):
        net.train()
        order = sorted(range(len(given)), key=lambda i: len(given[i][1].codes) * draw.uniform(0.8, 1.25))
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        whole = 0.0
        for index in draw.permutation(len(batches)):
            b = _batch([given[i] for i in batches[index]], letters, draw)
            loss = _loss(net(b), b)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            whole += loss.item()
        if log:
            log(f"epoch {epoch + 1}: {whole / len(batches):.3f}")
    arrays = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    return {**arrays, "letters": letters.astype(np.int32)}


def _loss(out: tuple[Any, Any, Any, Any], b: dict[str, Any]) -> Any:  # noqa: ANN401
    """Cross-entropy of the three sides and of the single roles, of the operator, and of both ends of the name."""
    import torch
    from torch.nn.functional import cross_entropy, log_softmax

    role, operator, starts, ends = out
    chance = log_softmax(role, -1)
    exact = -torch.gather(chance, 2, b["role"].clamp(min=0)[..., None])[..., 0]
    rest = torch.where(b["role"] >= len(SIDED), -torch.logsumexp(chance[..., len(SIDED) :], -1), exact)
    known = (b["role"] >= 0).float()
    weight = 0.4 * b["full"]
    loss = (((1 - weight) * rest + weight * exact) * known).sum() / known.sum().clamp(min=1)
    for scores, wanted, share in ((operator, b["operator"], 0.3), (starts, b["first"], 0.3), (ends, b["last"], 0.3)):
        if (wanted >= 0).any():
            loss = loss + share * cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=-1)
    return loss


def _spans(text: Labelled) -> list[tuple[int, int]]:
    """First and last place of the stretch that overlaps each labelled name best; −1 where none overlaps well."""
    from evals.train.reading.names import best_spans

    return best_spans(text)


def _batch(some: Sequence[tuple[Labelled, Inputs, list[tuple[int, int]]]], letters: Any, draw: Any) -> dict[str, Any]:  # noqa: ANN401
    import torch

    rows, length = len(some), max(len(one.codes) for _, one, _ in some) + 1
    most = max(len(one.ats) for _, one, _ in some)
    shapes: dict[str, tuple[int, ...]] = {"letters": (length,), "pairs": (length,), "tags": (length,)}
    shapes |= {"spans": (most, 2), "ats": (most,), "tails": (most,), "heads": (most, 2), "rows": (most, 2)}
    shapes |= {"forms": (most, len(FORMS)), "units": (most,), "far": (most, length)}
    b: dict[str, NDArray[Any]] = {name: np.zeros((rows, *shape), np.int64) for name, shape in shapes.items()}
    b |= {name: np.full((rows, most), -1, np.int64) for name in ("role", "operator", "first", "last")}
    b |= {"flags": np.zeros((rows, length, 2), np.float32), "sizes": np.zeros((rows, most, 3), np.float32)}
    b |= {"open": np.zeros((rows, most, length), bool), "full": np.zeros((rows, most), np.float32)}
    for row, (text, one, spans) in enumerate(some):
        size, count = len(one.codes), len(one.ats)
        places = np.searchsorted(letters, one.codes).clip(max=len(letters) - 1)
        known = (letters[places] == one.codes) & (draw.random(size) >= _HIDE_LETTER)
        b["letters"][row, :size] = np.where(known, places + 2, 1)
        b["pairs"][row, :size] = np.where(draw.random(size) >= _HIDE_PAIR, one.pairs, 0)
        b["tags"][row, :size], b["flags"][row, :size] = one.tags, one.flags
        for name in ("spans", "ats", "tails", "heads", "rows", "forms", "sizes"):
            b[name][row, :count] = getattr(one, name)
        b["units"][row, :count] = np.where(draw.random(count) >= _HIDE_UNIT, one.units, 0)
        for index, label in enumerate(text.labels):
            b["open"][row, index, one.windows[index]] = True
            b["far"][row, index, one.windows[index]] = one.distances[index]
            b["role"][row, index] = -1 if label.role == UNKNOWN else ROLES.index(label.role)
            b["full"][row, index] = float(text.full and label.role != "none")
            if label.role in SIDED:
                b["operator"][row, index] = OPERATORS.index(label.row["op"])
            if spans[index][0] >= 0 and b["open"][row, index, list(spans[index])].all():
                b["first"][row, index], b["last"][row, index] = spans[index]
    return {name: torch.from_numpy(value) for name, value in b.items()}
