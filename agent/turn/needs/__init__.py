"""The needs of a conversation in a turn: begun, opened, changed, remembered."""
