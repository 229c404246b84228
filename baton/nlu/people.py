"""Finds people's names: Rasa's CRF extractor, whose trained model is kept.

Rasa 3.6.21 keeps the training data instead (its older releases pickled the model, which is unsafe to load) and trains
anew at every start, which takes longer than all the rest of loading a model. CRFsuite's own file needs neither.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from typing import Any, Dict, List, Text

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor, CRFToken
from sklearn_crfsuite import CRF

_ORDER = "crf_order.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PeopleExtractor(CRFEntityExtractor):
    """`CRFEntityExtractor` that loads what was trained."""

    def persist(self, dataset: List[List[CRFToken]]) -> None:
        """Keep the trained models, a file for each kind of tag."""
        with self._model_storage.write_to(self._resource) as folder:
            for tag, model in (self.entity_taggers or {}).items():
                shutil.copyfile(model.modelfile.name, folder / f"{tag}.crfsuite")
            rasa.shared.utils.io.dump_obj_as_json_to_file(folder / _ORDER, self.crf_order)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PeopleExtractor:
        """The trained component; an untrained one, which finds nobody, if there was no example with a name."""
        try:
            with model_storage.read_from(resource) as folder:
                order = rasa.shared.utils.io.read_json_file(folder / _ORDER)
                models = OrderedDict((tag, CRF(model_filename=str(folder / f"{tag}.crfsuite"))) for tag in order)
                for model in models.values():
                    _ = model.tagger_  # reads the file now: the folder is gone when the first message comes
        except ValueError:
            return cls(config, model_storage, resource)
        extractor = cls(config, model_storage, resource, models)
        extractor.crf_order = order
        return extractor
