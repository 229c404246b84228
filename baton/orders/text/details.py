"""What has a form of its own in a message: order numbers, e-mail addresses, postcodes, phone numbers. Pure."""

from __future__ import annotations

from baton.orders.text.emails import find_emails
from baton.orders.text.order_numbers import find_order_numbers
from baton.orders.text.phones import find_phones
from baton.orders.text.postcodes import find_postcodes

#: By the name of the entity.
FINDERS = {
    "order_number": find_order_numbers,
    "email": find_emails,
    "postcode": find_postcodes,
    "phone": find_phones,
}


def find_details(text: str) -> list[tuple[str, str]]:
    """Everything found, as pairs of kind and value, in the order of `FINDERS`."""
    return [(kind, value) for kind, find in FINDERS.items() for value in find(text)]
