"""The action server: `python -m actions` takes what `python -m rasa_sdk` takes. Its workers end with it."""

from __future__ import annotations

from rasa_sdk.__main__ import main

from actions.server import install
from baton.rasa_overrides.workers import use_for_sanic

if __name__ == "__main__":
    use_for_sanic()
    install()
    main()
