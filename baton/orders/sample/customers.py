"""Customers of the sample shop, Hearth & Wire. E-mail addresses and phone numbers are from ranges for examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleCustomer:
    """A person; ``key`` is what orders refer to. ``verified`` counts years since the identity was checked."""

    key: str
    name: str
    email: str
    phone: str
    line1: str
    city: str
    postcode: str
    country: str = "GB"
    region: str | None = None
    line2: str | None = None
    verified: int | None = 1


# What makes an account unusual: key -> (kind, text, days ago).
NOTES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "whitlock": (
        ("disputes", "Disputed two card payments in the last year; both were decided for the shop.", 140),
        ("identity_check", "Identity checked by phone after the second dispute.", 133),
    ),
    "okafor": (("many_returns", "Sent back 9 of the last 12 items, all within the return period.", 45),),
    "brandt": (("identity_check", "E-mail address changed twice in a week; confirm identity before any change.", 20),),
    "kowalski": (("disputes", "Payment dispute open with the bank for an order of last spring.", 60),),
    "pritchard": (
        ("many_returns", "Sends back most lamps; asked twice for a swap instead.", 75),
        ("goodwill", "Given a 15 pound voucher for a late delivery.", 30),
    ),
    "vega": (("address_mismatch", "Billing and delivery countries differed three times; parcels came back.", 28),),
}

CUSTOMERS = (
    SampleCustomer("doe", "Jane Doe", "jane.doe@example.com", "+44 20 7946 0023", "10 Horse Guards Road", "London",
                   "SW1A 1AA", verified=3),
    SampleCustomer("garcia_uk", "Maria Garcia", "maria.garcia@example.com", "+44 117 496 0141", "27 Clifton Vale",
                   "Bristol", "BS8 4PU"),
    SampleCustomer("garcia_es", "Maria Garcia", "m.garcia@example.org", "+34 600 000 142", "Calle de Alcalá 48",
                   "Madrid", "28014", "ES", line2="3º B"),
    SampleCustomer("whitlock", "Martin Whitlock", "martin.whitlock@example.com", "+44 161 496 0158", "5 Deansgate Mews",
                   "Manchester", "M3 4LQ"),
    SampleCustomer("okafor", "Chidi Okafor", "chidi.okafor@example.com", "+44 20 7946 0711", "112 Peckham Rye",
                   "London", "SE15 4HA"),
    SampleCustomer("hughes", "Eleri Hughes", "eleri.hughes@example.org", "+44 29 2018 0163", "8 Cathedral Road",
                   "Cardiff", "CF11 9LJ"),
    SampleCustomer("macleod", "Fiona MacLeod", "fiona.macleod@example.com", "+44 131 496 0189", "3 Drummond Place",
                   "Edinburgh", "EH3 6PH"),
    SampleCustomer("obrien", "Aoife O'Brien", "aoife.obrien@example.com", "+353 20 910 0164", "14 Camden Row", "Dublin",
                   "D08 R2C4", "IE"),
    SampleCustomer("byrne", "Sean Byrne", "sean.byrne@example.org", "+353 20 910 0165", "2 Quay Street", "Galway",
                   "H91 T8KP", "IE"),
    SampleCustomer("mueller", "Jürgen Müller", "juergen.mueller@example.com", "+49 30 23125 166", "Torstraße 140",
                   "Berlin", "10119", "DE"),
    SampleCustomer("brandt", "Annika Brandt", "annika.brandt@example.org", "+49 40 66969 167", "Eppendorfer Weg 22",
                   "Hamburg", "20259", "DE"),
    SampleCustomer("fernandez", "Lucía Fernández Ruiz", "lucia.fernandez@example.com", "+34 600 000 168",
                   "Carrer de Mallorca 210", "Barcelona", "08008", "ES"),
    SampleCustomer("vega", "Diego Vega", "diego.vega@example.org", "+34 600 000 169", "Calle San Vicente 61",
                   "Valencia", "46002", "ES"),
    SampleCustomer("carter", "Emily Carter", "emily.carter@example.com", "+1 415 555 0170", "742 Valencia Street",
                   "San Francisco", "94110", "US", "CA"),
    SampleCustomer("nguyen", "David Nguyen", "david.nguyen@example.com", "+1 312 555 0171", "1830 N Halsted Street",
                   "Chicago", "60614", "US", "IL", "Apt 4C"),
    SampleCustomer("rossi", "Nina Rossi", "nina.rossi@example.org", "+1 617 555 0172", "55 Magazine Street",
                   "Cambridge", "02139", "US", "MA"),
    SampleCustomer("kowalski", "Piotr Kowalski", "piotr.kowalski@example.com", "+44 113 496 0173", "61 Kirkstall Lane",
                   "Leeds", "LS5 3BH"),
    SampleCustomer("pritchard", "Gwen Pritchard", "gwen.pritchard@example.com", "+44 1632 960174", "19 Castle Street",
                   "Shrewsbury", "SY1 2BQ"),
    SampleCustomer("singh", "Harpreet Singh", "harpreet.singh@example.com", "+44 121 496 0175", "204 Soho Road",
                   "Birmingham", "B21 9LR"),
    SampleCustomer("patel", "Anjali Patel", "anjali.patel@example.org", "+44 116 496 0176", "77 Belgrave Road",
                   "Leicester", "LE4 6AS"),
    SampleCustomer("ahmed", "Yusuf Ahmed", "yusuf.ahmed@example.com", "+44 20 7946 0177", "9 Brick Lane", "London",
                   "E1 6PU"),
    SampleCustomer("thompson", "Oliver Thompson", "oliver.thompson@example.com", "+44 191 498 0178", "33 Jesmond Road",
                   "Newcastle upon Tyne", "NE2 1LA"),
    SampleCustomer("walker", "Grace Walker", "grace.walker@example.com", "+44 114 496 0179", "58 Ecclesall Road",
                   "Sheffield", "S11 8TR", verified=None),
    SampleCustomer("evans", "Rhys Evans", "rhys.evans@example.org", "+44 1632 960180", "4 Marine Terrace",
                   "Aberystwyth", "SY23 2AZ"),
    SampleCustomer("campbell", "Isla Campbell", "isla.campbell@example.com", "+44 141 496 0181", "90 Great Western Rd",
                   "Glasgow", "G4 9AH"),
    SampleCustomer("lennon", "Ciara Lennon", "ciara.lennon@example.com", "+44 28 9649 0182", "21 Botanic Avenue",
                   "Belfast", "BT7 1JG"),
    SampleCustomer("baker", "Tom Baker-Lloyd", "tom.bakerlloyd@example.org", "+44 1632 960183", "The Old Forge",
                   "Truro", "TR1 2XN", line2="Malpas Road", verified=None),
    SampleCustomer("dubois", "Chloé Dubois", "chloe.dubois@example.com", "+44 20 7946 0184", "16 Bute Street", "London",
                   "SW7 3EX"),
    SampleCustomer("novak", "Petra Novak", "petra.novak@example.org", "+44 118 496 0185", "45 Oxford Road", "Reading",
                   "RG1 7LL"),
    SampleCustomer("hall", "Benjamin Hall", "ben.hall@example.com", "+44 151 496 0186", "12 Hope Street", "Liverpool",
                   "L1 9BX"),
    SampleCustomer("wright", "Sophie Wright", "sophie.wright@example.com", "+44 115 496 0187", "7 Friar Lane",
                   "Nottingham", "NG1 6DQ"),
    SampleCustomer("marsh", "John Marsh", "john.marsh@example.org", "+44 1632 960188", "2 Mill Lane", "Cambridge",
                   "CB2 1RX", verified=None),
)  # fmt: skip
