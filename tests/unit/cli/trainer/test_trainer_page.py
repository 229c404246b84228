"""docs/trainer.md: its commands run, its files are those that the commands write or are right, its promises hold."""

from __future__ import annotations

import re
import shlex

import click

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.cli.main import baton
from baton.cli.trainer.conversation_tests import read_tests
from baton.cli.trainer.templates import add_to_section
from baton.handoff.package.recommended_actions import RecommendedActions
from baton.knowledge.document import QuestionFile
from tests.unit.cli.trainer.test_new import findings, project, run, write_out  # noqa: F401

PAGE = (ROOT / "docs" / "trainer.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.M | re.S)


def test_every_command_that_pages_name_is_there():
    for page in (PAGE, (ROOT / "docs" / "learning.md").read_text(encoding="utf-8")):
        for words in re.findall(r"(?:^|`)baton ([a-z -]+)", page, re.M):
            group, context = baton, click.Context(baton)
            for word in words.split():
                if not isinstance(group, click.MultiCommand) or word.startswith("-"):
                    break
                found = group.get_command(context, word)
                assert found is not None, f"baton {words}"
                group = found


def test_every_command_and_file_of_the_page(project):  # noqa: F811
    for kind, text in BLOCKS:
        if kind == "sh":
            for line in text.splitlines():
                result = run(*shlex.split(line)[2:])  # after `baton new`
                assert result.exit_code == 0, result.output
            continue
        first, _, body = text.partition("\n")
        file = re.search(r"[\w/]+\.yml", first)[0]
        if file == "business/recommended_actions.yml":
            path = project / file
            path.write_text(
                path.read_text(encoding="utf-8").replace("\ndefault:", f"\n{body}default:"), encoding="utf-8"
            )
            assert load_document(path, RecommendedActions).rules[-1].name == "measuring_visit"
        elif file.startswith("data/faq/"):
            (project / file).write_text(body, encoding="utf-8")
            assert load_document(project / file, QuestionFile).faq[0].id == "cooking_classes"
        elif file == "domain.yml":
            path = project / file
            path.write_text(add_to_section(path.read_text(encoding="utf-8"), "responses", body), encoding="utf-8")
        elif file == "data/rules/catalogue_by_post.yml":
            (project / file).write_text(body, encoding="utf-8")
        elif file == "tests/conversations/my_first.yml":
            (project / file).write_text(body, encoding="utf-8")
            assert read_tests(project, (project / file,))[1] == []
        else:
            assert (project / file).read_text(encoding="utf-8") == body
    write_out(project)
    assert findings(project) == []
