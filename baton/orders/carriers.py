"""How customers reach the carriers (business/carriers.yml)."""

from __future__ import annotations

from typing import ClassVar, Dict, Optional

from baton.base.document import Document, DocumentPart
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

    def named(self, name: str) -> Carrier:
        """What is known of a carrier, in whatever case it is written; nothing of an unknown one."""
        key = plain(name)
        return next((each for known, each in self.carriers.items() if plain(known) == key), Carrier())

    @classmethod
    def fallback(cls) -> Carriers:
        return cls(carriers={})
