"""A small recurrent network in numpy: it reads a text once and says of every quantity its role, direction and name.

Characters go through a gated recurrent layer in both directions (Cho et al. 2014), quantities through another; the
arrays were trained by ``queqiao train reading`` and hold no text. Long texts are read in overlapping chunks side by
side, so the time is linear in the length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.view.inputs import Inputs

Array = NDArray[np.float32]
_CHUNK = 448
_CONTEXT = 64


@dataclass(frozen=True)
class Scores:
    """Logits of the roles and of the operators per quantity, and of where each name begins and ends (windows)."""

    roles: Array
    operators: Array
    starts: list[Array]
    ends: list[Array]


class Network:
    """The forward pass over given arrays."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.arrays = arrays
        self._a = {name: array.astype(np.float32) for name, array in arrays.items() if array.dtype.kind == "f"}
        self._letters = arrays["letters"].astype(np.int64)

    def read(self, inputs: Inputs) -> Scores:
        """Scores of every quantity of one text; there must be at least one."""
        hidden = self._text(inputs)
        vectors = self._quantities(inputs, hidden)
        starts, ends = self._names(inputs, hidden, vectors)
        return Scores(self._linear("role", vectors), self._linear("op", vectors), starts, ends)

    def _linear(self, name: str, x: Array) -> Array:
        out: Array = x @ self._a[f"{name}.weight"].T + self._a[f"{name}.bias"]
        return out

    def _text(self, inputs: Inputs) -> Array:
        a = self._a
        places = np.searchsorted(self._letters, inputs.codes).clip(max=len(self._letters) - 1)
        letters = np.where(self._letters[places] == inputs.codes, places + 2, 1)
        x = np.concatenate(
            [a["ce.weight"][letters], a["be.weight"][inputs.pairs], a["te.weight"][inputs.tags], inputs.flags], axis=1
        )
        h = _chunked(x, a, "rnn")
        padded = np.pad(h, ((1, 1), (0, 0)))
        kernel = a["cnn.weight"]
        mixed = sum(padded[k : k + len(h)] @ kernel[:, :, k].T for k in range(3)) + a["cnn.bias"]
        out: Array = h + np.maximum(mixed, 0)
        return out

    def _quantities(self, inputs: Inputs, hidden: Array) -> Array:
        a, last = self._a, len(hidden) - 1
        total = np.concatenate([np.zeros((1, hidden.shape[1]), np.float32), hidden.cumsum(axis=0, dtype=np.float64)])

        def mean(spans: NDArray[np.int64]) -> Array:
            start, end = spans[:, 0], spans[:, 1]
            out: Array = ((total[end] - total[start]) / np.maximum(end - start, 1)[:, None]).astype(np.float32)
            return out

        at = [inputs.ats, inputs.tails.clip(max=last), (inputs.spans[:, 0] - 1).clip(min=0)]
        parts = [hidden[place] for place in at] + [mean(inputs.spans), mean(inputs.heads), mean(inputs.rows)]
        parts += [a[f"oe.{i}.weight"][inputs.forms[:, i]] for i in range(inputs.forms.shape[1])]
        parts += [a["ue.weight"][inputs.units], inputs.sizes]
        vectors = np.maximum(self._linear("q1", np.concatenate(parts, axis=1)), 0)
        return np.concatenate([vectors, _recurrent(vectors[None], a, "qr")[0]], axis=1)

    def _names(self, inputs: Inputs, hidden: Array, vectors: Array) -> tuple[list[Array], list[Array]]:
        own = hidden @ self._a["cs.weight"].T + self._a["cs.bias"]
        wanted = [self._linear("ns", vectors) / 8, self._linear("ne", vectors) / 8]
        sides: tuple[list[Array], list[Array]] = ([], [])
        for index, (places, distances) in enumerate(zip(inputs.windows, inputs.distances, strict=True)):
            far = self._a["dist.weight"][distances]
            for side in (0, 1):
                sides[side].append(hidden[places] @ wanted[side][index] + own[places, side] + far[:, side])
        return sides


def _chunked(x: Array, a: dict[str, Array], name: str) -> Array:
    """The recurrent layer over chunks with some context on both sides, all at once."""
    length = len(x)
    if length <= _CHUNK + 2 * _CONTEXT:
        short: Array = _recurrent(x[None], a, name)[0]
        return short
    starts = np.arange(0, length, _CHUNK)
    padded = np.pad(x, ((_CONTEXT, _CONTEXT + _CHUNK), (0, 0)))
    chunks = np.stack([padded[s : s + _CHUNK + 2 * _CONTEXT] for s in starts])
    read = _recurrent(chunks, a, name)[:, _CONTEXT : _CONTEXT + _CHUNK]
    joined: Array = read.reshape(-1, read.shape[2])[:length]
    return joined


def _recurrent(x: Array, a: dict[str, Array], name: str) -> Array:
    """A gated recurrent layer in both directions over ``x`` (rows, steps, width)."""
    ends = ("", "_reverse")
    both = np.stack([x, x[:, ::-1]])
    inner = np.stack([a[f"{name}.weight_hh_l0{end}"].T for end in ends])
    outer = np.stack([a[f"{name}.weight_ih_l0{end}"].T for end in ends])
    bias = np.stack([a[f"{name}.bias_hh_l0{end}"] for end in ends])[:, None]
    given = both @ outer[:, None] + np.stack([a[f"{name}.bias_ih_l0{end}"] for end in ends])[:, None, None]
    size = inner.shape[1]
    state = np.zeros((2, len(x), size), np.float32)
    out = np.empty((2, len(x), x.shape[1], size), np.float32)
    for step in range(x.shape[1]):
        now, past = given[:, :, step], state @ inner + bias
        gates = 1 / (1 + np.exp(-(now[..., : 2 * size] + past[..., : 2 * size])))
        keep = gates[..., size:]
        new = np.tanh(now[..., 2 * size :] + gates[..., :size] * past[..., 2 * size :])
        state = new + keep * (state - new)
        out[:, :, step] = state
    both_ways: Array = np.concatenate([out[0], out[1][:, ::-1]], axis=2)
    return both_ways
