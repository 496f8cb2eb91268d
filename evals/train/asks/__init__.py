"""``python -m evals.train.asks``: the weights that find the sub-requirements of a text."""
