"""Doors of other houses: 公众号, 企业微信, 小程序, and what they share."""
