"""Measures against ir-measures, hand-worked values and their own laws."""

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics import (
    grouped_interval,
    level_score,
    mean_interval,
    ndcg,
    paired_permutation,
    per_need,
    recall,
    reciprocal_rank,
    spearman,
    weighted_pairwise_loss,
)

judged_lists = st.lists(st.tuples(st.integers(1, 4), st.integers(-50, 50)), min_size=1, max_size=30)


def as_maps(pairs):
    levels = {f"d{i:02d}": level for i, (level, _) in enumerate(pairs)}
    scores = {f"d{i:02d}": value + i / 100 for i, (_, value) in enumerate(pairs)}
    return levels, scores


@settings(max_examples=60, deadline=None)
@given(judged_lists)
def test_ranking_measures_agree_with_ir_measures(pairs):
    levels, scores = as_maps(pairs)
    gains = [ir_measures.Qrel("q", doc, 2 ** (level - 1) - 1) for doc, level in levels.items()]
    binary = [ir_measures.Qrel("q", doc, int(level >= 3)) for doc, level in levels.items()]
    run = [ir_measures.ScoredDoc("q", doc, score) for doc, score in scores.items()]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], gains, run)
    assert ndcg(levels, scores) == pytest.approx(theirs[ir_measures.nDCG @ 10], abs=1e-6)
    theirs = ir_measures.calc_aggregate([ir_measures.RR, ir_measures.R @ 10], binary, run)
    assert reciprocal_rank(levels, scores) == pytest.approx(theirs[ir_measures.RR], abs=1e-6)
    assert recall(levels, scores) == pytest.approx(theirs[ir_measures.R @ 10], abs=1e-6)


def test_only_needs_with_a_relevant_record_count():
    qrels = {"a": {"x": 4, "y": 1}, "b": {"x": 2, "y": 1}}
    run = {"a": {"x": 1.0, "y": 0.0}, "b": {"x": 1.0, "y": 0.0}}
    assert per_need(ndcg, qrels, run).tolist() == [1.0]


def test_level_score_is_the_competitions():
    assert level_score(np.array([0.0, 1.0, 0.0, 1.0])) == pytest.approx(1 / 1.5)


def test_spearman_handles_ties_and_constants():
    assert spearman(np.array([1.0, 2, 2, 4]), np.array([10.0, 20, 20, 40])) == pytest.approx(1)
    assert spearman(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])) == 0


def test_intervals_hold_the_mean_and_widen_with_groups():
    values = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0], 20)
    groups = np.repeat(list("abcde"), 20)
    alone = mean_interval(values)
    grouped = grouped_interval(groups, lambda chosen: float(values[chosen].mean()))
    assert alone.low < alone.value < alone.high
    assert grouped.value == pytest.approx(alone.value)
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_paired_permutation_tells_difference_from_noise():
    noise = np.random.default_rng(0).normal(0, 0.1, 40)
    base = np.full(40, 0.5)
    assert paired_permutation(base + 0.2 + noise, base) < 0.01
    assert paired_permutation(base, base) == 1


def test_weighted_pairwise_loss_by_hand():
    ratings = {"e": {"a": 5, "b": 3, "c": 1}}
    assert weighted_pairwise_loss(ratings, {"e": {"a": 3, "b": 2, "c": 1}}) == 0
    assert weighted_pairwise_loss(ratings, {"e": {"a": 1, "b": 2, "c": 3}}) == 1
    assert weighted_pairwise_loss(ratings, {"e": {"a": 0, "b": 0, "c": 0}}) == 0.5
    assert weighted_pairwise_loss(ratings, {"e": {"a": 2, "b": 3, "c": 1}}) == pytest.approx(2 / 8)
