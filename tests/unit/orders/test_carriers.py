"""How customers reach the carriers, as business/carriers.yml says."""

from __future__ import annotations

import pytest

from baton.base.document import FileRefused, load_document, read_document
from baton.base.settings import ROOT
from baton.orders.carriers import Carrier, Carriers
from baton.orders.sample.orders import CARRIERS

DOCUMENT = """
carriers:
  Royal Mail: {phone: 03457 740 740}
  Pony Express: {link: "https://pony.example"}
"""


def test_a_carrier_is_found_in_whatever_case():
    carriers = read_document(DOCUMENT, "carriers.yml", Carriers)
    assert carriers.named("ROYAL MAIL").phone == "03457 740 740"
    assert carriers.named("pony express").link == "https://pony.example"
    assert carriers.named("Owl Post") == Carrier()


def test_a_wrong_key_is_refused():
    with pytest.raises(FileRefused, match="fax"):
        read_document("carriers:\n  DPD: {fax: 1}\n", "carriers.yml", Carriers)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{}", "neither phone nor link"),
        ('{link: ""}', "neither phone nor link"),
        ("{phone: see our website}", "no number that customers could dial"),
        ("{link: www.dpd.example}", "must begin with https://"),
    ],
)
def test_a_carrier_that_nobody_could_reach_is_refused(entry, says):
    with pytest.raises(FileRefused, match=f"carriers.yml:2: DPD.*{says}"):
        read_document(f"carriers:\n  DPD: {entry}\n", "carriers.yml", Carriers)


def test_every_carrier_of_the_sample_shop_can_be_reached():
    carriers = load_document(ROOT / "business" / "carriers.yml", Carriers)
    names = {name for of_country in CARRIERS.values() for name, _ in of_country}
    assert [name for name in names if carriers.named(name) == Carrier()] == []
