"""Rasa's warnings about a message do not repeat it; those about the shop's files do."""

from __future__ import annotations

import logging
import warnings
from types import SimpleNamespace

import pytest
import rasa.shared.utils.io
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from rasa.validator import Validator

from baton.rasa_overrides import message_warnings

DOMAIN = Domain.from_dict({"intents": ["affirm"], "entities": []})
ODD = ("/husband died", "/affirm{husband: died}", '/affirm["husband died"]', '/affirm{"husband": ["died"]}', "/")


@pytest.fixture
def said(monkeypatch, caplog):
    """What is warned of, in one text."""
    monkeypatch.setattr(rasa.shared.utils.io, "raise_warning", message_warnings.raise_warning)
    logging.getLogger("rasa.shared.core.training_data.story_reader.yaml_story_reader").setLevel(logging.ERROR)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield lambda: caplog.text + " ".join(str(each.message) for each in caught)


@pytest.mark.parametrize("text", ODD)
def test_an_odd_command_is_not_repeated(said, text):
    message = Message({"text": text})
    YAMLStoryReader.unpack_regex_message(message, DOMAIN)
    entities = message.get("entities") or [{"entity": "husband"}]
    parsed = {"intent": {"name": text}, "entities": entities}
    MessageProcessor._check_for_unseen_features(SimpleNamespace(domain=DOMAIN), parsed)
    assert "husband" not in said() and "odd in a message" in said()


def test_other_warnings_say_what_is_wrong(said):
    rasa.shared.utils.io.raise_warning("no such slot in domain.yml")
    assert "no such slot" in said()


@pytest.mark.parametrize(
    ("response", "warned"),
    [("utter_which_order", False), ("utter_handoff_legal", False), ("utter_zebra_crossing", True)],
)
def test_only_a_response_that_nothing_says_is_unused(said, response, warned):
    domain = Domain.from_dict({"responses": {response: [{"text": "x"}]}})
    Validator(
        domain, SimpleNamespace(responses={}), SimpleNamespace(story_steps=[]), None
    ).verify_utterances_in_stories()
    assert (response in said()) == warned
