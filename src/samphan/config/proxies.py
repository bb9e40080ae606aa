"""Who the visitor is when a proxy stands before us: what ours says is believed, what anybody else says is dropped."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
# Beside the two we read, those that libraries may read.
_SAID_BY_PROXIES = (_FOR, _PROTO, "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def with_trusted_proxies(application: "WSGIApplication", networks: Sequence[Network]) -> "WSGIApplication":
    """Return an application that meets the visitor's own address and scheme, whatever proxies of ours they came by."""

    def pass_on(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        _settle(environ, networks)
        return application(environ, start_response)

    return pass_on


def visitor_of(peer: str, forwarded_for: str, networks: Sequence[Network]) -> tuple[str, int]:
    """Return the address of the visitor and how many of our proxies they came through.

    Each proxy appends whom it heard from, so the list is read from its end, and only as far as our proxies wrote it:
    what stands further left the visitor may have made up.
    """
    visitor, hops = peer, 0
    said = [name.strip() for name in forwarded_for.split(",")]
    while _is_within(visitor, networks):
        hops += 1
        address = _read(said.pop()) if said else None
        if address is None:
            break
        visitor = str(address)
    return visitor, hops


def _settle(environ: "WSGIEnvironment", networks: Sequence[Network]) -> None:
    headers = {name: environ.pop(name, "") for name in _SAID_BY_PROXIES}
    if not (headers[_FOR] or headers[_PROTO]):  # nothing to believe: reading the peer's address would be for nothing
        return
    visitor, hops = visitor_of(environ.get("REMOTE_ADDR", ""), headers[_FOR], networks)
    if not hops:
        return
    environ["REMOTE_ADDR"] = visitor
    schemes = [scheme.strip().lower() for scheme in headers[_PROTO].split(",")]
    scheme = schemes[-min(hops, len(schemes))]  # as the outermost of ours heard it
    if scheme in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme


def _is_within(name: str, networks: Sequence[Network]) -> bool:
    address = _read(name)
    return address is not None and any(address in network for network in networks)


def _read(name: str) -> Address | None:
    """Return an address written alone or with a port ("192.0.2.1:443", "[2001:db8::1]:443"), None for anything else."""
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        address = ip_address(name)
    except ValueError:
        return None
    # A socket open to both families shows an IPv4 visitor as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address
