"""The command as a whole: what is refused is a sentence, whichever command met it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from baton.base.document import FileRefused
from baton.base.yaml_lines import Problem
from baton.cli import main


def test_a_refused_file_is_a_sentence_of_every_command(monkeypatch, capsys):
    def refused(**_options):
        raise FileRefused("business/taxonomy.yml", [Problem("business/taxonomy.yml", 93, "'part' is given twice")])

    monkeypatch.setattr(main, "baton", refused)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert "business/taxonomy.yml:93: 'part' is given twice" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[""], ["  "]])
def test_a_question_without_words_is_refused(words):
    result = CliRunner().invoke(main.baton, ["ask", *words])
    assert result.exit_code == 2 and "Write the question" in result.output
