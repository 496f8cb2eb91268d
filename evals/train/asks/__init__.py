"""Fitting the reader of asks: units, stretches, objects, vagueness and where one need ends and the next begins."""
