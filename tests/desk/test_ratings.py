"""Customers' ratings at the desk: stars and words, on the conversation's page and on Team."""

from __future__ import annotations

from sqlalchemy import insert

from baton.desk.auth.roles import Scope
from baton.handoff.records.tables import ChatRow


def test_stars_and_words_are_shown_on_the_case_and_on_team(bench):
    with bench.engine.begin() as connection:
        chats = [("c1", 2, "Slow, <b>but</b> kind"), ("c2", None, "Only words"), ("c3", 5, None), ("c4", None, None)]
        for chat, stars, comment in chats:
            row = {"conversation_id": chat, "visitor": "v", "created_at": 1.0, "stars": stars, "comment": comment}
            connection.execute(insert(ChatRow.__table__).values(**row))
    browser = bench.browser("tom")
    for number in (1, 2, 3, 4):
        bench.handoff(f"h{number}", f"c{number}")
        bench.parts.handoffs.claim(f"h{number}", "tom", "Tom")
        bench.parts.handoffs.resolve(f"h{number}", "tom", None)
        bench.clock.forward(minutes=1)
    case = browser.get("/handoffs/h1").text
    assert "★★☆☆☆" in case and "“Slow, &lt;b&gt;but&lt;/b&gt; kind”" in case
    assert "customer-rating" in browser.get("/handoffs/h3").text
    assert "customer-rating" not in browser.get("/handoffs/h4").text
    team = browser.get("/team").text
    assert team.index("Only words") < team.index("Slow, &lt;b&gt;but") and "★★☆☆☆" in team
    stats = bench.browser().get("/api/v1/stats", headers=bench.token("tom", [Scope.STATS])).json()
    assert stats["today"]["stars"]["2"] == 1 and "comments" not in stats["today"]
