"""Codes by e-mail: sent to the order's address only, kept nowhere, counted, and worth nothing elsewhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from baton.base.database import engine
from baton.base.mail import Mailer, MailNotSent, MailServer
from baton.base.migrations import upgrade
from baton.orders.email_codes.codes import LIFETIME_SECONDS, MOST_ATTEMPTS, EmailCodes
from baton.orders.email_codes.sender import CodeSender
from baton.orders.proof_attempts import Asker, ProofAttempts
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway
from tests.support.clock import Clock
from tests.support.databases import KINDS, fresh_migrated
from tests.support.smtp_server import HOST, smtp_server

SECRET = "s" * 32


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('orders')}/orders.db"
    upgrade("orders", url)
    seed(url, date(2026, 11, 24))
    return SqlOrderGateway(url)


@pytest.fixture(params=KINDS)
def desk(request, tmp_path):
    with fresh_migrated(request.param, tmp_path) as url:
        yield engine(url)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def codes(desk, clock):
    return EmailCodes(desk, SECRET, ProofAttempts(desk, SECRET, clock=clock), clock)


@pytest.fixture
def server():
    with smtp_server() as running:
        yield running


@pytest.fixture
def sender(codes, orders, server):
    mailer = Mailer(MailServer(HOST, server.port, "none", "", "", "shop@example.com"))
    return CodeSender(codes, orders, mailer, lambda number, code, minutes: ("Code", f"{number}: {code}, {minutes}"))


def sent(server):
    """The code of the latest mail."""
    found = re.search(r": (\d{6}),", server.box.mails[-1].get_content())
    assert found
    return found[1]


def give(codes, conversation, code, text="it is {}"):
    sealed = codes.seal(conversation, text.format(code))
    assert code not in sealed.text
    return codes.accept(conversation, sealed.digest)


def ask(codes, conversation="c1", reference="10023", visitor="v"):
    codes.ask(conversation, reference, Asker(visitor))


def test_it_goes_to_the_orders_address_and_counts_once(codes, sender, server):
    ask(codes)
    assert sender.step() == 1 and sender.step() == 0
    assert server.box.mails[0]["To"] == "jane.doe@example.com"
    code = sent(server)
    assert give(codes, "c1", code) is True
    assert codes.seal("c1", code).digest is None  # none is expected any more
    assert codes.accept("c1", codes._digest("c1", code)) is False


@pytest.mark.parametrize("reference", ["99999", "NO-SUCH-PARCEL"])
def test_for_what_does_not_exist_nothing_is_sent_and_the_rest_is_the_same(codes, sender, server, reference):
    ask(codes, reference=reference)
    assert sender.step() == 0 and server.box.mails == []
    assert codes.asked_for("c1") == reference
    assert give(codes, "c1", "123456") is False


def test_a_tracking_number_is_a_reference_too(codes, sender, server, orders):
    ask(codes, reference=orders.by_number("10023").shipments[0].tracking_number)
    assert sender.step() == 1 and server.box.mails[0]["To"] == "jane.doe@example.com"


def test_not_one_byte_of_it_is_kept(codes, sender, server, desk):
    ask(codes)
    sender.step()
    with desk.connect() as connection:
        kept = [
            str(list(connection.execute(sa.text(f"SELECT * FROM {t}")))) for t in sa.inspect(desk).get_table_names()
        ]
    assert sent(server) not in " ".join(kept)


def test_it_is_worth_nothing_in_another_conversation(codes, sender, server):
    ask(codes, "c1")
    ask(codes, "c2")
    sender.step()
    theirs = [m.get_content().split()[1].strip(",") for m in server.box.mails]
    if theirs[0] != theirs[1]:
        assert give(codes, "c1", theirs[1]) is False
    assert give(codes, "c1", theirs[0]) is True


def test_it_ends_after_ten_minutes(codes, sender, server, clock):
    ask(codes)
    sender.step()
    clock.forward(seconds=LIFETIME_SECONDS)
    assert give(codes, "c1", sent(server)) is False


def test_after_five_wrong_ones_the_right_one_is_wrong_too(codes, sender, server):
    ask(codes)
    sender.step()
    right = sent(server)
    for n in range(MOST_ATTEMPTS):
        assert give(codes, "c1", f"{(int(right) + n + 1) % 10**6:06d}") is False
    assert give(codes, "c1", right) is False


def test_only_the_newest_counts(codes, sender, server):
    ask(codes)
    sender.step()
    first = sent(server)
    ask(codes)
    sender.step()
    assert sent(server) == first or give(codes, "c1", first) is False
    assert give(codes, "c1", sent(server)) is True


@pytest.mark.parametrize("spelling", ["{}", "{} thanks", "my code is {}", "code:{}.", "order 10023, code {}"])
def test_it_is_read_in_whatever_words_and_never_stored(codes, sender, server, spelling):
    ask(codes)
    sender.step()
    assert give(codes, "c1", sent(server), spelling) is True


@pytest.mark.parametrize("cut", ["{} {}", "{}-{}"])
def test_it_is_read_in_two_halves(codes, sender, server, cut):
    ask(codes)
    sender.step()
    code = sent(server)
    sealed = codes.seal("c1", cut.format(code[:3], code[3:]))
    assert code[:3] not in sealed.text and codes.accept("c1", sealed.digest) is True


def test_digits_of_another_script_are_the_same_digits(codes, sender, server):
    ask(codes)
    sender.step()
    code = sent(server)
    assert give(codes, "c1", "".join(chr(0x0660 + int(digit)) for digit in code)) is True


def test_several_codes_in_one_message_are_guesses(codes, sender, server):
    ask(codes)
    sender.step()
    sealed = codes.seal("c1", f"{sent(server)} or 111222")
    assert sealed.digest == "" and codes.accept("c1", sealed.digest) is False


@pytest.mark.parametrize("text", ["123456 please", "postcode 123456"])
def test_what_is_no_code_stays_as_it_is(codes, text):
    assert codes.seal("c1", text).text == text  # nothing was asked for
    ask(codes)
    assert (codes.seal("c1", text).text == text) == text.startswith("postcode")
    assert codes.seal("c1", "1234567 and 12345").digest is None


@pytest.mark.parametrize(
    "words", ["my postcode is SW1A 1AA, code {}", "postcode? no, here is the code: {}", "zip code {}", "plz: {}"]
)
def test_a_postcode_beside_it_keeps_no_code_in_clear(codes, sender, server, words):
    ask(codes)
    sender.step()
    assert give(codes, "c1", sent(server), words) is True


@pytest.mark.parametrize("spelling", [" ".join, ".".join, " - ".join])
def test_its_digits_may_stand_one_by_one(codes, sender, server, spelling):
    ask(codes)
    sender.step()
    assert codes.accept("c1", codes.seal("c1", f"it is {spelling(sent(server))}").digest) is True


def test_it_may_be_said_in_words(codes, sender, server):
    ask(codes)
    sender.step()
    names = "zero one two three four five six seven eight nine".split()
    sealed = codes.seal("c1", "it is " + " ".join(names[int(digit)] for digit in sent(server)))
    assert sealed.text == "it is ••••••" and codes.accept("c1", sealed.digest) is True


def test_postcodes_are_no_free_tries(codes, sender, server):
    ask(codes)
    sender.step()
    right = sent(server)
    for n in range(MOST_ATTEMPTS):
        wrong = f"{(int(right) + n + 1) % 10**6:06d}"
        assert codes.seal("c1", f"postcode {wrong}").text == f"postcode {wrong}"
    assert codes.seal("c1", f"postcode {right}").digest is None
    assert give(codes, "c1", right) is False


def test_the_orders_own_number_is_no_code(codes):
    ask(codes, reference="123456")
    assert codes.seal("c1", "order 123456").text == "order 123456"
    assert codes.seal("c1", "123456: 654321").digest


@pytest.mark.parametrize("same", ["visitor", "order", "address"])
def test_nobodys_mailbox_is_filled(codes, sender, server, clock, orders, same):
    """Many chats, and for an address many orders: few mails, and no difference in the chat."""
    janes = [order.number for order in orders.by_email("jane.doe@example.com")]
    for n in range(12):
        reference = {"visitor": f"2{n:04d}", "order": "10023", "address": janes[n % len(janes)]}[same]
        reference = "10023" if same == "order" else reference
        ask(codes, f"c{n}", reference, "v" if same == "visitor" else f"v{n}")
        assert codes.asked_for(f"c{n}") == reference
        sender.step()
    assert len(server.box.mails) <= 5
    if same != "visitor":
        assert server.box.mails


def test_a_mail_server_that_is_away_is_tried_again_and_then_given_up(codes, sender, server, clock):
    server.box.answer = "451 later"
    ask(codes)
    assert sender.step() == 0 and sender.step() == 0
    clock.forward(seconds=16)
    server.box.answer = "250 OK"
    assert sender.step() == 1
    assert give(codes, "c1", sent(server)) is True
    server.box.answer = "451 later"
    ask(codes, "c2", "10035", "w")
    sender.step()
    clock.forward(seconds=LIFETIME_SECONDS)
    server.box.answer = "250 OK"
    assert sender.step() == 0 and codes.claim_due() == []


def test_retries_do_not_use_up_the_limit_of_the_address(codes, sender, server, clock):
    server.box.answer = "451 later"
    ask(codes)
    for _ in range(10):
        sender.step()
        clock.forward(seconds=30)
    server.box.answer = "250 OK"
    clock.forward(seconds=190)  # the next try is due when the request is twice as old as at the last one
    assert sender.step() == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(codes, sender, server, clock):
    server.box.answer = "550 no"
    ask(codes)
    assert sender.step() == 0
    clock.forward(seconds=100)
    assert codes.claim_due() == []


def test_two_desks_send_it_once(codes, desk, clock):
    ask(codes)
    assert len(codes.claim_due()) + len(codes.claim_due()) == 1


def test_a_server_that_breaks_off_after_each_mail_gets_few_of_them(codes, orders, clock):
    """For the desk it never took one, so it is tried again, but less and less often."""

    class BreaksOff:
        mails = 0

        def send(self, to, subject, text):
            self.mails += 1
            raise MailNotSent("the connection ended")

    mailer = BreaksOff()
    sender = CodeSender(codes, orders, mailer, lambda number, code, minutes: ("Code", code))
    ask(codes)
    for _ in range(int(2 * LIFETIME_SECONDS)):
        sender.step()
        clock.forward(seconds=1)
    assert 3 <= mailer.mails <= 8
