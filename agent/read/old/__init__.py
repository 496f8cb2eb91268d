"""The first edition's reader of numbers, until knowledge.quantities replaces it."""
