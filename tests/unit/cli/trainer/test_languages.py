"""The bot's words for each language that it can tell from English."""

from __future__ import annotations

from baton.base.settings import ROOT
from baton.base.yaml_lines import parse
from baton.cli.trainer import domain_names, languages
from baton.cli.trainer.sources import Source, read_all
from baton.nlu import language_data
from baton.nlu.language_data import LanguageData
from baton.nlu.language_detector import ENGLISH, LANGUAGES

CODES = {"de", "fr"}
DOMAIN = """responses:
  utter_greet:
  - text: Hello
  utter_other_language_de:
  - text: Hallo
  utter_other_language_fr:
  - text: Bonjour
"""


def problems(text=DOMAIN, written=CODES):
    """Of a domain; `written` are the codes of the languages that have a file."""
    value, lines, _wrong = parse(text, "domain.yml")
    domain = Source("domain.yml", value, lines)
    data = [LanguageData(code) for code in written]
    return [str(each) for each in languages.problems(domain, domain_names.names(domain), CODES, data)]


def test_nothing_is_wrong_where_each_has_its_response_and_its_file():
    assert problems() == []
    codes = {code.lower() for code in LANGUAGES if code != ENGLISH}
    domain = read_all(ROOT).domain
    written = language_data.check(ROOT / "data" / "languages")[0]
    assert list(languages.problems(domain, domain_names.names(domain), codes, written)) == []


def test_a_language_without_a_response_is_named_where_the_others_stand():
    (found,) = problems(DOMAIN.replace("utter_other_language_fr:\n  - text: Bonjour\n", "utter_bye:\n  - text: Bye\n"))
    assert found.startswith("domain.yml:4: no response utter_other_language_fr")


def test_a_language_without_data_is_named():
    assert problems(written={"de"}) == [
        "data/languages: there is no fr.yml: what must reach a person would not be found in that language; "
        "write it (docs/language-data.md, Other languages)"
    ]


def test_a_response_for_a_language_that_is_never_recognised_is_named():
    (found,) = problems(DOMAIN + "  utter_other_language_frr:\n  - text: Moin\n")
    assert found.startswith("domain.yml:8: nothing says utter_other_language_frr") and "did you mean" in found


def test_a_bot_that_speaks_of_no_other_language_needs_none():
    assert problems("responses:\n  utter_greet:\n  - text: Hello\n") == []


def test_a_file_of_a_language_that_is_never_recognised_is_named():
    (found,) = problems(written={*CODES, "frr"})
    assert found.startswith("data/languages/frr.yml:1: no message is ever read as being in 'frr'")
    assert "did you mean 'fr'?" in found
