"""The searches: one for each kind of record that answers a need, each with the filters that its kind has."""
