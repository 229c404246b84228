import pytest

from baton.nlu import patterns
from policies.taxonomy import LOCKED

GIVEN, WRONG = patterns.read(patterns.FILE.read_text(encoding="utf-8"))
FINDER = patterns.PatternFinder(GIVEN)


def test_the_file_is_right_and_has_something_for_every_locked_category():
    assert not WRONG
    assert set(LOCKED) <= set(GIVEN)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("can I talk to a real person", "explicit_human"),
        ("PUT ME THROUGH TO YOUR MANAGER", "explicit_human"),
        ("then you will be hearing from my solicitor", "legal"),
        ("the toaster caught fire", "health_safety"),
        ("my husband has died", "bereavement"),
        ("I'm reporting you to trading standards", "regulatory"),
        ("no, let me speak to a human now", "explicit_human"),
        ("No, I need a real person", "explicit_human"),
        ("no I need a real person", "explicit_human"),
        ("I won't wait any longer, put me through to a manager", "explicit_human"),
        ("not happy, my lawyer will write", "legal"),
        ("no reply for weeks, I will sue", "legal"),
        ("there was no warning before it caught fire", "health_safety"),
        ("what do I have to do to talk to a human", "explicit_human"),
        ("I can't order this week because my husband died", "bereavement"),
        ("I want to die. Anyway, where is 10012?", "bereavement"),
        ("I just don't want to live any more", "bereavement"),
        ("my wife is suicidal, the parcel can wait", "bereavement"),
    ],
)
def test_what_must_never_be_missed(text, signal):
    assert signal in FINDER.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "no, I don't want to talk to a person",
        "there is no need to put me through to a manager",
        "I'd do this without having to speak to an agent",
        "you don't have to put me through to an agent",
        "do I have to talk to a person for returns?",
        "luckily it never caught fire",
        "I haven't been charged twice",
        "I want to die laughing at that mug",
        "I don't want to live without that kettle",
        "where is my order",
    ],
)
def test_what_is_denied_or_absent_does_not_count(text):
    assert FINDER.find(text) == {}


def test_all_errors_at_once_with_their_lines():
    text = "patterns:\n  legal:\n    - ok\n    - '('\n  anger:\n    - x\n"
    _patterns, wrong = patterns.read(text, "patterns.yml")
    assert [str(w).split(": ")[0] for w in wrong] == ["patterns.yml:4", "patterns.yml:5"]


def test_a_file_without_patterns_is_refused():
    assert patterns.read("something: else")[1]


@pytest.mark.parametrize(
    "text",
    [
        "dont pass me to a human please",
        "no human please",
        "not a person again pls just you",
        "please dont hand me over",
        "im not happy but i dont want a person",
        "I do not wish to speak to your agents",
        "no need for an advisor, where is 10047",
    ],
)
def test_declining_a_person_is_no_request(text):
    assert patterns.declines_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "no, get me a human",
        "no human there?",
        "why don't you put me through",
        "if you don't transfer me to a person I'll scream",
        "I don't want a bot, I want a person",
        "I don't want to talk to anyone but a manager",
        "don't make me wait for an agent",
        "no agent answers my mails",
        "not a person? then get me one",
        "I don't care, agent",
        "human please",
    ],
)
def test_what_asks_for_a_person_is_not_declined(text):
    assert not patterns.declines_person(text)
