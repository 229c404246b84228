"""A replay over a whole log, in this process and in several; and the command."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from click.testing import CliRunner

from baton.base import database
from baton.base.document import FileRefused
from baton.cli.main import baton
from baton.conversation.event_reader import EventReader
from baton.lab.replay.result import read
from baton.lab.replay.runner import Replay, run
from tests.support import databases
from tests.support.replays import CALMER, TEXT, WEAKER, Written, write

CALMER_TEXT = TEXT.replace(
    "signals: [emotional]\n    threshold: {launch: 0.45, steady: 0.5}", "signals: [emotional]\n    threshold: 0.7"
)
WEAKER_TEXT = TEXT.replace(
    "permanent_category:\n    threshold: {launch: 0.45, steady: 0.5}", "permanent_category:\n    threshold: 0.5"
)
assert CALMER.hash != WEAKER.hash


def conversations(number):
    for n in range(number):
        written = Written(conversation_id=f"c{n:04}", began=1_000_000.0 + 86400 * n)
        written.says("where is it")
        written.says(
            "not again", signals={"legal": 0.47} if n % 10 == 9 else {"emotional": round(0.3 + n % 10 / 20, 2)}
        )
        yield f"c{n:04}", written.events


def log(url, number=20):
    reader = EventReader(database.engine(url))
    reader.prepare()
    write(reader.engine, conversations(number))
    return url


def of(url, *candidates, **more):
    return Replay(url, None, TEXT, candidates or (CALMER_TEXT,), "Europe/London", **more)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_each_candidate_is_counted_over_the_whole_log(kind, tmp_path):
    with databases.fresh(kind, tmp_path) as url:
        calmer, weaker, same = run(of(log(url), CALMER_TEXT, WEAKER_TEXT, TEXT), processes=1)
    assert [each.conversations for each in (calmer, weaker, same)] == [20, 20, 20]
    assert (same.differing, same.lost) == (0, 0)
    assert (calmer.differing, calmer.lost) == (10, 0)
    assert (weaker.differing, weaker.lost) == (2, 2)


def test_several_processes_count_the_same_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr("baton.lab.replay.runner.PIECE", 3)
    with databases.fresh("sqlite", tmp_path) as url:
        log(url)
        seen = []
        assert run(of(url), lambda done, total: seen.append((done, total)), processes=2) == run(of(url), processes=1)
    assert max(seen) == (20, 20)
    assert len(seen) == 7


def test_only_conversations_that_began_in_the_period_count(tmp_path):
    with databases.fresh("sqlite", tmp_path) as url:
        log(url)
        since, until = 1_000_000.0 + 86400 * 5, 1_000_000.0 + 86400 * 8
        assert run(of(url, since=since, until=until), processes=1)[0].conversations == 3


def test_a_candidate_that_is_refused_stops_the_replay(tmp_path):
    with databases.fresh("sqlite", tmp_path) as url, pytest.raises(FileRefused, match="permanent"):
        run(of(log(url), TEXT.replace("permanent: [legal, ", "permanent: [")), processes=1)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path))
    databases.migrated(tmp_path / "desk.db")
    log(f"sqlite:///{tmp_path}/conversations.db")
    return tmp_path


def replay(shop, text, *options):
    candidate = shop / "candidate.yml"
    candidate.write_text(text)
    return CliRunner().invoke(baton, ["replay", "--policy", str(candidate), "--processes", "1", *options])


def test_the_command_writes_what_a_promotion_asks_for(shop):
    answer = replay(shop, CALMER_TEXT, "--json", str(shop / "replay.json"), "--since", "1970-01-13")
    assert answer.exit_code == 0, answer.output
    assert "every locked category is handed over as before" in answer.output
    found = read(shop / "replay.json")
    assert (found.candidate.hash, found.conversations) == (CALMER.hash, 19)
    assert datetime.fromisoformat(found.made_at).tzinfo == timezone.utc


def test_the_command_fails_where_a_locked_category_is_lost_and_names_the_conversations(shop):
    answer = replay(shop, WEAKER_TEXT)
    assert answer.exit_code == 1
    assert "LOCKED CATEGORIES ARE LOST at 2 messages" in answer.output
    assert "c0009 turn 2: legal" in answer.output
