"""What people ordered at Hearth & Wire, when, and how far it got. The first row is order 10001, and so on."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_NUMBER = 10001


@dataclass(frozen=True)
class SampleOrder:
    """An order; ``days`` is how many whole days ago it was placed, ``pace`` stretches the time between its statuses."""

    customer: str
    status: str
    days: int
    items: tuple[str, ...]  # "SKU" or "SKU*quantity"
    pace: float = 1.0


def _orders(*rows: tuple[str, str, int, str]) -> tuple[SampleOrder, ...]:
    return tuple(SampleOrder(customer, status, days, tuple(items.split())) for customer, status, days, items in rows)


_MONTHS_AGO = _orders(
    ("okafor", "delivered", 60, "LT-LMP-01"),
    ("garcia_uk", "delivered", 57, "KT-KTL-01 KT-SCL-01"),
    ("pritchard", "delivered", 54, "LT-DSK-01*2"),
    ("carter", "delivered", 51, "AU-HDP-01"),
    ("doe", "delivered", 48, "LT-BLB-01*3 HH-CSH-01"),
    ("kowalski", "lost", 45, "EL-PWB-01"),
    ("mueller", "delivered", 42, "KT-COF-01"),
    ("vega", "returned_to_sender", 39, "AU-SPK-01"),
    ("okafor", "delivered", 36, "HH-TWL-01 HH-BLK-01"),
    ("nguyen", "lost", 33, "HC-PRJ-01"),
    ("hughes", "delivered", 30, "KT-TST-01"),
    ("whitlock", "delivered", 28, "CL-VAC-01"),
    ("rossi", "returned_to_sender", 26, "HH-BLK-01*2"),
    ("obrien", "delivered", 24, "KT-PAN-01 KT-KNF-01"),
    ("walker", "lost", 22, "SH-PLG-01*2"),
    ("garcia_es", "delivered", 20, "LT-DSK-01"),
    ("macleod", "back_ordered", 18, "CL-AIR-01"),
    ("brandt", "returned_to_sender", 16, "KT-MIX-01"),
    ("singh", "delivered", 14, "NW-RTR-01"),
    ("carter", "customs_hold", 13, "KT-KTL-02 KT-TST-01"),
    ("patel", "delayed", 12, "KT-HOB-01"),
    ("ahmed", "delayed", 11, "AU-RAD-01 LT-BLB-01"),
)
# Order 10023, the one in the documentation and in many tests: made to order, packed late, arrives in two days.
_JANE_DOE = (SampleOrder("doe", "shipped", 8, ("KT-KTL-01", "HH-CSH-01*2"), pace=5.0),)
_LAST_WEEK = _orders(
    ("thompson", "delivered", 8, "KT-SCL-01"),
    ("dubois", "delivered", 8, "HH-TWL-01"),
    ("nguyen", "customs_hold", 8, "KT-COF-01"),
    ("evans", "back_ordered", 7, "CL-AIR-01 LT-BLB-01"),
    ("garcia_uk", "delivered", 7, "AU-SPK-01"),
    ("lennon", "delayed", 7, "LT-LMP-01"),
    ("rossi", "customs_hold", 7, "LT-DSK-01 EL-CHG-01"),
    ("baker", "address_problem", 6, "KT-PAN-01"),
    ("mueller", "partly_shipped", 6, "KT-KNF-01 KT-PAN-01 KT-SCL-01"),
    ("pritchard", "delivered", 6, "LT-LMP-01"),
    ("novak", "delivered", 6, "SH-SMK-01*3"),
    ("byrne", "delayed", 6, "SH-DBL-01"),
    ("hall", "delivered", 5, "EL-CHG-01"),
    ("wright", "delivered", 5, "KT-MIX-01 KT-SCL-01"),
    ("fernandez", "address_problem", 5, "AU-HDP-01"),
    ("hughes", "partly_shipped", 5, "SH-THM-01 SH-PLG-01*2"),
    ("campbell", "delivered", 5, "HH-CSH-01*4"),
    ("vega", "address_problem", 4, "KT-KTL-02"),
    ("marsh", "out_for_delivery", 4, "AU-RAD-01"),
    ("okafor", "out_for_delivery", 4, "AU-HDP-01"),
    ("brandt", "shipped", 4, "HH-BLK-01"),
    ("singh", "partly_shipped", 4, "NW-RTR-01 EL-CHG-01*2"),
    ("macleod", "out_for_delivery", 3, "KT-KTL-02"),
    ("doe", "out_for_delivery", 3, "LT-DSK-01"),
    ("walker", "shipped", 3, "KT-TST-01 KT-MIX-01"),
    ("ahmed", "shipped", 3, "EL-PWB-01 EL-CHG-01"),
    ("garcia_es", "shipped", 3, "HC-PRJ-01"),
)
_NEW = _orders(
    ("patel", "shipped", 2, "KT-SCL-01 LT-BLB-01"),
    ("obrien", "back_ordered", 2, "CL-AIR-01"),
    ("thompson", "packed", 2, "CL-VAC-01"),
    ("dubois", "packed", 2, "HH-BLK-01 HH-CSH-01*2"),
    ("kowalski", "payment_review", 1, "HC-PRJ-01"),
    ("evans", "packed", 1, "SH-DBL-01"),
    ("lennon", "packed", 1, "KT-KNF-01"),
    ("whitlock", "payment_review", 1, "KT-COF-01 KT-SCL-01"),
    ("novak", "paid", 0, "SH-THM-01"),
    ("hall", "paid", 0, "AU-SPK-01 EL-PWB-01"),
    ("wright", "paid", 0, "HH-TWL-01*2"),
    ("fernandez", "payment_review", 0, "KT-HOB-01"),
    ("campbell", "placed", 0, "LT-LMP-01 LT-BLB-01"),
    ("garcia_uk", "placed", 0, "SH-SMK-01*2"),
)
ORDERS = _MONTHS_AGO + _JANE_DOE + _LAST_WEEK + _NEW

# Order number -> (reason, status of the return) of its first item.
RETURNS = {
    "10001": ("did not fit the room", "refunded"),
    "10003": ("one lamp flickers", "received"),
    "10009": ("changed mind", "refunded"),
    "10012": ("battery does not charge", "rejected"),
    "10033": ("foot is scratched", "requested"),
    "10037": ("wrong plug", "requested"),
}

# What happens to an order of each final status: (status, hours after it was placed, note).
Step = tuple[str, float, "str | None"]
_ORDERED: tuple[Step, ...] = (("placed", 0, None), ("paid", 1, None), ("packed", 20, None), ("shipped", 30, None))
_OUT: Step = ("out_for_delivery", 74, None)
STEPS: dict[str, tuple[Step, ...]] = {
    "placed": _ORDERED[:1],
    "paid": _ORDERED[:2],
    "packed": _ORDERED[:3],
    "shipped": _ORDERED,
    "out_for_delivery": (*_ORDERED, _OUT),
    "delivered": (*_ORDERED, _OUT, ("delivered", 79, None)),
    "delayed": (*_ORDERED, ("delayed", 96, "Parcel held up at the carrier's hub")),
    "customs_hold": (*_ORDERED, ("customs_hold", 92, "Customs asks for the invoice and the purpose of the goods")),
    "returned_to_sender": (
        *_ORDERED,
        _OUT,
        ("returned_to_sender", 190, "Not collected from the parcel shop, on its way back to the warehouse"),
    ),
    "lost": (*_ORDERED, ("delayed", 120, "No scan for three days"), ("lost", 310, "Carrier's search found nothing")),
    "partly_shipped": (*_ORDERED[:3], ("partly_shipped", 32, "The rest follows from another warehouse")),
    "address_problem": (*_ORDERED, ("address_problem", 76, "Driver could not find the house number")),
    "back_ordered": (*_ORDERED[:2], ("back_ordered", 22, "The maker has delayed the next delivery")),
    "payment_review": (*_ORDERED[:1], ("payment_review", 0.4, "Card issuer asked for another check")),
}

# When it is to arrive, in days from today; a status that is missing here has no date.
EXPECTED_IN: dict[str, tuple[int, ...]] = {
    "placed": (5, 6),
    "paid": (4, 5),
    "packed": (3, 4),
    "shipped": (1, 2, 3),
    "out_for_delivery": (0,),
    "delayed": (3, 4, 5),
    "partly_shipped": (6, 7),
    "back_ordered": (14, 21),
}

# Country -> (carrier, tracking number with the serial number in it).
CARRIERS: dict[str, tuple[tuple[str, str], ...]] = {
    "GB": (("Royal Mail", "RM{:09d}GB"), ("DPD", "1550{:010d}"), ("Evri", "H00{:013d}")),
    "US": (("UPS", "1Z999AA1{:010d}"), ("FedEx", "77{:010d}")),
    "DE": (("DHL", "00340{:015d}"), ("Hermes", "HR{:011d}")),
    "IE": (("An Post", "AP{:09d}IE"), ("DPD", "1550{:010d}")),
    "ES": (("Correos", "PQ{:09d}ES"), ("SEUR", "SE{:011d}")),
}
