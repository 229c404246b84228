"""axe finds nothing on any page of the desk: wide, dark, and on a tablet."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from baton.base.document import read_document
from baton.base.settings import ROOT
from baton.desk.web import misread
from baton.lab.labelling.label import Kind, Target
from baton.lab.labelling.placing import plan
from baton.lab.replay.result import result
from baton.lab.replay.tally import Tally
from baton.lab.rollout import store
from policies.policy_document import PolicyDocument
from policies.rollout import State
from tests.browser import shop_day
from tests.browser.live_desk import LiveDesk
from tests.support.replays import LAUNCH
from tests.support.rollouts import CALMER_TEXT, entry

CALMER = read_document(CALMER_TEXT, "candidate", PolicyDocument)
PAGES = {
    "maria": ("/", "/?q=priya&priority=2", "/handoffs/h-jane", "/handoffs/h-tom", "/handoffs/m00"),
    "ann": (
        *(
            "/handoffs/h-kettle",
            "/handoffs/h-call",
            "/conversations/c-h-jane",
            "/team",
            "/people",
            "/audit",
            "/customers",
        ),
        *("/reports", "/reports/conversations?measure=handed_over", "/misread", "/misread?q=refund", "/misread/export"),
        *("/policy", f"/policy/candidates/{CALMER.hash}"),
        *("/account", "/deliveries", "/password", "/nothing"),
    ),
    "new": ("/password",),
    None: ("/login",),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = LiveDesk(tmp_path_factory.mktemp("axe") / "var", shop=True)
    shop_day.fill(made)  # before the loops look: it sets the clock back and forth
    made.bench.agent("new", must_change=True)
    made.bench.parts.tokens.create("ann", "wallboard")
    made.bench.parts.handoffs.claim("h-jane", "maria", "Maria Lopez")
    for number in range(2):
        made.bench.customer(f"c-unclear-{number}", f"do you post to the moon {number}", intent={"name": "nlu_fallback"})
    made.bench.parts.escalation_log.update()
    labelling = made.bench.parts.labelling
    labelling.accept(
        labelling.waiting()[0].message.number, Target(Kind.ORDINARY, "delivery_info"), "to the moon?", "ann"
    )
    _candidates(made.bench)
    made.start()
    with pytest.MonkeyPatch.context() as patch:  # the check of all language data takes seconds, and is another test's
        questions = made.bench.parts.questions
        patch.setattr(misread, "checked_plan", lambda labels, check: plan(ROOT, labels, questions()))
        yield made
    made.stop()


def _candidates(bench):
    """A candidate with a share, and one that the guardrail took back."""
    replay = result(Tally(conversations=1, first_at=1.0, last_at=2.0), CALMER, LAUNCH, bench.clock())
    bench.parts.policy_changes.keep(CALMER_TEXT, replay=replay.json())
    back = entry(id="r0", state=State.ROLLED_BACK, ended_at=1.0, ended_by="guardrail", reason="customers gave up")
    with bench.engine.begin() as connection:
        for each in (entry(), back):
            store.add(connection, each)


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1280, 800, "light"), (1280, 800, "dark"), (820, 1180, "light")]
)
def test_axe_finds_nothing(desk, opens, width, height, scheme):
    told = []
    for login, paths in PAGES.items():
        page = opens(login or "maria", "/password", width, height, wait=False, color_scheme=scheme)
        if login is None:
            page.context.clear_cookies()
        for path in paths:
            page.goto(desk.url + path, wait_until="load")
            if path.startswith("/handoffs/"):
                page.wait_for_selector(".connection.live")
            told += violations(page, path)
            if path == "/customers":
                page.select_option("[name=by]", "conversation")
                page.fill("[name=value]", "c-h-jane")
                page.click("[data-test=customers-find]")
                page.wait_for_selector("[data-test=customers-found]")
                told += violations(page, "a customer that was found")
    assert told == []


def violations(page, place):
    """What axe finds on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{place}: {each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]
