"""Names and addresses in endpoints.yml and credentials.yml that lead nowhere are refused with their line."""

from __future__ import annotations

import shutil

import pytest

from baton.base.settings import ROOT
from baton.cli.trainer import rasa_files, sources

ENDPOINTS, CREDENTIALS = "endpoints.yml", "credentials.yml"


@pytest.fixture
def project(tmp_path):
    for name in (ENDPOINTS, CREDENTIALS, "domain.yml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_files_of_the_shop_are_fine(project):
    assert list(rasa_files.problems(project)) == []


@pytest.mark.parametrize(
    ("file", "more", "says"),
    [
        (ENDPOINTS, "event_brokr: {type: pika}", "did you mean 'event_broker'?"),
        (ENDPOINTS, "event_broker: {type: kafak}", "did you mean 'kafka'?"),
        (ENDPOINTS, "event_broker: {type: baton.rasa_overrides.event_broker.Nothing}", "no event broker"),
        (ENDPOINTS, "nlg: {url: 127.0.0.1:5056/nlg}", "write it with http://"),
        (CREDENTIALS, "facebok: {verify: x}", "did you mean 'facebook'?"),
        (CREDENTIALS, "baton.channels.nothing.Door:", "take it out, or mend its name"),
    ],
)
def test_what_leads_nowhere_is_a_sentence_with_its_line(project, file, more, says):
    before = (project / file).read_text(encoding="utf-8")
    (project / file).write_text(f"{before.rstrip()}\n{more}\n", encoding="utf-8")
    (problem,) = rasa_files.problems(project)
    assert str(problem).startswith(f"{file}:{len(before.rstrip().splitlines()) + 1}: ") and says in problem.text


@pytest.mark.parametrize("more", ["event_broker: {type: pika}", "slack: {slack_token: x}"])
def test_what_rasa_knows_is_fine(project, more):
    file = ENDPOINTS if "broker" in more else CREDENTIALS
    with (project / file).open("a", encoding="utf-8") as opened:
        opened.write(f"\n{more}\n")
    assert list(rasa_files.problems(project)) == []


@pytest.mark.parametrize("name", ["data/faq/one.yml.txt", "data/faq/one.YML", "data/languages/de.json"])
def test_a_file_that_nothing_reads_is_named(project, name):
    path = project / name
    path.parent.mkdir(parents=True)
    path.write_text("faq: []\n", encoding="utf-8")
    found = [one for one in sources.read_all(project).problems if one.file == name]
    assert len(found) == 1 and "only .yml and .yaml files are read here" in found[0].text
