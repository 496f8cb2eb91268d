"""The turn: one message's way through the agent as a LangGraph StateGraph."""
