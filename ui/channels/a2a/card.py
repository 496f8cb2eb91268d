"""The agent card: what this agent can do and where it is asked."""

from __future__ import annotations

from a2a.types.a2a_pb2 import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentProvider,
    AgentSkill,
    HTTPAuthSecurityScheme,
    SecurityRequirement,
    SecurityScheme,
    StringList,
)

from ui.channels.paths import A2A

MARKDOWN, JSON, TEXT = "text/markdown", "application/json", "text/plain"


def make_card(base: str, version: str, examples: list[str]) -> AgentCard:
    """The card of the product as it is reached at ``base``."""
    url = f"{base}{A2A}"
    skill = AgentSkill(
        id="match-need",
        name="技术需求对接",
        description="把企业的技术难题读成需求卡，匹配科技成果、专家和转化资源，每个结论都有依据；可以追问和修改。",
        tags=["成果转化", "技术需求", "专家", "中试", "政策"],
        examples=examples[:3],
        input_modes=[TEXT],
        output_modes=[MARKDOWN, JSON],
    )
    scheme = HTTPAuthSecurityScheme(scheme="bearer", description="API 密钥，形如 qq_…")
    return AgentCard(
        name="鹊桥",
        description="成果转化智能体：听懂企业的技术难题，找到能解决它的成果、专家和配套。回答由人工智能辅助生成。",
        version=version,
        provider=AgentProvider(organization="鹊桥 Queqiao", url=base),
        documentation_url=f"{base}/docs",
        supported_interfaces=[AgentInterface(url=url, protocol_binding="JSONRPC", protocol_version="1.0")],
        capabilities=AgentCapabilities(streaming=False, push_notifications=False),
        security_schemes={"api_key": SecurityScheme(http_auth_security_scheme=scheme)},
        security_requirements=[SecurityRequirement(schemes={"api_key": StringList()})],
        default_input_modes=[TEXT],
        default_output_modes=[MARKDOWN, JSON],
        skills=[skill],
    )
