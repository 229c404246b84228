"""How customers reach the carriers (business/carriers.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Dict, Optional

from baton.base.document import Document, DocumentPart, Fault
from baton.orders.text.normalise import plain


class Carrier(DocumentPart):
    """What is known of a carrier.

    Attributes:
        phone: as customers are to dial it.
        link: of the page on which it helps recipients.
    """

    phone: Optional[str] = None
    link: Optional[str] = None


class Carriers(Document):
    """The carriers by name; without the file nothing is known of any."""

    setting: ClassVar[str] = "carriers_file"

    carriers: Dict[str, Carrier]

    def faults(self) -> Iterator[Fault]:
        for name, each in self.carriers.items():
            if not each.phone and not each.link:
                yield ("carriers", name), f"{name} has neither phone nor link; write one of them, or remove the line"
            if each.phone is not None and not any(one.isdigit() for one in each.phone):
                yield ("carriers", name, "phone"), f"{name}: {each.phone!r} is no number that customers could dial"
            if each.link is not None and not each.link.startswith("https://"):
                yield ("carriers", name, "link"), f"{name}: {each.link!r} must begin with https://"

    def named(self, name: str) -> Carrier:
        """What is known of a carrier, in whatever case it is written; nothing of an unknown one."""
        key = plain(name)
        return next((each for known, each in self.carriers.items() if plain(known) == key), Carrier())

    @classmethod
    def fallback(cls) -> Carriers:
        return cls(carriers={})
