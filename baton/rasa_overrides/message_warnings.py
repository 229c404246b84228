"""Rasa's warnings, without a customer's words and without what is no fault here.

Those about a message repeat it, in a log file: what is left of them is their place in the code. `rasa data validate`
knows rules and stories only, and warns of every response that an action says: hundreds of lines, between which a real
one is not seen.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Optional, Text, Type

import rasa.core.processor
import rasa.shared.utils.io
import rasa.validator
from rasa.shared.core.training_data.story_reader import yaml_story_reader

from baton.base import names_in_code
from baton.base.settings import ROOT

logger = logging.getLogger(__name__)

#: Whoever reads a message; everything else warns of the shop's own files.
_READERS = (rasa.core.processor.__name__, yaml_story_reader.__name__)
_UNUSED = re.compile(r"The utterance '(?P<response>[^']+)' is not used in any story or rule\.")
_RASAS_WARNING = rasa.shared.utils.io.raise_warning


def raise_warning(
    message: Text, category: Optional[Type[Warning]] = None, docs: Optional[Text] = None, **kwargs: Any
) -> None:
    """Warn as Rasa does, but without words where they may be a customer's, and not of responses that actions say."""
    caller = sys._getframe(1)
    module = caller.f_globals.get("__name__")
    unused = _UNUSED.fullmatch(message) if module == rasa.validator.__name__ else None
    if unused is not None and names_in_code.says(ROOT, unused["response"]):
        return
    if module not in _READERS:
        return _RASAS_WARNING(message, category, docs, **kwargs)
    logger.warning("Rasa finds something odd in a message (%s, line %s).", module, caller.f_lineno)
