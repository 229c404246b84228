"""The order form with codes by e-mail: whatever the order is, the chat looks the same until the right code comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timezone

import pytest

from actions.order_form import OrderForm
from actions.order_state import ASK_ORDER, ASK_PROOF, OrderFormState
from actions.order_texts import ShopDay
from baton.base.database import engine
from baton.orders.email_codes.codes import CodeDesk, EmailCodes
from baton.orders.email_codes.sender import CodeSender
from baton.orders.proof import ProofBy
from baton.orders.proof_attempts import Asker, ProofAttempts
from baton.orders.text.order_words import order_words
from tests.support.clock import Clock
from tests.support.databases import migrated
from tests.unit.actions.messages import Customer, read_message

DAY = ShopDay(date(2026, 11, 24), timezone.utc)
WANTED = "Send me a code by e-mail"


class Post:
    """Takes mails; the codes are in `codes`, by address."""

    def __init__(self):
        self.codes = {}

    def send(self, to, subject, text):
        self.codes[to] = text


class Writer(Customer):
    """A customer whose channel seals codes, as the web channel does."""

    def __init__(self, form, state, codes, conversation):
        super().__init__(form, state)
        self.seal = lambda text: codes.seal(conversation, text)

    def write(self, text, intent="inform"):
        sealed = self.seal(text)
        read = self.form.next
        self.form.next = lambda state, message: read(state, replace(message, code=sealed.digest))
        try:
            return super().write(sealed.text, intent)
        finally:
            self.form.next = read


@pytest.fixture
def shop(orders, tmp_path):
    """Opens chats, and delivers the mail."""
    migrated(tmp_path / "desk.db")
    desk, clock = engine(f"sqlite:///{tmp_path}/desk.db"), Clock()
    gate = ProofAttempts(desk, "s" * 32, clock=clock)
    codes, post = EmailCodes(desk, "s" * 32, gate, clock), Post()

    class Shop:
        mail = post.codes
        deliver = CodeSender(codes, orders, post, lambda number, code, minutes: ("", code)).step

        def chat(self, name="c", with_codes=True):
            asker = Asker(name, name)
            given = CodeDesk(codes, name, asker) if with_codes else None
            form = OrderForm(orders, True, DAY, order_words(), gate, asker, codes=given)
            return Writer(form, OrderFormState(), codes, name)

    return Shop()


def seen(customer):
    return [(step.ask, step.response, (step.attempt or {}).get("outcome")) for step in customer.steps]


def test_a_code_proves_the_order_that_it_was_asked_for(shop):
    customer = shop.chat()
    customer.write("where is 10023")
    step = customer.write(WANTED)
    assert (step.ask, step.response, step.attempt) == (ASK_PROOF, "utter_code_sent", None)
    shop.deliver()
    customer.write(shop.mail["jane.doe@example.com"])
    assert customer.shown == "10023"
    assert customer.state.proved == (("10023", ProofBy.CODE),)
    customer.write("where is 10047")  # of the same customer: a proof counts for one order
    assert customer.state.asked == ASK_PROOF


def test_known_unknown_wrong_and_locked_look_the_same(shop):
    for n in range(7):  # 10035 is locked by guesses
        guesser = shop.chat(f"g{n}")
        guesser.write("where is 10035")
        guesser.write(f"LS{n} 9ZZ")
    looks = []
    for n, (number, right) in enumerate([("10023", False), ("99999", False), ("10035", True), ("99998", False)]):
        customer = shop.chat(f"c{n}")
        customer.write(f"where is {number}")
        customer.write(WANTED)
        shop.mail.clear()
        shop.deliver()
        mailed = next(iter(shop.mail.values()), "123456")
        wrong = f"{(int(mailed) + 1) % 10**6:06d}"
        customer.write(mailed if right else wrong)
        looks.append((seen(customer), customer.state.proved))
    assert looks[0] == looks[1] == looks[2] == looks[3]
    assert looks[0][0][-1] == (ASK_PROOF, "utter_code_wrong", "not_found")


def test_guessing_codes_is_counted_like_every_other_proof(shop):
    """Each of many chats has a fresh code: the order is locked all the same."""
    for n in range(7):
        customer = shop.chat(f"c{n}")
        customer.write("where is 10023")
        customer.write(WANTED)
        shop.deliver()
        customer.write(f"{(int(shop.mail['jane.doe@example.com']) + 1) % 10**6:06d}")
        assert customer.shown is None
    owner = shop.chat("owner")
    owner.write("where is 10023")
    owner.write("SW1A 1AA")
    assert owner.shown is None


def test_without_a_number_it_is_asked_for(shop):
    customer = shop.chat()
    step = customer.write(WANTED)
    assert (step.ask, step.response) == (ASK_ORDER, "utter_code_needs_number")
    customer.write("10023")
    customer.write("send me a code please")
    shop.deliver()
    assert "jane.doe@example.com" in shop.mail


@pytest.mark.parametrize(
    "text",
    [
        "Send me a code by e-mail",
        "can you email me a code",
        "I'd like to get a new code",
        "please send another code",
        "send the verification code",
        "I never got the code",
        "with a code",
        "code by email please",
    ],
)
def test_a_code_is_asked_for_in_many_words(shop, text):
    customer = shop.chat()
    customer.write("where is 10023")
    assert customer.write(text).response == "utter_code_sent"


@pytest.mark.parametrize(
    "text", ["send me a discount code", "what is a post code", "my zip code is 10119", "the promo code does not work"]
)
def test_other_codes_are_not_meant(shop, text):
    customer = shop.chat()
    customer.write("where is 10023")
    assert customer.write(text).response != "utter_code_sent"


def test_a_proof_beside_the_wish_is_taken(shop):
    customer = shop.chat()
    customer.write("where is 10023")
    customer.write("send me a code to jane.doe@example.com")
    assert customer.state.proved == (("10023", ProofBy.EMAIL),)


def test_other_proofs_go_on_while_a_code_is_under_way(shop):
    customer = shop.chat()
    customer.write("where is 10023")
    customer.write(WANTED)
    customer.write("ah, it's SW1A 1AA")
    assert customer.state.proved == (("10023", ProofBy.POSTCODE),)


def test_where_no_mail_server_is_set_nothing_changes(shop):
    customer = shop.chat(with_codes=False)
    customer.write("where is 10023")
    assert customer.write(WANTED).response == "utter_proof_unreadable"
    assert read_message("x").code is None
