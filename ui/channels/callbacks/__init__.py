"""Callbacks of 公众号 and 企业微信: checked, read, kept and acknowledged."""
