"""公众号: callbacks in safe mode, passive answers, and 客服消息."""
