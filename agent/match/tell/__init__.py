"""Reasons, comparisons and suggestions in words."""
