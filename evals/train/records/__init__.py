"""``queqiao train records``: how the parts of a full record's evidence add up."""
