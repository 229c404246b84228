"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# Nothing that a developer has set reaches the tests, and nothing phones home.
for name in [n for n in os.environ if n.startswith("BATON_")]:
    del os.environ[name]
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
