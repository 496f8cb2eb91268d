"""Targets and present values: which quantities of a text are asked for, and what each is called."""
