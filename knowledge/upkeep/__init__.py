"""Keeping a data folder whole: checks, backup, index synchronisation, ownership."""
