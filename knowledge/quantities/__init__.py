"""Numbers, units, operators, ranges, tolerances and money: the only reader and the only renderer of them.

The vocabulary is data (``*.toml``, ``units.txt``), every entry with an example that runs as a test; the engine is small
and linear in the text. What cannot be normalised keeps its text and says so (``unit_known``, ``note``, ``find_vague``).
Nothing is read and pint is not imported before the first use.
"""

from __future__ import annotations

from .measure import compare, convert, normalise_unit
from .money import Money, find_money, money_meant
from .numbers import Vague, find_numbers, find_vague, match_number
from .numerals import Hedge, Number, parse_han
from .operators import Before, Cue, Operator, direction_of, operator_after, operator_before
from .quantities import Quantity, find_quantities
from .show import SIGNS, Style, browser_tables, cell_sign, read_sign, show_amount, show_money, show_number, with_unit
from .tables import fold
from .units import HARDNESS, Unit, clean_unit, match_unit, read_unit, same_kind

__all__ = [
    "HARDNESS",
    "SIGNS",
    "Before",
    "Cue",
    "Hedge",
    "Money",
    "Number",
    "Operator",
    "Quantity",
    "Style",
    "Unit",
    "Vague",
    "browser_tables",
    "cell_sign",
    "clean_unit",
    "compare",
    "convert",
    "direction_of",
    "find_money",
    "find_numbers",
    "find_quantities",
    "find_vague",
    "fold",
    "match_number",
    "match_unit",
    "money_meant",
    "normalise_unit",
    "operator_after",
    "operator_before",
    "parse_han",
    "read_sign",
    "read_unit",
    "same_kind",
    "show_amount",
    "show_money",
    "show_number",
    "with_unit",
]
