"""Where a request comes from: the peer's address, or what a proxy named in the settings says of its client."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

Networks = list[IPv4Network | IPv6Network]
_IPV6_PREFIX = 64


class FromProxies:
    """ASGI middleware: ``client`` and ``scheme`` of requests that come through the proxies, from their headers.

    ``X-Forwarded-For`` is read from its end: the first address that is none of the proxies is the client. Nobody
    else's headers are believed.
    """

    def __init__(self, app: ASGIApp, proxies: Networks) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its client."""
        if scope["type"] in ("http", "websocket") and scope.get("client") and self._is_proxy(scope["client"][0]):
            scope = {**scope, **self._behind(scope)}
        await self._app(scope, receive, send)

    def _behind(self, scope: Scope) -> dict[str, object]:
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in ",".join(told).split(",") if hop.strip()]
        client = next((hop for hop in reversed(hops) if not self._is_proxy(hop)), None)
        found: dict[str, object] = {}
        if client is not None and _is_address(client):
            found["client"] = (client, 0)
        schemes = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        if schemes and schemes[-1] in (b"http", b"https"):
            found["scheme"] = schemes[-1].decode()
        return found

    def _is_proxy(self, host: str) -> bool:
        return _is_address(host) and any(ip_address(host) in network for network in self._proxies)


def read_networks(text: str) -> Networks:
    """Addresses and networks with commas between; ValueError for what is none."""
    return [ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def address_key(host: str) -> str:
    """What of an address is counted: an IPv6 address by its /64, which one subscriber has to himself."""
    if not _is_address(host):
        return host
    address = ip_address(host)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network(f"{host.split('%')[0]}/{_IPV6_PREFIX}", strict=False))
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
