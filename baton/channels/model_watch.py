"""Every worker takes up the model in force when another one takes its place: no restart, and no message waits."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rasa.core.agent import Agent

from baton.base.model_in_use import ModelInUse, stamp

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0


class ModelWatch:
    """Loads the model of a worker anew when its file was replaced.

    Make it before the worker loads its model: a replacement from then on is seen.

    Args:
        model: the file of the model in force.
        in_use: where the worker says which model it has.
        poll_seconds: between two looks at the file.
    """

    def __init__(self, model: Path, in_use: ModelInUse, poll_seconds: float = POLL_SECONDS) -> None:
        self._model = model
        self._in_use = in_use
        self._poll_seconds = poll_seconds
        self._loaded = stamp(model)

    async def follow(self, agent: Callable[[], Agent]) -> None:
        """Look at the file for ever.

        Args:
            agent: gives the worker's agent, which answers with the model before until the new one is ready.
        """
        said = False
        while True:
            try:
                if not said:
                    self._in_use.say(self._loaded)
                    said = True
                await self.look(agent())
            except OSError:
                logger.exception("Which model is in use cannot be noted or looked at; it is tried again.")
            await asyncio.sleep(self._poll_seconds)

    async def look(self, agent: Agent) -> None:
        """Take the model up if it is another one, and no other worker of this machine is just loading it."""
        found = stamp(self._model)
        if found in (self._loaded, "") or not self._is_its_own(agent):
            return
        with _alone(self._in_use.folder) as alone:
            if not alone:
                return  # one after the other: two models at a time in each worker would be much memory
            self._loaded = found  # a model that cannot be loaded is not tried again and again
            try:
                await asyncio.to_thread(agent.load_model, self._model)
            except Exception:
                logger.exception("The new model cannot be loaded; the one before stays.")
                return
            self._in_use.say(found)
            logger.info("The new model is in use.")

    def _is_its_own(self, agent: Agent) -> bool:
        """Whether the worker was started with this file, and not with another model."""
        processor = agent.processor
        return processor is not None and processor.model_path.resolve() == self._model.resolve()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder; False where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)
