"""What is wrong with endpoints.yml and credentials.yml beside rule T6: names and addresses that lead nowhere."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from baton.base.yaml_lines import Lines, Problem, did_you_mean, read

_ENDPOINTS, _CREDENTIALS = "endpoints.yml", "credentials.yml"
#: What Rasa 3.6 reads of its endpoints.
_KEYS = tuple("action_endpoint event_broker lock_store models nlg nlu tracker_store".split())
_BROKERS = ("pika", "kafka", "sql", "file")
#: How a channel of Rasa's says its name.
_CHANNEL = re.compile(r"def name\(cls\) -> Text:\s+(?:\"\"\".*?\"\"\"\s+)?return \"(\w+)\"", re.S)


def problems(root: Path) -> Iterator[Problem]:
    """Everything wrong with both files; what cannot be read is left to others.

    Args:
        root: the folder that holds them.
    """
    for file, check in ((_ENDPOINTS, _endpoints), (_CREDENTIALS, _credentials)):
        value, lines, _wrong = read(root / file, file)
        if isinstance(value, dict):
            yield from check(value, lines)


def _endpoints(value: dict[str, object], lines: Lines) -> Iterator[Problem]:
    for key, settings in value.items():
        if key not in _KEYS:
            yield Problem(_ENDPOINTS, lines.of((key,)), f"Rasa knows no '{key}' here{_way_out(key, _KEYS)}")
        url = settings.get("url") if isinstance(settings, dict) else None
        if key in ("action_endpoint", "nlg", "models") and url is not None and not _is_address(url):
            why = f"{url!r} is no address; write it with http:// or https://"
            yield Problem(_ENDPOINTS, lines.of((key, "url")), why)
        kind = settings.get("type") if isinstance(settings, dict) else None
        if key == "event_broker" and kind is not None and str(kind) not in _BROKERS and not _is_there(str(kind)):
            why = f"there is no event broker '{kind}'{_way_out(str(kind), _BROKERS)}"
            yield Problem(_ENDPOINTS, lines.of((key, "type")), why)


def _credentials(value: dict[str, object], lines: Lines) -> Iterator[Problem]:
    for name in value:
        if name not in rasas_channels() and not _is_there(name):
            way_out = did_you_mean(name, rasas_channels()) or "; take it out, or mend its name"
            yield Problem(_CREDENTIALS, lines.of((name,)), f"there is no channel '{name}'{way_out}")


def _way_out(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or f"; known: {', '.join(known)}"


def _is_address(url: object) -> bool:
    parts = urlsplit(str(url))
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_there(name: str) -> bool:
    """Whether a class is there, by its module; nothing of it is run."""
    module, _, class_name = str(name).rpartition(".")
    try:
        found = importlib.util.find_spec(module) if module else None
    except (ImportError, ValueError):
        return False
    if found is None or not found.origin:
        return False
    source = Path(found.origin).read_text(encoding="utf-8", errors="replace")
    return re.search(rf"^class {re.escape(class_name)}\b", source, re.M) is not None


@lru_cache(maxsize=1)
def rasas_channels() -> frozenset[str]:
    """The names of Rasa's own channels, from their source: importing them all takes seconds."""
    package = importlib.util.find_spec("rasa")
    folder = Path(package.origin).parent / "core" / "channels" if package and package.origin else Path()
    sources = (path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return frozenset(name for source in sources for name in _CHANNEL.findall(source))
