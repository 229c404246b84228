"""Names are found by the trained model, after it was kept and loaded as at a start."""

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.nlu.people import PeopleExtractor

CONFIG = {
    **PeopleExtractor.get_default_config(),
    "BILOU_flag": True,
    "features": [["low", "title"], ["low", "title"], ["low", "title"]],
}
NAMES = ["Jane Doe", "Tom Hill", "Ann Lee", "Omar Reed", "Eva Stone"]


@pytest.fixture
def tokens():
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())

    def tokenized(message):
        tokenizer.process([message])
        # Rasa trains on messages only that some featurizer has seen.
        message.add_features(Features(np.ones((len(message.get("text_tokens")), 1)), "sequence", "text", "some"))
        return message

    return tokenized


@pytest.fixture
def storage(tmp_path):
    return LocalModelStorage(tmp_path)


def examples(tokens):
    for name in NAMES:
        for before in ("my name is ", "it is ", "I am "):
            place = {"entity": "person", "value": name, "start": len(before), "end": len(before) + len(name)}
            yield tokens(Message.build(text=before + name, intent="inform", entities=[place]))


def people(extractor, tokens, text):
    message = tokens(Message({"text": text}))
    extractor.process([message])
    return [entity["value"] for entity in message.get("entities")]


def load(storage, resource):
    context = ExecutionContext(GraphSchema({}), "test")
    return PeopleExtractor.load(CONFIG, storage, resource, context)


def test_a_loaded_extractor_finds_what_the_trained_one_finds(tokens, storage, monkeypatch):
    trained = PeopleExtractor(CONFIG, storage, Resource("people"))
    resource = trained.train(TrainingData(list(examples(tokens))))
    monkeypatch.setattr(PeopleExtractor, "train_model", None)  # loading must not train
    loaded = load(storage, resource)
    for text in ("my name is Jane Doe", "it is Eva Stone", "where is my parcel"):
        assert people(loaded, tokens, text) == people(trained, tokens, text)
    assert people(loaded, tokens, "my name is Tom Hill") == ["Tom Hill"]


def test_without_examples_nobody_is_found(tokens, storage):
    untrained = PeopleExtractor(CONFIG, storage, Resource("people"))
    resource = untrained.train(TrainingData([tokens(Message.build(text="hello", intent="greet"))]))
    assert people(load(storage, resource), tokens, "my name is Tom Hill") == []
