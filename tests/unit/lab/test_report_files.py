"""`baton report`: one self-contained file, and plain text."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from baton.base.settings import read as read_settings
from baton.cli import log as commands
from baton.cli.main import baton
from baton.desk.read_models import report_view
from tests.support import databases
from tests.support.lab import DAY, HOUR, MINUTE, T0, Lab

NOBODY = "0 concerns of customers"
SAID = "<script>alert(1)</script> is what I get"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command over a shop with thirty late handovers and thirty concerns that were confirmed solved."""
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        lab = Lab(url, f"sqlite:///{tmp_path / 'log.db'}")
        with lab.at_once():
            for number in range(30):
                lab.fails(f"c{number}", T0 - DAY)
                lab.hands_over(f"c{number}", T0 - DAY + MINUTE, f"h{number}", "keyword", "emotional", text=SAID)
                lab.closes(f"h{number}", T0 - HOUR, verdict="too_late")
                lab.asks(f"d{number}", T0 - DAY)
                lab.asks(f"d{number}", T0 - DAY + MINUTE, "solved", "solved", order=None)
        environ = {"BATON_VAR_DIR": str(tmp_path), "BATON_DESK_DB": url, "BATON_TRACKER_DB": str(lab.reader.engine.url)}
        environ["BATON_DESK_URL"] = "https://desk.shop.example"
        monkeypatch.setattr(commands, "load_settings", lambda: read_settings(environ))
        monkeypatch.setattr("baton.base.clock.now", lab.clock)
        monkeypatch.setattr(report_view, "grouper", lambda: None)
        yield lambda *command: CliRunner().invoke(baton, ["report", *command])


def test_the_file_needs_nothing_else(run, tmp_path):
    path = tmp_path / "report.html"
    result = run("--html", str(path))
    assert result.exit_code == 0, result.output
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe)\b|\bsrc=|@import|url\((?!#)", page)
    assert ".report .figures > li" in page  # the style sheet is as it was written
    assert "&lt;script&gt;alert(1)" in page
    links = set(re.findall(r'href="([^"]+)"', page))
    assert len(links) > 10 and all(link.startswith("https://desk.shop.example/") for link in links)
    assert "89 to 100" in page and "30 of 30" in page  # too late, with Wilson's interval
    assert page.count('role="img"') == 1 and "50\xa0% confirmed solved" in page


def test_the_terminal_says_the_same(run):
    result = run()
    assert result.exit_code == 0, result.output
    assert "60 concerns of customers, compared with " in result.stdout
    assert re.search(r"Kept, and confirmed solved +50\xa0% \(38 to 62\xa0%, 30 of 60\)", result.stdout)
    assert re.search(r"Golden transfer within tolerance +100\xa0% ", result.stdout)  # one message late
    assert re.search(r"Rating of what a person got +(\d\.\d of 5|too few to say) \(\d+ ratings\)", result.stdout)
    assert "grouped by category" in result.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("--until", "2026-11-01"), NOBODY),
        (("--since", "2026-11-20", "--compare", "2026-01-01"), "compared with 1 Jan to 5 Jan 2026"),
        (("--since", "24.11.2026"), "is no day; write it as 2026-11-30"),
        (("--html", "/no/such/folder/report.html"), "cannot be written: No such file or directory"),
    ],
)
def test_what_is_wanted_or_wrong_is_said(run, command, said):
    assert said in run(*command).output


def test_it_may_be_compared_with_nothing(run):
    assert "compared with" not in run("--alone").stdout
