"""Fitting the acts: labelled turns, features, cross-validation, and the weights file that the product carries."""
