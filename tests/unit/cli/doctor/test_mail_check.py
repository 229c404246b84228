"""What `baton doctor` says of the mail server."""

from __future__ import annotations

from baton.base.settings import read
from baton.cli.doctor import mail_check
from tests.support.smtp_server import HOST, smtp_server


def found(folder, port, **more):
    given = {"VAR_DIR": str(folder), "SMTP_HOST": HOST, "SMTP_PORT": str(port), "MAIL_FROM": "a@b.example", **more}
    return list(mail_check.findings(read({f"BATON_{name}": value for name, value in given.items()})))


def test_nothing_is_said_of_one_that_answers_and_it_gets_no_mail(tmp_path):
    with smtp_server() as server:
        assert found(tmp_path, server.port, SMTP_SECURITY="none") == []
    assert server.box.mails == []


def test_one_that_is_away_or_cannot_encrypt_is_named_with_the_way_out(tmp_path):
    with smtp_server() as server:
        (weak,) = found(tmp_path, server.port)
    (away,) = found(tmp_path, server.port)
    assert "STARTTLS" in weak.what and "refused" in away.what
    assert all(f"{HOST}:{server.port}" in each.what and "BATON_SMTP_HOST" in each.way_out for each in (weak, away))


def test_without_one_there_is_nothing_to_say(tmp_path):
    assert list(mail_check.findings(read({"BATON_VAR_DIR": str(tmp_path)}))) == []
