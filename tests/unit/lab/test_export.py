"""`baton log`: the file holds what the table holds, and no spreadsheet takes a customer's words for a formula."""

from __future__ import annotations

import csv
import importlib.util
import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from baton.base.settings import read as read_settings
from baton.cli import log as commands
from baton.cli.main import baton
from baton.lab.escalation_log import export
from baton.lab.escalation_log.entry import COLUMNS, Entry, Kind, Outcome, entry_from, entry_values
from tests.support import databases
from tests.support.lab import DAY, T0, Lab
from tests.support.long_texts import assert_linear


def entry(**changes):
    values = {"id": "h1", "kind": Kind.HANDOVER, "conversation_id": "c1", "at": T0, "began_at": T0, "over_at": None}
    return Entry(**{**values, "outcome": Outcome.WAITING, **changes})


FORMULA = "=+-@＝＋－＠"


@given(st.text(max_size=12), st.sampled_from("=+-@\t\r\n＝＋－＠"))
def test_no_cell_begins_as_a_formula_does(text, first):
    file = io.StringIO(newline="")
    export.write_csv([entry(request=first + text, evidence=text, conversation_id=first)], file)
    head, row = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert tuple(head) == COLUMNS and len(row) == len(COLUMNS)
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)
    assert dict(zip(head, row, strict=True))["request"].replace("'", "") == (first + text).replace("\0", "").replace(
        "'", ""
    )


@pytest.mark.parametrize(
    "before", ["", " ", "\u00a0", "\ufeff", '"', "hi;", "hi; ", 'hi;"', "hi\n", "hi\r\n ", "hi\t", "hi,", "hi;;\n"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_spreadsheet_of_any_country_finds_a_formula_in_a_cell(before, delimiter):
    """Where a semicolon is what separates cells, quotes within one of ours hold nothing together."""
    file = io.StringIO(newline="")
    export.write_csv([entry(request=f"{before}=HYPERLINK(1)")], file)
    as_read = csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=delimiter)
    cells = [cell for row in as_read for cell in row]
    for line in file.getvalue().splitlines():
        cells += line.split(delimiter) if delimiter != "," else []
    assert not [cell for cell in cells if cell.strip(' \u00a0\ufeff"').startswith(tuple(FORMULA))]


@pytest.mark.parametrize("piece", [";", "\n", "; ", '"', ";=", ";a"])
def test_a_cell_is_made_in_one_pass(piece):
    assert_linear(export.cell, piece)


def test_words_stay_as_they_are():
    assert export.cell("Tea - green; 2 + 2, a@b.example\nbye :-)") == "Tea - green; 2 + 2, a@b.example\nbye :-)"


def test_json_lines_hold_every_column():
    file = io.StringIO()
    wanted = entry(topics=("refund",), bot_could=True, request="“é” \n =1")
    assert export.write_jsonl([wanted, wanted], file) == 2
    lines = file.getvalue().splitlines()
    assert len(lines) == 2
    assert entry_from(json.loads(lines[0])) == wanted


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command over a shop with two handovers, three days apart."""
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        lab = Lab(url, f"sqlite:///{tmp_path / 'log.db'}")
        lab.hands_over("c1", T0 - 3 * DAY, "h1")
        lab.hands_over("c2", T0, "h2", text="=HYPERLINK(1)")
        environ = {"BATON_VAR_DIR": str(tmp_path), "BATON_DESK_DB": url, "BATON_TRACKER_DB": str(lab.reader.engine.url)}
        monkeypatch.setattr(commands, "load_settings", lambda: read_settings(environ))
        monkeypatch.setattr("baton.base.clock.now", lab.clock)
        yield lambda *command: CliRunner().invoke(baton, ["log", *command])


def test_the_entries_of_some_days_are_written(run, tmp_path):
    path = tmp_path / "log.csv"
    result = run("export", "--since", "2026-11-24", "--out", str(path))
    assert (result.exit_code, result.stderr) == (0, "1 entries, 24 Nov 2026.\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(path.open(encoding="utf-8-sig", newline=""))
    assert (row["id"], row["evidence"], row["verdict"]) == ("h2", "'=HYPERLINK(1)", "")
    result = run("export", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["h1", "h2"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("--since", "yesterday"), "since: 'yesterday' is no day; write it as 2026-11-30"),
        (("--since", "2026-11-24", "--until", "2026-11-23"), "is after until"),
        (("--out", "/no/such/folder/log.csv"), "cannot be written: No such file or directory"),
        (("--format", "parquet"), "give --out FILE"),
    ],
)
def test_what_cannot_be_done_says_why(run, command, why):
    result = run("export", *command)
    assert result.exit_code != 0 and why in result.stderr and "Traceback" not in result.stderr


def test_parquet_is_written_where_it_is_installed(run, tmp_path):
    path = tmp_path / "log.parquet"
    result = run("export", "--format", "parquet", "--out", str(path))
    if importlib.util.find_spec("pyarrow") is None:
        assert result.exit_code == 1 and export.NO_PARQUET in result.stderr
        assert not path.exists()
    else:
        from pyarrow import parquet

        assert [row["id"] for row in parquet.read_table(path).to_pylist()] == ["h1", "h2"]


def test_it_can_be_built_anew(run):
    result = run("rebuild")
    assert (result.exit_code, result.stdout) == (0, "2 conversations are in the escalation log.\n")


def test_values_of_a_row_give_the_entry_back():
    wanted = entry(reasons=({"trigger": "time", "category": "unresolved", "reason": "", "evidence": "", "turn": 1},))
    assert entry_from(entry_values(wanted)) == wanted
