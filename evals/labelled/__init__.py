"""Evaluations on labelled data that lies outside the repository."""
