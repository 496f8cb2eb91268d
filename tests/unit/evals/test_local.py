"""A model for one body of pairs: the process, and what it learns from."""

import numpy as np
import pytest

from evals.train.match.local import judge
from evals.train.match.process import Kernel, Process, inputs
from evals.train.pairs.reading import read_judged
from evals.train.pairs.space import extract, fit_space
from tests.unit.evals.judging import embedded, subset


def test_closed_form_held_out_predictions_equal_refitting(folder):
    judged = read_judged(folder)
    vectors = embedded(judged)
    space = fit_space(judged, vectors)
    every = inputs(space, judged, vectors, extract(space, judged, vectors))
    levels = judged.levels()
    process = Process.fit(every, levels, Kernel())
    out = np.flatnonzero(every.need == 2)
    rest = np.flatnonzero(every.need != 2)
    again = Process.fit(every.take(rest), levels[rest])
    expected = again.predict(every.take(out))
    shift = process.mean - again.mean
    assert process.held_out(levels, by_need=True)[out, 0] == pytest.approx(
        expected[:, 0] + shift, abs=abs(shift) + 0.02
    )
    assert process.held_out(levels, by_need=True)[out, 1] == pytest.approx(expected[:, 1], abs=1e-3)


@pytest.mark.parametrize("shared", [True, False])
def test_judge_learns_from_the_same_need_or_from_others(folder, shared):
    judged = read_judged(folder)
    groups = judged.groups()
    out = np.arange(len(groups)) % 3 == 0 if shared else np.isin(groups, ["r0", "r5"])
    asked = subset(judged, np.flatnonzero(out))
    found = judge(subset(judged, np.flatnonzero(~out)), asked, embedded(judged))
    assert np.corrcoef(found.score, asked.levels())[0, 1] > 0.6
    assert found.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
