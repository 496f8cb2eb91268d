"""Datasets, evaluators, reports and gates."""
