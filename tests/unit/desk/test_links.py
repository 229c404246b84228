"""A sign-in leads on to a page of the desk and nowhere else."""

from __future__ import annotations

import pytest

from baton.desk.web.links import local


@pytest.mark.parametrize("path", ["/", "/handoffs/h1", "/?q=a&team=b#notes"])
def test_a_path_of_this_site_is_gone_on_to(path):
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//a.example",
        "/\\a.example",
        "/\t/a.example",
        "\t//a.example",
        "https:a.example",
        "javascript:alert(1)",
        "",
        "a",
        "/x\r\nSet-Cookie: a=b",
        "/\u2028/a.example",
    ],
)
def test_whatever_a_browser_may_take_for_another_site_leads_to_the_queue(path):
    assert local(path) == "/"
