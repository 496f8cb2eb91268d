"""Fitting the reading of quantities: role, direction and name from labelled texts."""
