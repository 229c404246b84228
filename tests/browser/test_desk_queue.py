"""The queue in real browsers: order, clocks, alarms, offers, filters, views, and two agents who see the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from baton.desk.auth.roles import Role
from tests.browser.conftest import hook

#: Counts what sounds and what is notified, in the place of the computer's own.
EARS = """
  window.heard = { tones: 0, shown: [] };
  const nothing = () => {};
  const gain = { setValueAtTime: nothing, linearRampToValueAtTime: nothing, exponentialRampToValueAtTime: nothing };
  window.AudioContext = class {
    state = "running"; currentTime = 0; destination = {};
    resume() {}
    createOscillator() {
      window.heard.tones += 1;
      return { frequency: {}, connect: (other) => other, start: nothing, stop: nothing };
    }
    createGain() { return { gain, connect: (other) => other }; }
  };
  window.Notification = class {
    static permission = "default";
    static async requestPermission() { Notification.permission = "granted"; return "granted"; }
    constructor(title, options) { window.heard.shown.push(options.body); }
  };
"""


@pytest.fixture
def bench(desk):
    for login, role in (("maria", Role.AGENT), ("tom", Role.AGENT), ("ann", Role.LEAD)):
        desk.bench.agent(login, role=role)
    return desk.bench


def arrives(desk, handoff_id, conversation=None, **changes):
    """A handoff comes in as in life: its decision stands in the log, and the desk finds it there."""
    desk.bench.escalate(conversation or f"c-{handoff_id}", handoff_id, **changes)
    desk.bench.parts.notifier.wake()


def row(page, handoff_id):
    return page.locator(f"#row-{handoff_id}")


def ids(page, test="waiting"):
    return hook(page, test).locator("[data-handoff]").evaluate_all("rows => rows.map(row => row.dataset.handoff)")


def test_the_queue_orders_itself_counts_and_warns(desk, bench, opens):
    arrives(desk, "h1")
    page = opens("maria")
    expect(row(page, "h1")).to_contain_text("of 30 min")
    desk.forward(minutes=3)
    arrives(desk, "h2")
    arrives(desk, "h3", category="health_safety", trigger="permanent_category")
    expect(row(page, "h3")).to_be_visible()
    expect(row(page, "h2")).to_be_visible()
    assert ids(page) == ["h3", "h1", "h2"]
    assert page.title().startswith("3 waiting")
    expect(row(page, "h3")).to_contain_text("Urgent")
    desk.forward(minutes=20)
    page.reload()
    expect(row(page, "h1")).to_have_class(re.compile("level-near"))
    expect(row(page, "h1")).to_contain_text("Near the limit")
    expect(row(page, "h3")).to_contain_text("Past the limit")
    desk.forward(minutes=8)
    bench.parts.notifier.wake()
    expect(hook(page, "alarm").filter(has_text="Past its limit: General")).to_have_count(1)
    expect(row(page, "h1")).to_have_class(re.compile("level-past"))
    expect(hook(page, "past-count")).to_have_text("2 past the limit")


def test_a_grave_matter_sounds_and_notifies_once_in_a_browser_that_wants_it(desk, bench, opens):
    bench.agents.set_duty("maria", True)
    bench.agents.set_duty("ann", True)
    page = opens("maria", script=EARS)
    deaf = opens("ann", script=EARS)
    hook(page, "bell").click()
    hook(page, "alerts").click()
    expect(hook(page, "alerts")).to_have_attribute("aria-pressed", "true")
    second = page.context.new_page()
    second.add_init_script(EARS)
    second.goto(desk.url)
    second.wait_for_selector(".connection.live")
    before = page.evaluate("heard.tones") + second.evaluate("heard.tones")
    arrives(desk, "h1", category="fraud", trigger="permanent_category")
    for each in (page, second, deaf):
        expect(hook(each, "alarm").filter(has_text="Grave: Possible fraud")).to_have_count(1)
        expect(hook(each, "bell-count")).to_have_text("1")
    assert page.evaluate("heard.tones") + second.evaluate("heard.tones") >= before + 6
    assert len(page.evaluate("heard.shown") + second.evaluate("heard.shown")) == 1
    assert deaf.evaluate("heard") == {"tones": 0, "shown": []}
    if not hook(page, "alarm").is_visible():
        hook(page, "bell").click()
    hook(page, "alarm").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/handoffs/h1$"))


def test_filters_a_search_and_a_saved_view(desk, bench, opens):
    arrives(desk, "h1", category="refund")
    arrives(desk, "h2")
    bench.log_event("c-h3", {"event": "slot", "name": "customer_name", "value": "Élodie Dubois"})
    arrives(desk, "h3", category="refund")
    page = opens("maria")
    expect(hook(page, "waiting-count")).to_have_text("3")
    hook(page, "filter-open").click()
    hook(page, "filter-category").select_option("refund")
    expect(hook(page, "waiting-count")).to_have_text("2")
    hook(page, "view-save-open").click()
    hook(page, "view-name").fill("Refunds")
    hook(page, "view-save").click()
    expect(hook(page, "view").filter(has_text="Refunds")).to_have_attribute("aria-current", "true")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("elodie")
    page.keyboard.press("Enter")
    expect(hook(page, "waiting-count")).to_have_text("1")
    expect(row(page, "h3")).to_contain_text("Élodie Dubois")
    page.goto(desk.url)
    expect(hook(page, "waiting-count")).to_have_text("3")
    hook(page, "view").click()
    expect(hook(page, "waiting-count")).to_have_text("2")
    arrives(desk, "h4", category="refund")  # the view stays while it updates itself
    expect(hook(page, "waiting-count")).to_have_text("3")
    hook(page, "view-delete").click()
    expect(hook(page, "view")).to_have_count(0)


def test_two_agents_see_who_has_what_and_when_a_callback_is_due(desk, bench, opens):
    maria, tom = opens("maria"), opens("tom")
    arrives(desk, "h1")
    expect(row(tom, "h1")).to_be_visible()
    row(maria, "h1").locator("a").click()
    hook(maria, "claim").click()
    expect(hook(tom, "others").locator("#row-h1")).to_contain_text("Maria Smith")
    hook(maria, "schedule-open").click()
    due = bench.parts.hours.local(bench.clock() + timedelta(minutes=90))
    hook(maria, "schedule-due").fill(f"{due:%Y-%m-%dT%H:%M}")
    hook(maria, "schedule-note").fill("after lunch")
    hook(maria, "schedule").click()
    expect(hook(maria, "state-name")).to_have_text("Callback due")
    expect(hook(tom, "later").locator("#row-h1")).to_contain_text("13:30")
    desk.forward(minutes=90)  # a session of which nothing is heard for two hours ends
    expect(hook(tom, "callbacks").locator("#row-h1")).to_contain_text("Due now")
    expect(hook(maria, "alarm").filter(has_text="A callback is due")).to_have_count(1)


def test_what_waits_is_offered_to_one_and_then_to_the_next(desk, bench, opens):
    bench.agents.set_work("maria", ["returns"], None)
    bench.agents.set_work("tom", ["care"], None)
    maria, tom = opens("maria"), opens("tom")
    for page in (maria, tom):
        hook(page, "duty").click()
        expect(hook(page, "duty")).to_have_text("On duty")
    arrives(desk, "h1", category="refund")
    expect(row(maria, "h1")).to_contain_text("Offered to you")
    expect(hook(maria, "alarm").filter(has_text="Offered to you: Refund")).to_have_count(1)
    expect(hook(tom, "waiting-count")).to_have_text("0")  # it is for another team
    expect(hook(tom, "elsewhere")).to_contain_text("1 more waits for other teams")
    row(maria, "h1").locator('[data-test="decline"]').click()
    expect(row(tom, "h1")).to_contain_text("Offered to you")
    expect(row(maria, "h1")).to_contain_text("Offered to Tom Smith")
    row(tom, "h1").locator('[data-test="quick-claim"]').click()
    expect(hook(tom, "owner")).to_have_text("with you")
    expect(hook(maria, "others").locator("#row-h1")).to_contain_text("Tom Smith")


def test_a_lost_connection_is_said_and_mended(desk, bench, opens):
    page = opens("maria")
    desk.stop()
    expect(hook(page, "connection-lost")).to_be_visible()
    bench.escalate("c1", "h1")
    desk.restart()
    expect(row(page, "h1")).to_be_visible()
    expect(hook(page, "connection-lost")).to_be_hidden()
    bench.agents.sign_out_everywhere("maria")
    page.reload()
    expect(page).to_have_url(re.compile("/login"))
