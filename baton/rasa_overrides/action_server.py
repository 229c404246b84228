"""Rasa's action server, whose workers end with it: `python -m baton.rasa_overrides.action_server` takes what
`python -m rasa_sdk` takes."""

from __future__ import annotations

from rasa_sdk.__main__ import main

from baton.rasa_overrides.workers import use_for_sanic

if __name__ == "__main__":
    use_for_sanic()
    main()
