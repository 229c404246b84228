"""Order numbers as people write them. Pure but for the shop's setting (`order_number_forms.shop_forms`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baton.orders.text.digit_runs import BLANK, EMAIL, POSTCODE_WITH_ZERO, WEB_ADDRESS, Chain, chains, clean_up
from baton.orders.text.introductions import called_number, called_order, called_something_else, prefixed
from baton.orders.text.lookalikes import digits_for_letters, latin
from baton.orders.text.order_number_forms import CodeForm, DigitForm, Forms, shop_forms
from baton.orders.text.phone_ranges import is_plausible, parsed
from baton.orders.text.spoken_digits import in_digits

_BEFORE = 60  # characters that may say what a number is
_LETTERED = re.compile(r"(?<![\w-])([A-Za-z]{2,4})-([0-9]+)(?![\w-])")
#: What may stand before the answer to "what is the number?".
_LEAD = re.compile(r"\W*(?:(?:hi|hello|yes|no|ok|okay|sorry|it'?s|it is|that'?s|here|is)\b\W*){0,5}", re.I)


def canonical(text: str) -> str | None:
    """The number as the shop writes it, if the text is an order number of this shop and nothing else."""
    forms = shop_forms()
    for code in forms.codes:
        if number := code.canonical(text):
            return number
    for form in forms.digits:
        digits = text[1:] if forms.configured and text.startswith("#") else text
        if form.fits(digits):
            return form.mark + digits
    return None


def is_order_number(text: str) -> bool:
    """Whether the text is an order number of this shop and nothing else."""
    return canonical(text) is not None


def find_order_numbers(text: str) -> list[str]:
    """The order numbers in a message.

    Args:
        text: such as "order no. 10 023", "it's #10023 I think", "BT10023" or "one zero zero two three".
    Returns:
        The numbers as the shop writes them, each once: those with letters or signs first, then those that are digits
        only, in the order of the text. Digits of a phone number, a price or measure, an e-mail address, a longer
        number, a UK postcode, a date or a time are never taken; nor is a year, unless it is called an order.
    """
    forms = shop_forms()
    rest = digits_for_letters(latin(in_digits(clean_up(text))))
    coded: list[str] = []
    if forms.codes:
        coded, rest = _coded(rest, forms)
    words = len(re.findall(r"[^\W\d]+", rest))
    all_chains = list(chains(rest)) if forms.digits else []
    # Nothing else in the message: unusual groups such as "100 23" are an answer to "your order number?".
    lone = len(all_chains) == 1 and words <= 3
    numbers = [
        form.mark + number
        for chain in all_chains
        for form in forms.digits
        for number in _numbers(chain, form, lone)
        if not form.doubtful(number) or words == 0 or called_number(chain.before)
    ]
    return list(dict.fromkeys([*coded, *numbers]))


def find_lettered_numbers(text: str) -> list[str]:
    """The order number in an answer to the question for one, where its writer put letters and a dash before it.

    In any other sentence ``XK-10023`` may be the code of something else.

    Args:
        text: such as "HW-10023", "it's FR-10023" or "my order number is HW-10023".
    """
    found: list[str] = []
    for match in _LETTERED.finditer(clean_up(text)):
        before = match.string[max(match.start() - _BEFORE, 0) : match.start()]
        alone = _LEAD.fullmatch(before) is not None
        if prefixed(before + match[1]) and (alone or called_number(before)):
            found += filter(None, [canonical(match[2])])
    return found


def _coded(text: str, forms: Forms) -> tuple[list[str], str]:
    """The numbers that have letters or signs in them, and the text without them."""
    rest = text
    for pattern in (WEB_ADDRESS, EMAIL):
        rest = pattern.sub(BLANK, rest)
    found: list[tuple[int, str]] = []
    for code in forms.codes:
        for pattern in (code.pattern, code.digits_alone):
            matches = [m for m in pattern.finditer(rest) if pattern is code.pattern or _meant(m, code, forms)]
            found += [(match.start(), code.write(match)) for match in matches]
            for match in matches:
                rest = rest[: match.start()] + BLANK * len(match.group()) + rest[match.end() :]
    return [number for _, number in sorted(found)], rest


def _meant(match: re.Match[str], code: CodeForm, forms: Forms) -> bool:
    """Whether the digits alone name an order: "order 10023" where the only form is FR-10023."""
    if not forms.unmistakable(code):
        return False
    lone = match.string.strip(" \t\n.!?#") == match.group()
    return lone or called_order(match.string[max(match.start() - _BEFORE, 0) : match.start()])


def _numbers(chain: Chain, form: DigitForm, lone: bool) -> Sequence[str]:
    phone = chain.introduced_as_phone if form.may_begin_with_zero else chain.phone
    if chain.amount or phone or chain.attached or not _starts_freely(chain.before):
        return []
    if called_something_else(chain.before):
        return []
    if chain.total == form.length:
        return _one_number(chain, form, lone)
    if _is_list(chain, form):
        return chain.groups
    if len(chain.groups) == 2 and form.fits(chain.groups[0]) and POSTCODE_WITH_ZERO.fullmatch(chain.groups[1]):
        return chain.groups[:1]
    fits = [form.fits(group) and chain.alone(i) for i, group in enumerate(chain.groups)]
    if called_order(chain.before) and fits[0]:
        return chain.groups if all(fits) else chain.groups[:1]
    # Together too short for a phone number: "10023 2 items".
    short = chain.total == form.length + 1
    return [group for group, fit in zip(chain.groups, fits, strict=True) if fit] if short else []


def _one_number(chain: Chain, form: DigitForm, lone: bool) -> list[str]:
    """The digits of the whole chain, where they are as many as an order number has."""
    number = "".join(chain.groups)
    return [number] if form.fits(number) and _grouped_well(chain, form.length, lone) else []


def _is_list(chain: Chain, form: DigitForm) -> bool:
    """Whether it lists order numbers: "10023/10024", "10023,10024", or "10023 10024" where that is no phone number."""
    if not all(map(form.fits, chain.groups)):
        return False
    if all(separator.isspace() for separator in chain.separators) and not called_number(chain.before):
        number = parsed(" ".join(chain.groups))
        return len(chain.groups) == 2 and (number is None or not is_plausible(number))
    return all("/" in s or s == "," for s in chain.separators)


def _starts_freely(before: str) -> bool:
    """Whether the digits begin here, rather than being the tail of a code such as ``XK-10023``."""
    if re.search(r"\w[-/]?\Z", before):
        return prefixed(before)
    return not before.endswith(("_", "@", "\ufffc"))


def _grouped_well(chain: Chain, length: int, lone: bool) -> bool:
    """Whether the spaces or dashes inside are such as people put into an order number."""
    if not chain.separators:
        return True
    sizes = tuple(map(len, chain.groups))
    separators = set(chain.separators)
    thousands = sizes == (length - 3, 3)
    if (thousands or sizes == (1,) * length) and separators in ({" "}, {"-"}):
        return True
    introduced = lone or called_number(chain.before)
    if thousands and separators in ({"."}, {","}):
        return introduced
    dated = re.fullmatch("(?:19|20)[0-9]{2}", chain.groups[-1]) is not None
    return introduced and separators == {" "} and not dated
