"""E-mail addresses as people write them, the usual slips mended. Pure."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList

from baton.orders.text.digit_runs import clean_up

#: Read once, when a process starts, not while a customer waits.
_SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)

_LOCAL = r"[^\s,;:<>()\[\]{}\"@']"
_LABEL = r"[\w-]{1,63}"
_EMAIL = re.compile(
    rf"(?<![^\s,;:<>()\[\]{{}}\"@])'?({_LOCAL}{{1,64}}(?:'{_LOCAL}{{1,64}})?@{_LABEL}(?:\.{_LABEL}){{1,8}})"
)
_BRACKETED = re.compile(r"[ ]?[(\[{<][ ]?(at|dot|@|\.)[ ]?[)\]}>][ ]?", re.I)
_SIGNS = {"at": "@", "@": "@", "dot": ".", ".": "."}
_SPOKEN_SIGNS = {"dot": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+"}
#: What may be an address with its signs in words or with blanks and commas between its parts; bounded, so that it takes
#: linear time.
_SIGN = rf"(?: ?[.,] ?| (?:{'|'.join(_SPOKEN_SIGNS)}) )"
_PART = r"[\w+'-]{1,40}"
_SLIPPED = re.compile(
    rf"(?<![\w.@+'-])(?P<local>{_PART}(?:(?:\.{{1,2}}| (?:{'|'.join(_SPOKEN_SIGNS)}) ){_PART}){{0,4}}\.?)"
    rf"(?P<at> at | ?@{{1,2}} ?)"
    rf"(?P<domain>{_LABEL}(?:{_SIGN}{{1,2}}{_LABEL}){{1,4}})",
    re.I,
)
_WORD_SIGN = re.compile(rf" ({'|'.join(_SPOKEN_SIGNS)}) ", re.I)


def find_emails(text: str) -> list[str]:
    """The e-mail addresses in a text, lower case, each once, in its order.

    Args:
        text: a message. Slips are mended where what results is an address below a public suffix: "gmail,com",
            "jane dot doe at example dot com", "jane(at)example.com", blanks beside the @ or a dot.
    """
    clean = _BRACKETED.sub(lambda match: _SIGNS[match[1].lower()], clean_up(text))
    found = [(match.start(1), match[1].lower()) for match in _EMAIL.finditer(clean)]
    taken = {place for match in _EMAIL.finditer(clean) for place in range(*match.span(1))}
    for match in _SLIPPED.finditer(clean):
        address = None if match.start("domain") in taken and _complete(match) else _mended(match)
        if address:
            found = [each for each in found if not match.start() <= each[0] < match.end()]
            found.append((match.start(), address))
    return list(dict.fromkeys(address for _, address in sorted(found)))


def _complete(match: re.Match[str]) -> bool:
    """Whether the address needs no mending: its own domain ends below a public suffix before the slip."""
    plain = re.match(rf"{_LABEL}(?:\.{_LABEL})+", match["domain"])
    return plain is not None and _suffix(plain.group()) and match["at"] == "@"


def _mended(match: re.Match[str]) -> str | None:
    """The address that is meant, or None."""
    spelled = match["at"].lower() == " at "
    if spelled and not _sure(match):
        return None
    local = _WORD_SIGN.sub(lambda sign: _SPOKEN_SIGNS[sign[1].lower()], match["local"]).rstrip(".")
    labels = re.split(rf"{_SIGN}{{1,2}}", match["domain"], flags=re.I)
    # The sentence may go on after the address: the longest beginning that ends below a public suffix.
    for count in range(len(labels), 1, -1):
        domain = ".".join(labels[:count]).lower()
        if _suffix(domain) and not _goes_on(match, labels, count):
            try:
                return validate_email(f"{local}@{domain}", check_deliverability=False).normalized.lower()
            except EmailNotValidError:
                return None
    return None


def _goes_on(match: re.Match[str], labels: list[str], count: int) -> bool:
    """Whether the last label is rather the next word of the sentence: "jane@example.com, me", "... . It is"."""
    if count < len(labels):
        return False
    before = match["domain"][: -len(labels[-1])]
    return count > 2 and before.endswith((", ", ". ")) and _suffix(".".join(labels[: count - 1]).lower())


def _sure(match: re.Match[str]) -> bool:
    """Whether "at" is the sign: "jane at example dot com", but not "look at example.com"."""
    dotted = re.search(r" dot | point ", match["domain"], re.I) is not None
    return (
        dotted
        or re.search(r"[._\d]| dot | underscore ", match["local"]) is not None
        or (" " not in match["domain"] and match.group().strip() == match.string.strip(" .,!?\n"))
    )


def _suffix(domain: str) -> bool:
    """Whether something stands below a public suffix: example.com and example.co.uk, but not co.uk."""
    return _SUFFIXES.privatesuffix(domain) is not None
