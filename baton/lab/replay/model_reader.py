"""Reads messages as the running bot does, with a trained model in this process. It takes half a gigabyte."""

from __future__ import annotations

import asyncio
import logging
import warnings
from functools import lru_cache
from pathlib import Path

from baton.base.log_event import ParseData

#: So many readings are kept, because customers often say the same: "thank you". Bounded, so memory is flat.
_MOST_KEPT = 2000


class ModelReader:
    """Gives the reading of a text.

    Args:
        model: archive of a trained model.
    Raises:
        rasa.exceptions.ModelNotFound: it cannot be read.
    """

    def __init__(self, model: Path) -> None:
        # Imported late: Rasa takes seconds, and only who reads anew needs it.
        # What libraries say of each other is of no use here, and they set filters of their own: it is not shown.
        with warnings.catch_warnings(record=True):
            from rasa.core.agent import Agent
            from rasa.utils.log_utils import configure_structlog

            configure_structlog(logging.ERROR)  # Rasa would write every message into the log
            self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()
        self._kept = lru_cache(_MOST_KEPT)(self._read)

    def __call__(self, text: str) -> ParseData:
        return self._kept(text)

    def _read(self, text: str) -> ParseData:
        parsed: ParseData = self._loop.run_until_complete(self._agent.parse_message(text))
        return parsed
