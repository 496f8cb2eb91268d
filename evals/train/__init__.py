"""Everything that fits a model: the product reads only the weights."""
