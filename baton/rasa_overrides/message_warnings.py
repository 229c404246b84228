"""Rasa's warnings about a message repeat its words, in a log file: what is left of them is their place in the code."""

from __future__ import annotations

import logging
import sys
from typing import Any, Optional, Text, Type

import rasa.core.processor
import rasa.shared.utils.io
from rasa.shared.core.training_data.story_reader import yaml_story_reader

logger = logging.getLogger(__name__)

#: Whoever reads a message; everything else warns of the shop's own files.
_READERS = (rasa.core.processor.__name__, yaml_story_reader.__name__)
_RASAS_WARNING = rasa.shared.utils.io.raise_warning


def raise_warning(
    message: Text, category: Optional[Type[Warning]] = None, docs: Optional[Text] = None, **kwargs: Any
) -> None:
    """Warn as Rasa does, but without words where they may be a customer's."""
    caller = sys._getframe(1)
    module = caller.f_globals.get("__name__")
    if module not in _READERS:
        return _RASAS_WARNING(message, category, docs, **kwargs)
    logger.warning("Rasa finds something odd in a message (%s, line %s).", module, caller.f_lineno)
