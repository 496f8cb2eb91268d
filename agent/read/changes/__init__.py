"""Corrections and answers: what a message changes on a card."""
