"""docs/learning.md names every column and every value."""

from __future__ import annotations

import pytest

from baton.base.settings import ROOT
from baton.lab.escalation_log.entry import COLUMNS, Ending, Outcome, Tier
from baton.lab.escalation_log.store import MESSAGES
from baton.lab.outcomes import Verdict

TEXT = (ROOT / "docs" / "learning.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "names",
    [COLUMNS, MESSAGES.c.keys(), *([value.value for value in kind] for kind in (Outcome, Ending, Tier, Verdict))],
)
def test_every_name_is_explained(names):
    assert [name for name in names if f"`{name}`" not in TEXT] == []
