"""Lines of JSON name the conversation, and no error's words."""

from __future__ import annotations

import json
import logging

import pytest

from baton.base.process_log import JsonFormatter, about, configure
from baton.base.settings import read

WORDS = "my husband died, call 07700 900142"


@pytest.fixture
def line(caplog):
    caplog.set_level(logging.INFO)

    def formatted():
        return json.loads(JsonFormatter("rasa").format(caplog.records[-1]))

    return formatted


def test_a_line_says_when_where_and_about_which_conversation(line):
    with about("web-1"):
        logging.getLogger("baton.x").info("A stream of %s ended.", "web-1")
        found = line()
    assert found["conversation_id"] == "web-1" and found["level"] == "INFO" and found["process"] == "rasa"
    assert found["message"] == "A stream of web-1 ended." and found["time"].endswith("+00:00")
    logging.getLogger("baton.x").info("Started.")
    assert "conversation_id" not in line()


def test_an_error_has_its_kind_and_place_and_not_its_words(line):
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("baton.x").exception("It failed.")
    found = line()
    assert "ValueError" in found["error"] and "test_process_log" in found["error"]
    assert WORDS not in json.dumps(found)


def test_the_setting_changes_the_handlers_that_are_there(tmp_path):
    root, handler = logging.getLogger(), logging.StreamHandler()
    before = root.handlers[:]
    root.addHandler(handler)
    try:
        configure(read({"BATON_VAR_DIR": str(tmp_path)}), "desk")
        assert not isinstance(handler.formatter, JsonFormatter)
        root.handlers = [handler]  # those of the tests themselves keep theirs
        configure(read({"BATON_VAR_DIR": str(tmp_path), "BATON_LOG_FORMAT": "json"}), "desk")
        assert isinstance(handler.formatter, JsonFormatter)
    finally:
        root.handlers = before
