"""What the documentation must name: every address, every attribute, every hook, every picture."""

from __future__ import annotations

import re
import uuid
from unittest.mock import AsyncMock

from sanic import Sanic

from baton.base.settings import ROOT
from baton.channels.web.channel import WebChannel

WIDGET = ROOT / "widget"


def test_every_address_of_the_channel_is_described(place):
    app = Sanic(f"documented{uuid.uuid4().hex}")
    app.blueprint(WebChannel(container=place.container).blueprint(on_new_message=AsyncMock()))
    routes = {route.path for route in app.router.routes if "<" not in route.path}
    text = (ROOT / "docs" / "widget-channel.md").read_text()
    assert len(routes) >= 7
    assert [route for route in routes if route not in text] == []


def test_every_hook_attribute_and_property_of_the_widget_is_described():
    text = (WIDGET / "README.md").read_text()
    sources = "\n".join(path.read_text() for path in (WIDGET / "src").rglob("*.js"))
    hooks = set(re.findall(r'data-test="([a-z-]+)"', sources))
    styles = set(re.findall(r"--support-chat-([a-z]+)", sources))
    events = set(re.findall(r'emit\("([a-z]+)"', sources)) | {"open", "close"}
    assert len(hooks) > 40
    assert sorted(name for name in hooks | styles if not re.search(rf"(?<![a-z]){name}(?![a-z])", text)) == []
    assert [name for name in events if f"support-chat-{name}" not in text] == []


def test_every_picture_that_a_page_shows_is_there():
    pages = [ROOT / "README.md", WIDGET / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = [(page, name) for page in pages for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text())]
    assert shown
    assert [f"{page.name}: {name}" for page, name in shown if not (page.parent / name).is_file()] == []
