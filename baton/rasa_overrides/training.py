"""`rasa train`, whose processes end with it: `python -m baton.rasa_overrides.training` takes what it takes."""

from __future__ import annotations

import os
import sys

from baton.base.processes import end_with_parent

_HEAD = "RASA_TRAINING_PROCESS"  # in the environment: its process id, for those that it spawns

if __name__ == "__main__":
    from rasa.__main__ import main

    from baton.rasa_overrides import training_data

    training_data.apply()
    os.environ[_HEAD] = str(os.getpid())
    sys.argv.insert(1, "train")
    main()
elif _HEAD in os.environ:  # a spawned process imports this module before it begins to work
    end_with_parent(int(os.environ[_HEAD]))
