"""Whether a value that is compared with a slot's can ever be the slot's. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from baton.base.yaml_lines import did_you_mean


def fault(settings: object, value: object) -> str | None:
    """Why a slot never has this value, as what goes on behind its name; None if it may.

    Args:
        settings: of the slot, in the domain.
        value: null is a slot that is not filled.
    """
    kind = settings.get("type") if isinstance(settings, Mapping) else None
    if value is None or kind not in ("text", "bool", "categorical", "float", "list"):
        return None
    if kind == "list":
        return None if isinstance(value, list) else "is a list, and is compared with no single value"
    if isinstance(value, (list, dict)):
        return "has one value: for several write a condition, or a story, for each"
    if kind == "bool" and not isinstance(value, bool):
        return f"is true or false, and never '{value}'"
    if kind == "float" and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return f"is a number, and never '{value}'"
    listed = settings.get("values") if isinstance(settings, Mapping) else None
    if kind == "categorical" and isinstance(listed, list):
        values = [str(one) for one in listed]
        if str(value).lower() not in map(str.lower, values):
            return f"never has the value '{value}'{did_you_mean(value, values)} ({', '.join(values)})"
    return None
