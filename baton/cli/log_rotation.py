"""Log files are cut when they are too long: copied beside, then emptied while their process goes on writing.

It writes at the end of the file, wherever that is, so it need not open it anew. A line of that very moment may be lost.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

KEPT = 5


def rotate(log: Path, most_bytes: int, kept: int = KEPT) -> bool:
    """Cut a log file if it is longer than that. `x.log.1` is the newest of those that are kept.

    Returns:
        Whether it was cut.
    """
    try:
        if log.stat().st_size <= most_bytes:
            return False
        for number in range(kept - 1, 0, -1):
            older = _numbered(log, number)
            if older.exists():
                older.replace(_numbered(log, number + 1))
        shutil.copy2(log, _numbered(log, 1))
        os.truncate(log, 0)
    except OSError:  # a full disk, or somebody else's rotation: the next round tries again
        return False
    return True


def _numbered(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
