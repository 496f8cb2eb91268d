"""``queqiao train match``: fitting the ranker, and a model of its own for one body of judged pairs."""
