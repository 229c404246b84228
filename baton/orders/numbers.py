"""Order numbers as people write them. Pure.

A shop with other numbers changes LENGTH, PATTERN and PREFIXES; everything else follows from them.
"""

from __future__ import annotations

import re

from baton.orders.digits import Chain, chains

LENGTH = 5
PATTERN = re.compile(rf"[1-9][0-9]{{{LENGTH - 1}}}")
PREFIXES = ("bt",)  # letters that some mails print before the number: BT10023

_WORDS = (
    r"orders?|ord|order[ -]?(?:no|nr|num|number|id|ref)|number|no|nr|num|n|ref|bestellung|bestellnummer|pedido"
    r"|commande"
)
_JOINED = re.compile(rf"(?<![^\W_])(?:{_WORDS}|{'|'.join(PREFIXES)})[-.#/]?\Z", re.I)
_LINK = r"(?:(?:is|was|are|number|no|nr|num|id|ref|reference|the|my|it's|its|it|called)[\s.:#°-]+){0,3}"
_INTRODUCED = re.compile(rf"(?:(?<![^\W_])(?:{_WORDS}|{'|'.join(PREFIXES)})|#)[\s.:#°=-]*{_LINK}\Z", re.I)
_ORDER = re.compile(
    rf"(?:(?<![^\W_])(?:orders?|ord|bestell\w{{0,8}}|pedidos?|commandes?|{'|'.join(PREFIXES)})|#)[\s.:#°=-]*{_LINK}\Z",
    re.I,
)

_DIGIT_WORDS = {"zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4"}
_DIGIT_WORDS |= {"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11"}
_DIGIT_WORDS |= {"twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16"}
_DIGIT_WORDS |= {"seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40"}
_DIGIT_WORDS |= {"fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_DIGIT_WORDS |= {str(digit): str(digit) for digit in range(10)}
_REPEATS = {"double": 2, "triple": 3}
_SPOKEN = "|".join(sorted([*_DIGIT_WORDS, *_REPEATS], key=len, reverse=True))
_SPOKEN_RUN = re.compile(rf"(?<![\w'-])(?:{_SPOKEN})(?:[ ,-]{{1,2}}(?:{_SPOKEN}))+(?![\w'-])", re.I)


def is_order_number(text: str) -> bool:
    """Whether the text is an order number of this shop and nothing else."""
    return PATTERN.fullmatch(text) is not None


def find_order_numbers(text: str) -> list[str]:
    """The order numbers in what somebody wrote.

    Args:
        text: such as "order no. 10 023", "it's #10023 I think", "BT10023" or "one zero zero two three".
    Returns:
        The numbers as digits only, each once, in the order of the text. Digits of a phone number, a price or
        measure, an e-mail address, a longer number, a UK postcode, a date or a time are never taken.
    """
    said = _SPOKEN_RUN.sub(_in_digits, text)
    words = len(re.findall(r"[^\W\d]+", said))
    found = list(chains(said))
    numbers: dict[str, None] = {}
    for chain in found:
        # Nothing else in the message: unusual groups such as "100 23" are an answer to "your order number?".
        lone = len(found) == 1 and words <= 3
        numbers.update(dict.fromkeys(_numbers(chain, lone)))
    return list(numbers)


def _numbers(chain: Chain, lone: bool) -> list[str]:
    if chain.amount or chain.phone or chain.attached:
        return []
    if not _starts_freely(chain.before):
        return []
    if chain.total == LENGTH:
        number = "".join(chain.groups)
        return [number] if is_order_number(number) and _grouped_well(chain, lone) else []
    fit = [is_order_number(group) and chain.alone(i) for i, group in enumerate(chain.groups)]
    after_order = _ORDER.search(chain.before) is not None
    # "10023/10024" and "10023,10024" are lists; "98765 43210" is how some countries write a phone number.
    if all(map(is_order_number, chain.groups)) and all("/" in s or s == "," for s in chain.separators):
        return list(chain.groups)
    if after_order and fit[0]:
        return list(chain.groups) if all(fit) else [chain.groups[0]]
    # Together too short for a phone number: "10023 2 items".
    return [g for g, fits in zip(chain.groups, fit, strict=True) if fits] if chain.total == LENGTH + 1 else []


def _starts_freely(before: str) -> bool:
    """Whether the digits begin here, rather than being the tail of a code such as ``XK-10023``."""
    if re.search(r"\w[-/]?\Z", before):
        return _JOINED.search(before) is not None
    return not before.endswith(("_", "@", "\ufffc"))


def _grouped_well(chain: Chain, lone: bool) -> bool:
    """Whether the spaces or dashes inside are such as people put into an order number."""
    if not chain.separators:
        return True
    sizes = tuple(map(len, chain.groups))
    separators = set(chain.separators)
    thousands = sizes == (LENGTH - 3, 3)
    if (thousands or sizes == (1,) * LENGTH) and separators in ({" "}, {"-"}):
        return True
    introduced = lone or _INTRODUCED.search(chain.before) is not None
    if thousands and separators in ({"."}, {","}):
        return introduced
    dated = re.fullmatch("(?:19|20)[0-9]{2}", chain.groups[-1]) is not None
    return introduced and separators == {" "} and not dated


def _in_digits(match: re.Match[str]) -> str:
    words = re.split(r"[ ,-]+", match.group().lower())
    if len(words) < 3 or all(word.isdigit() for word in words):
        return match.group()
    digits, times, last_tens = "", 1, False
    for word in words:
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        value = _DIGIT_WORDS[word]
        if last_tens and len(value) == 1 and value != "0":
            digits = digits[:-1] + value  # "twenty three" is 23
        else:
            digits += value * times
        last_tens, times = len(value) == 2 and value != "10" and value.endswith("0"), 1
    return digits
