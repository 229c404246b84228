"""A long log file is cut while its process writes on."""

from __future__ import annotations

from baton.cli.log_rotation import rotate


def test_a_short_file_and_one_that_is_not_there_stay(tmp_path):
    log = tmp_path / "rasa.log"
    assert not rotate(log, 10)
    log.write_text("short")
    assert not rotate(log, 10) and log.read_text() == "short"


def test_a_long_file_is_cut_and_its_writer_goes_on_at_the_beginning(tmp_path):
    log = tmp_path / "rasa.log"
    with log.open("ab", buffering=0) as writer:
        for number in range(7):
            writer.write(f"turn {number} of the log".encode())
            assert rotate(log, 10, kept=3)
        writer.write(b"after")
    assert log.read_text() == "after"
    kept = {path.name: path.read_text() for path in tmp_path.glob("rasa.log.*")}
    assert kept == {f"rasa.log.{n}": f"turn {7 - n} of the log" for n in (1, 2, 3)}
