"""Rankings of intents and signals, in the form that Rasa stores. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baton.base.log_event import ParsedIntent, ParsedSignal

#: Confidence of what the language data have word for word.
KNOWN = 0.95
LONGEST_EVIDENCE = 200  # characters


def clearest(signals: Iterable[ParsedSignal]) -> list[ParsedSignal]:
    """Of each signal the surest, the surest first."""
    rising = sorted(signals, key=lambda s: s["confidence"])
    return sorted({each["signal"]: each for each in rising}.values(), key=lambda s: -s["confidence"])


def led_by(intent: str, ranking: Sequence[ParsedIntent]) -> list[ParsedIntent]:
    """A ranking that this intent leads, as surely as what the language data say themselves."""
    rest: list[ParsedIntent] = [
        {"name": each["name"], "confidence": round(each["confidence"] * (1 - KNOWN), 4)}
        for each in ranking
        if each["name"] != intent
    ]
    return [{"name": intent, "confidence": KNOWN}, *rest]


def parsed_signal(name: str, sure: float, evidence: str, source: str) -> ParsedSignal:
    return {
        "signal": name,
        "confidence": round(sure, 3),
        "evidence": evidence[:LONGEST_EVIDENCE],
        "source": source,
    }
