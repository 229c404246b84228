"""The summary: what a colleague would say in three lines, from the package's facts and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LONGEST_QUOTE = 140  # characters


def summarise(package: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    """Three lines: what the customer wants, what was tried, why a person now.

    Args:
        package: the handoff package, without its summary.
        topics: what each topic is called.
    """
    return "\n".join((_wants(package, topics), _tried(package), _why(package)))


def _wants(package: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    customer = package["customer"]
    who = customer["name"] or "The customer"
    known = ", proved to be theirs" if customer["verified"] else ""
    orders = package["issue"]["order_numbers"]
    about = f" (order {', '.join(orders)}{known})" if orders else ""
    named = [topics[t] for t in package["issue"]["topics"]]
    matter = f" writes about {_and(named)}" if named else " writes"
    return f"{who}{matter}{about}. First words: “{_quote(_first_words(package))}”"


def _tried(package: Mapping[str, Any]) -> str:
    tries = [f"{a['what']}: {a['outcome']}" for a in package["attempts"]]
    return f"Tried: {'; '.join(tries)}." if tries else "Tried: nothing yet; the bot did not attempt it."


def _why(package: Mapping[str, Any]) -> str:
    trigger = package["trigger"]
    others = "; ".join(r["reason"] for r in trigger["also"])
    return f"Why a person now: {trigger['reason']}" + (f" (also: {others})" if others else "") + "."


def _first_words(package: Mapping[str, Any]) -> str:
    return next((line["text"] for line in package["transcript"] if line["speaker"] == "customer"), "")


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
