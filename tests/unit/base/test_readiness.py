"""What keeps a process from serving is named by its part, without addresses or values."""

from __future__ import annotations

import pytest

from baton.base import database
from baton.base.readiness import database_answers, reasons, redis_answers

SECRET = "password-of-somebody"


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        (lambda folder: database_answers(database.engine(f"sqlite:///{folder}")), "OperationalError"),
        (
            lambda _: database_answers(database.engine(f"postgresql://baton:{SECRET}@127.0.0.1:1/x")),
            "OperationalError",
        ),
        (lambda _: redis_answers(f"redis://:{SECRET}@127.0.0.1:1/0"), "ConnectionError"),
    ],
    ids=["a file that is a folder", "no server", "no Redis"],
)
def test_a_part_that_is_away_is_named(tmp_path, check, kind):
    assert reasons({"part": lambda: check(tmp_path)}) == [f"part: {kind}"]


def test_parts_that_answer_are_no_reason(tmp_path):
    assert reasons({"part": lambda: database_answers(database.engine(f"sqlite:///{tmp_path / 'a.db'}"))}) == []
