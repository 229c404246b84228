"""Messages that others wrote: what counts as needless and as found, and files that are wrong."""

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from bench import mid_conversation, outside
from bench.intervals import Rate
from bench.outside import OutsideMessage, OutsideRefused, OutsideResult
from policies.policy_document import PolicyDocument

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
HEADER = "id\ttext\texpected\tlanguage\tsource\n"


def result(expected, intent="chitchat", over=False, language="en"):
    return OutsideResult(OutsideMessage("hello", expected, language, "shop"), intent, over, 0.7)


def test_a_callback_form_counts_for_whoever_asks_to_be_phoned_and_for_nobody_else():
    assert result("explicit_human", "request_callback").found
    assert not result("fraud", "request_callback").found
    assert not result(None, "request_callback", over=True).found


def test_a_file_is_read_without_what_may_go_either_way(tmp_path):
    file = tmp_path / "messages.tsv"
    file.write_text(HEADER + 'R1\tcall "me"\thuman\ten\tshop\nR2\thm\teither\ten\tshop\nR3\thi\tnone\ten\tshop\n')
    assert [(m.text, m.expected) for m in outside.read(file)] == [('call "me"', "explicit_human"), ("hi", None)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id\ttext\nR1\thi\n", "messages.tsv:1: no column expected"),
        (HEADER + "R1\thi\tangry\ten\tshop\n", ":2: expects"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, content, said):
    file = tmp_path / "messages.tsv"
    file.write_text(content)
    with pytest.raises(OutsideRefused, match=said):
        outside.read(file)


def test_other_languages_stand_apart():
    lines = outside.table([result(None), result(None, over=True), result(None, over=True, language="other")])
    assert [line.split("(")[0].split()[-1] for line in lines if line.startswith(("all", "other"))] == [
        "50.0%",
        "100.0%",
    ]


def test_wilsons_interval():
    assert (round(Rate(36, 40).low, 2), round(Rate(36, 40).high, 2)) == (0.77, 0.96)
    assert round(Rate(0, 100).high, 3) == 0.037
    assert str(Rate(0, 0)) == "none"


def test_in_mid_conversation_only_a_clear_signal_overrides_an_answer():
    doubtful, clear = (
        {
            "intent": {"name": "inform", "confidence": 0.9},
            "escalation_signals": [{"signal": "bereavement", "confidence": sure, "evidence": "", "source": "message"}],
        }
        for sure in (0.7, 0.95)
    )
    assert not mid_conversation.handed_over("the order is for Jane", doubtful, POLICY)
    assert mid_conversation.handed_over("she died", clear, POLICY)
