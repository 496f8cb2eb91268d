"""Settings of the messengers: 公众号, 企业微信 and 小程序."""

from __future__ import annotations

import re

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings

_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class ChannelSettings(BaseSettings):
    """公众号, 企业微信 and 小程序; a channel without its token or secret is closed."""

    public_url: str = ""
    """Where users reach the product from outside, prefix included, e.g. ``https://example.gov.cn/queqiao``."""

    channels_tenant: str = ""
    """The tenant that the accounts below belong to, where one process serves several; empty for the only one."""

    wechat_app_id: str = ""
    wechat_token: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_secret: SecretStr = SecretStr("")
    wechat_service_messages: bool = False
    """Whether the account has the right of 客服消息; without it users fetch a late answer by replying 1."""
    wechat_api: str = "https://api.weixin.qq.com"

    wecom_corp_id: str = ""
    wecom_agent_id: int = 0
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_secret: SecretStr = SecretStr("")
    wecom_api: str = "https://qyapi.weixin.qq.com"
    wecom_officers: str = ""
    """Who is told of new needs: accounts of the desk with their 企业微信 userid, e.g. ``wang:WangWei,li:LiNa``."""
    wecom_reminder_hours: int = 24
    """Officers are reminded of a need that nobody took up for so long; 0 for never."""
    wecom_robot_token: SecretStr = SecretStr("")
    wecom_robot_aes_key: SecretStr = SecretStr("")
    wecom_robot_receive_id: str = ""
    """Empty for a robot of the enterprise's own."""

    miniprogram_app_id: str = ""
    miniprogram_secret: SecretStr = SecretStr("")
    miniprogram_check: bool = True
    """Whether what users say and what they are answered is shown to WeChat's content check first."""

    @field_validator("wechat_aes_key", "wecom_aes_key", "wecom_robot_aes_key")
    @classmethod
    def _aes_key(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value() and not _AES_KEY.fullmatch(key.get_secret_value()):
            raise ValueError("EncodingAESKey 应为 43 个字母或数字。")
        return key

    @field_validator("public_url", "wechat_api", "wecom_api")
    @classmethod
    def _address(cls, text: str) -> str:
        if text and not text.startswith(("https://", "http://")):
            raise ValueError(f"“{text}”不是网址，应以 https:// 开头。")
        return text.rstrip("/")
