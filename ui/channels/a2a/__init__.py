"""A2A: the agent card, and SendMessage for other agents, with the citations in the parts of the answer."""
