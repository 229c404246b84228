"""One model in memory for all workers of Rasa: it is loaded before they are forked from the process that loaded it.

What is only read is then in memory once. A worker loads the model itself where it is alone, or where the file is
another one by now (`baton train`, `baton model use`), as Rasa does.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable
from functools import wraps
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional, Protocol, Text, Tuple, Union, runtime_checkable

import rasa.core.run
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata

from baton.base.model_in_use import stamp
from baton.rasa_overrides import model_check
from baton.rasa_overrides import workers as worker_processes

logger = logging.getLogger(__name__)

#: A model as `MessageProcessor` keeps it: name, description, components.
Loaded = Tuple[Text, ModelMetadata, GraphRunner]


@runtime_checkable
class LoadsLate(Protocol):
    """A component that loads something at the first message that needs it."""

    def load_now(self) -> None:
        """Load it."""


class _Shared(NamedTuple):
    path: Path
    stamp: str
    loaded: Loaded


_rasas_serve_application = rasa.core.run.serve_application
_of_server: Optional[Text] = None
_shared: Optional[_Shared] = None


@wraps(_rasas_serve_application)  # Rasa hands over what the signature names
def serve_application(model_path: Optional[Text] = None, *args: Any, **settings: Any) -> None:
    """Rasa's own, which is given the model long before a worker loads it."""
    global _of_server
    _of_server = model_path
    _rasas_serve_application(model_path, *args, **settings)


def serve_multiple(server_settings: Dict[str, Any], workers: int) -> None:
    """Load the model of Rasa's server, and serve from so many workers: see `workers.serve_multiple`.

    Args:
        server_settings: Sanic's own.
        workers: how many.
    """
    if _of_server is not None and Path(_of_server).is_file():
        share(Path(_of_server))
    worker_processes.serve_multiple(server_settings, workers)


def share(path: Path) -> None:
    """Load a model for the workers that this process will fork. One that cannot be loaded is left to them: each says
    what is wrong with it."""
    global _shared
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads would not be there in a worker
    of_file = stamp(path)
    try:
        loaded = model_check.load_model(path)
    except Exception as error:
        logger.info("The model is left to the workers to load: %s", type(error).__name__)
        return
    for component in _components(loaded[2]):
        if isinstance(component, LoadsLate):
            component.load_now()
    _shared = _Shared(path, of_file, loaded)
    gc.collect()
    gc.freeze()  # a collection writes into every object that it looks at, and what is written to is shared no more


def load_model(model_path: Union[Text, Path]) -> Loaded:
    """The model that was loaded before the fork if it is this one and still the same; else it is loaded now.

    Raises:
        EscalationNotInPlace: see `model_check.load_model`.
    """
    path = Path(model_path)
    if _shared is not None and path == _shared.path and stamp(path) == _shared.stamp:
        return _shared.loaded
    return model_check.load_model(model_path)


def _components(runner: GraphRunner) -> Iterable[object]:
    nodes: Dict[Text, Any] = getattr(runner, "_instantiated_nodes", {})
    return [node._component for node in nodes.values()]
