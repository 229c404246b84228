"""What a benchmark ran on, in a line."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Cores, memory, system and versions, and how busy it was before."""
    model = next((line.partition(":")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return (
        f"{os.cpu_count()} cores{model and f' ({model.strip()})'}, {memory / 1e6:.0f} GB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, Rasa {version('rasa')}; load before: "
        f"{os.getloadavg()[0]:.1f}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
