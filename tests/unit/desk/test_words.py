"""Every deed that the code writes into the audit trail has words, so that it can be chosen on the audit page."""

from __future__ import annotations

import ast

from baton.desk import words
from baton.handoff.lifecycle import Move
from baton.settings import ROOT

#: Functions that write an entry, and which argument says what was done.
WRITERS = {"note": 2, "add": 1, "audit": 3, "_audit": 1, "_update": 1, "_set_password": 3}


def written():
    """The deeds in the code: constants, also by their name or as one of two."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "baton").rglob("*.py")]
    named, found = {}, set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            named.update({target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)})
    for node in (node for tree in trees for node in ast.walk(tree)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name == "add" and "audit" not in ast.unparse(node.func):
            continue
        place = WRITERS.get(name)
        if place is None or len(node.args) <= place:
            continue
        what = node.args[place]
        for one in (what.body, what.orelse) if isinstance(what, ast.IfExp) else (what,):
            value = named.get(one.id) if isinstance(one, ast.Name) and one.id.isupper() else getattr(one, "value", None)
            if isinstance(value, str):
                found.add(value)
    return found


def test_every_deed_of_the_audit_trail_has_words():
    found = written()
    assert {"signed_in", "on_duty", "away", "token_created", "password_reset", "viewed", "offered", "noted"} <= found
    assert found | {move.value for move in Move} <= set(words.ACTIONS)
