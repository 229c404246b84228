"""The widget's script as it is served."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace

from sanic.compat import Header

from baton.channels.web.channel import WIDGET
from baton.channels.web.widget_script import Script


def ask(script, **headers):
    return script.answer(SimpleNamespace(headers=Header({k.replace("_", "-"): v for k, v in headers.items()})))


def test_it_is_compressed_for_whoever_can_read_that():
    script = Script(WIDGET)
    packed, plain = ask(script, accept_encoding="gzip, br"), ask(script)
    assert gzip.decompress(packed.body) == plain.body == WIDGET.read_bytes()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_it_is_at_most_40_kb_on_the_wire():
    assert len(ask(Script(WIDGET), accept_encoding="gzip").body) <= 40 * 1024


def test_it_is_not_sent_again_while_it_is_the_same(tmp_path):
    path = tmp_path / "widget.js"
    path.write_text("one")
    tag = ask(Script(path)).headers["ETag"]
    assert ask(Script(path), if_none_match=f'W/{tag}, "x"').status == 304
    path.write_text("two")
    assert ask(Script(path), if_none_match=tag).status == 200


def test_the_text_to_agree_to_stands_before_the_script_and_can_break_out_of_nothing():
    text = 'We keep this.";alert(1)//</script>'
    body = ask(Script(WIDGET, text, "https://shop.example/privacy")).body.decode()
    first, _, script = body.partition("\n")
    asked = json.loads(first.removeprefix("globalThis.supportChatConsent=").removesuffix(";"))
    assert (asked["text"], asked["link"]) == (text, "https://shop.example/privacy")
    assert script == WIDGET.read_text()
    other = ask(Script(WIDGET, text + " And more.")).body.decode()
    assert (
        json.loads(other.partition("\n")[0][len("globalThis.supportChatConsent=") : -1])["version"] != asked["version"]
    )
    assert ask(Script(WIDGET, " ")).body == WIDGET.read_bytes()
