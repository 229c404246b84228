"""The pictures of the policy review, of four simulated weeks: a candidate, a conversation under both policies, a share
with both arms, and the page that a replay writes; and axe on all of them, at every size and in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from baton.base.document import read_document
from baton.desk.auth.roles import Role
from baton.desk.read_models import replay_view
from baton.lab.policy_edit import edited
from baton.lab.replay import html
from baton.lab.replay.result import result
from baton.lab.replay.runner import Replay, run
from baton.lab.rollout import store
from baton.lab.simulate import storage
from baton.lab.simulate.traffic import DAY, Traffic
from policies.facts import POLICY_ARM_SLOT
from policies.policy_arm import Arm
from policies.policy_document import PolicyDocument
from policies.rollout import place
from tests.browser.live_desk import LiveDesk
from tests.browser.test_desk_pictures import take
from tests.support import databases
from tests.support.clock import START
from tests.support.log_events import slot
from tests.support.replays import LAUNCH, TEXT
from tests.support.rollouts import CALMER_TEXT, entry

CONVERSATIONS, DAYS = 450, 28
MIDNIGHT = START.replace(hour=0).timestamp()
BEGAN = MIDNIGHT - 7 * DAY
SHARE = 0.5
#: Two changes at once: calm words are no distress, and product questions go to a person a message earlier.
TEXT_OF_CANDIDATE = edited(CALMER_TEXT, {("capabilities", "product_unknown", "attempts"): 1})
CANDIDATE = read_document(TEXT_OF_CANDIDATE, "candidate", PolicyDocument)
SIZES = {"desktop": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policy") / "var"
    visits = [in_an_arm(visit) for visit in Traffic(3, LAUNCH).visits(CONVERSATIONS, MIDNIGHT, DAYS)]
    storage.write(folder, visits, migrate=lambda _, url: databases.migrated(folder / "desk.db"))
    (folder / "escalation.yml").write_text(TEXT)
    made = LiveDesk(folder, BATON_POLICY_FILE=str(folder / "escalation.yml"))
    made.bench.agent("alex", "Alex Morgan", Role.LEAD)
    parts = made.bench.parts
    parts.escalation_log.update()
    made.replay = replayed(made.bench)
    parts.policy_changes.keep(TEXT_OF_CANDIDATE, replay=made.replay.json())
    begun = entry(id="weekly", share=SHARE, started_at=BEGAN, raised_at=BEGAN, started_by="alex")
    with made.bench.engine.begin() as connection:
        store.add(connection, begun)
    parts.rollout_watch.step()
    made.start()
    yield made
    made.stop()


def in_an_arm(visit):
    """A visit with its arm in the log, if it came after the roll-out had begun."""
    conversation = visit.conversation
    if conversation.events[0]["timestamp"] >= BEGAN:
        arm = Arm.CANDIDATE if place("weekly", conversation.id) < SHARE else Arm.IN_FORCE
        version = {"policy_version": 1, "policy_hash": LAUNCH.hash}
        record = {"rollout": "weekly", "arm": arm.value, "share": SHARE, **version}
        conversation.events.append({**slot(POLICY_ARM_SLOT, record), "timestamp": conversation.events[-1]["timestamp"]})
    return visit


def replayed(bench):
    parts, settings = bench.parts, bench.settings
    log = parts.log.engine.url.render_as_string(hide_password=False)
    (tally,) = run(Replay(log, settings.desk_db, TEXT, (TEXT_OF_CANDIDATE,), "Europe/London"), processes=1)
    return result(tally, CANDIDATE, LAUNCH, bench.clock())


@pytest.fixture(scope="module")
def pages(desk, tmp_path_factory):
    """The pages by the name of their picture."""
    written = tmp_path_factory.mktemp("page") / "replay.html"
    around = replay_view.around(desk.bench.parts, TEXT_OF_CANDIDATE, CANDIDATE.hash)
    written.write_text(html.page(desk.replay, around), encoding="utf-8")
    worst = next(line for line in desk.replay.to_read if line.change == "earlier").conversation_id
    candidate = f"/policy/candidates/{CANDIDATE.hash}"
    return {
        "policy-rollout": desk.url + "/policy",
        "policy-candidate": desk.url + candidate,
        "policy-both-sides": f"{desk.url}{candidate}/conversations/{worst}",
        "replay-page": written.as_uri(),
        "misread": desk.url + "/misread",
    }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off(desk, pages, opens, size, scheme):
    width, height = SIZES[size]
    page = opens("alex", "/policy", width, height, wait=False, color_scheme=scheme)
    wrong = []
    for name, address in pages.items():
        page.goto(address, wait_until="load")
        for found in Axe().run(page).response["violations"]:
            wrong.append(f"{name}: {found['id']}: {[node['html'][:120] for node in found['nodes']]}")
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wrong.append(f"{name}: wider than the window")
    assert wrong == []


def test_the_pictures_of_the_review(desk, pages, opens):
    page = opens("alex", "/policy", wait=False)
    for name in ("policy-rollout", "policy-candidate", "policy-both-sides", "replay-page"):
        page.goto(pages[name], wait_until="load")
        take(page, name, (1280, 800, ""))
