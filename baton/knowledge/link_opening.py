"""Opens the links of answers, as customers would: what leads into the own network is broken for them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

import httpx

SECONDS = 10.0  # for one address

#: The addresses of a host.
Resolve = Callable[[str], Iterable[str]]


class _NotPublic(httpx.RequestError):
    """A link, or a redirect of one, leads to a host that customers cannot reach."""


def resolve(host: str) -> list[str]:
    """The addresses of a host.

    Raises:
        OSError: there is no such host.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def faults(
    addresses: Iterable[str], resolve: Resolve = resolve, transport: httpx.BaseTransport | None = None
) -> Iterator[tuple[str, str]]:
    """The addresses that cannot be opened, each with why.

    An import may bring a link that this machine should not open: redirects are followed, but nothing in the own network
    or a cloud's metadata is asked, by whatever name.

    Args:
        resolve: the addresses of a host.
        transport: how requests go out; None: over the network.
    """

    def check(request: httpx.Request) -> None:
        try:
            found = [ip_address(each.partition("%")[0]) for each in resolve(request.url.host)]
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error), request=request) from error
        if not all((getattr(each, "ipv4_mapped", None) or each).is_global for each in found):
            raise _NotPublic(f"{request.url.host} is not in the public internet", request=request)

    hooks = {"request": [check]}
    with httpx.Client(follow_redirects=True, timeout=SECONDS, event_hooks=hooks, transport=transport) as client:
        for address in addresses:
            try:
                with client.stream("GET", address) as answer:  # what it holds is not read
                    status = answer.status_code
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                yield address, f"cannot be opened: {error or type(error).__name__}"
                continue
            if status >= 400:
                yield address, f"is answered with {status}"
