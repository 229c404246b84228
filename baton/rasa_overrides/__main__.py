"""Rasa with the overrides of this folder: `python -m baton.rasa_overrides run ...` takes what `rasa run ...` takes.

A plain `rasa run` works too, without what `patches.py` replaces: the same answers, later.
"""

from __future__ import annotations

import logging
import sys

from rasa.__main__ import main as rasa_main

from baton.base.settings import load
from baton.rasa_overrides.patches import apply
from baton.rasa_overrides.version import WrongRasaVersion

#: It repeats at level WARNING what a customer wrote.
_READER_OF_INTENTS = "rasa.shared.core.training_data.story_reader.yaml_story_reader"


def main() -> None:
    """Start Rasa; another version of it is one clear sentence and the status 2."""
    try:
        apply()
    except WrongRasaVersion as error:
        sys.exit(_refused(str(error)))
    logging.getLogger(_READER_OF_INTENTS).setLevel(logging.ERROR)
    if sys.argv[1:2] == ["run"] and "--auth-token" not in sys.argv:
        # Here and not in the command: whoever is on this machine can read the commands of all processes.
        sys.argv += ["--auth-token", load().rasa_token]
    rasa_main()


def _refused(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
