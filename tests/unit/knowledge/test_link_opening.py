"""Links of answers are opened as a customer would open them, and nothing of the own network is asked."""

from __future__ import annotations

import httpx
import pytest

from baton.knowledge.link_opening import faults

PUBLIC = "93.184.216.34"
HOSTS = {
    "shop.example": [PUBLIC, "2606:2800:220:1::1"],
    "inner.example": ["10.0.0.5"],
    "both.example": [PUBLIC, "127.0.0.1"],
    "mapped.example": ["::ffff:169.254.169.254"],
    "zone.example": ["fe80::1%eth0"],
    "metadata.google.internal": ["169.254.169.254"],
    "169.254.169.254": ["169.254.169.254"],
}


class Web:
    """Answers everything, and remembers what it was asked."""

    def __init__(self, **redirects):
        self.asked, self.redirects = [], redirects

    def __call__(self, request):
        self.asked.append(request.url.host)
        to = self.redirects.get(request.url.path.strip("/"))
        return httpx.Response(302, headers={"Location": to}) if to else httpx.Response(200)


def opened(address, web):
    def resolve(host):
        if host not in HOSTS:
            raise OSError("no such host")
        return HOSTS[host]

    return dict(faults([address], resolve, httpx.MockTransport(web)))


def test_a_link_that_can_be_opened_is_not_mentioned():
    assert opened("https://shop.example/a", Web(a="https://shop.example/b")) == {}


@pytest.mark.parametrize("host", sorted(set(HOSTS) - {"shop.example"}))
def test_nothing_of_the_own_network_is_asked_not_by_a_redirect_either(host):
    web = Web(out=f"http://{host}/latest/meta-data")
    assert "not in the public internet" in opened(f"https://{host}/", web)[f"https://{host}/"]
    assert web.asked == []
    assert "not in the public internet" in opened("https://shop.example/out", web)["https://shop.example/out"]
    assert web.asked == ["shop.example"]


def test_a_host_that_does_not_exist_and_a_circle_are_faults():
    assert "no such host" in opened("https://gone.example/", Web())["https://gone.example/"]
    circle = opened("https://shop.example/a", Web(a="https://shop.example/a"))
    assert "cannot be opened" in circle["https://shop.example/a"]
