"""The panels of the desk, one file each."""
