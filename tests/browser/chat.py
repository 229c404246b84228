"""A customer in a real browser: the shop's page with the widget on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.stack import Stack

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
DESKTOP = {"width": 1280, "height": 800}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
#: A test that is worth doing at both sizes.
everywhere = pytest.mark.parametrize("chat", ["desktop", "phone"], indirect=True)
#: The same for one that opens its browsers by itself.
shop_everywhere = pytest.mark.parametrize("shop", ["desktop", "phone"], indirect=True)
PATIENCE_MS = 20_000
#: Words by which a browser says that the page did what its Content-Security-Policy forbids.
CSP_COMPLAINTS = ("Content Security Policy", "Refused to")


class Shop:
    """Browsers at the shop. Collects what must never happen: script errors, broken policies, third-party requests."""

    def __init__(self, browser: Browser, stack: Stack, size: Mapping[str, Any] | None = None) -> None:
        self.stack = stack
        self._size = size or {}
        self.address = f"http://localhost:{stack.rasa_port}"
        self.problems: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def browser(self, **options: Any) -> BrowserContext:
        """A fresh browser: nothing stored, nobody logged in."""
        context = self._browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **self._size, **options})
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._requested)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("console", self._said)
        self._contexts.append(context)
        return context

    def visit(self, context: BrowserContext | None = None, path: str = "/shop/", **options: Any) -> Chat:
        """The shop's page in a new tab, of a fresh browser if none is given."""
        page = (context or self.browser(**options)).new_page()
        page.goto(path if "://" in path else f"{self.address}{path}")
        return Chat(self, page)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert self.problems == []

    def _requested(self, request: Any) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https") and url.hostname not in ("localhost", "shop.test", "evil.test"):
            self.problems.append(f"third-party request: {request.url}")

    def _said(self, message: Any) -> None:
        if any(words in message.text for words in CSP_COMPLAINTS):
            self.problems.append(message.text)


class Chat:
    """One tab with the widget."""

    def __init__(self, shop: Shop, page: Page) -> None:
        self.shop, self.page, self.stack = shop, page, shop.stack
        self.log = self.hook("log")

    def hook(self, name: str) -> Locator:
        return self.page.locator(f'[data-test="{name}"]')

    def open(self) -> Chat:
        self.hook("launcher").click()
        expect(self.hook("panel")).to_be_visible()
        return self

    def says(self, text: str) -> None:
        self.hook("input").fill(text)
        self.hook("send").click()

    def hears(self, text: str) -> None:
        expect(self.log).to_contain_text(text)

    def message(self, text: str) -> Locator:
        """The message that holds a text."""
        return self.hook("message").filter(has_text=text)

    def mine(self, text: str) -> Locator:
        """The customer's own message that holds a text."""
        return self.page.locator('[data-test="message"][data-speaker="customer"]').filter(has_text=text)

    def menu(self, name: str) -> None:
        """Choose from the menu."""
        self.hook("menu").click()
        self.hook(name).click()

    def lines(self) -> list[tuple[str, str]]:
        """What is shown: who said what, in order."""
        read = "all => all.map(m => [m.dataset.speaker, m.querySelector('[data-test=text]')?.innerText ?? ''])"
        return [(speaker, text) for speaker, text in self.hook("message").evaluate_all(read)]

    def said(self) -> list[str]:
        """What the customer said, as it is shown."""
        return [text for speaker, text in self.lines() if speaker == "customer"]

    @property
    def session(self) -> dict[str, Any]:
        """The session that the browser keeps."""
        find = "Object.entries(localStorage).find(([key]) => key.endsWith(':session'))?.[1] ?? 'null'"
        return json.loads(self.page.evaluate(find)) or {}

    @property
    def conversation_id(self) -> str:
        return str(self.session["conversation_id"])

    def asks_for_a_person(self) -> str:
        """Until the handoff is there; its id, that of the latest one."""
        self.hook("talk-to-person").click()
        expect(self.hook("status")).to_have_attribute("data-owner", "queue")
        handoffs = self.stack.handoffs(self.conversation_id)
        return str(max(handoffs, key=lambda handoff: handoff["created_at"])["id"])

    def gets_a_person(self) -> str:
        """Until an agent has the conversation; the handoff's id."""
        handoff = self.asks_for_a_person()
        self.stack.api("POST", f"/handoffs/{handoff}/claim")
        expect(self.hook("status")).to_have_attribute("data-owner", "agent")
        return handoff

    def picture(self, name: str) -> None:
        """A screenshot for the docs and for whoever looks after a failure; a phone's has its size in its name."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size or DESKTOP
        end = "-phone" if size == PHONE["viewport"] and "phone" not in name else ""
        self.page.screenshot(path=SCREENSHOTS / f"{name}{end}.png")

    def accessible(self, where: str, context: str | None = "support-chat") -> None:
        """axe finds nothing, once what fades in is there."""
        self.page.evaluate(
            """() => Promise.allSettled(
              (document.querySelector("support-chat")?.shadowRoot.getAnimations() ?? [])
                .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
                .map((animation) => animation.finished)
            )"""
        )
        found = Axe().run(self.page, context=context).response["violations"]
        told = [f"{v['id']}: {n['html'][:120]}: {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]
        assert told == [], f"{where}: {told}"

    def fits(self) -> None:
        """Nothing is cut off or needs scrolling sideways, and every control lies within the window."""
        wide = self.page.evaluate(
            """() => {
              const root = document.querySelector("support-chat").shadowRoot;
              const width = document.documentElement.clientWidth;
              return [...root.querySelectorAll(".panel, .panel *")]
                .filter((el) => el.checkVisibility() && !el.closest(".sr, svg") && el.className !== "sr")
                .filter((el) => {
                  const box = el.getBoundingClientRect();
                  const cut = el.matches(".log") && el.scrollWidth > el.clientWidth;
                  return cut || box.right > width + 0.5 || box.left < -0.5;
                })
                .map((el) => `${el.tagName}.${el.className} ${el.textContent.slice(0, 40)}`);
            }"""
        )
        assert wide == []
