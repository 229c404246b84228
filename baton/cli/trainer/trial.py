"""Rules and stories, trained alone: what contradicts is found in seconds, not after the long part of a training.

`python -m baton.cli.trainer.trial` ends with 1 and Rasa's reasons where they do not fit together.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import tempfile
from pathlib import Path

from baton.base.settings import ROOT


def try_out(root: Path) -> str | None:
    """Why Rasa would refuse the rules and stories of a project; None if it takes them."""
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.generator import TrainingDataGenerator
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.core.training_data.structures import StoryGraph
    from rasa.shared.exceptions import RasaException

    from baton.rasa_overrides.rule_policy import RecentRulePolicy

    files = sorted(path for ending in ("*.yml", "*.yaml") for path in (root / "data").rglob(ending))
    try:
        domain = Domain.from_file(str(root / "domain.yml"))
        readable = [str(path) for path in files if YAMLStoryReader.is_stories_file(str(path))]
        steps = [step for path in readable for step in YAMLStoryReader().read_from_file(path)]
        trackers = TrainingDataGenerator(StoryGraph(steps), domain, augmentation_factor=0).generate()
        with tempfile.TemporaryDirectory() as folder:
            storage, context = LocalModelStorage(Path(folder)), ExecutionContext(GraphSchema({}))
            config = {**RecentRulePolicy.get_default_config(), "enable_fallback_prediction": False}
            policy = RecentRulePolicy(config, storage, Resource("rules"), context)
            policy.train(trackers, domain)
    except RasaException as error:
        return str(error)
    return None


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    with contextlib.redirect_stderr(io.StringIO()):  # Rasa's bars: they would stand before the reason
        why = try_out(ROOT)
    if why is not None:
        sys.stderr.write(why + "\n")
        sys.exit(1)
