"""Masks what must never be stored: card numbers, IBANs, passwords, security codes.

Masking is idempotent, and rather masks a word too many than a secret too few.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar, cast

from stdnum import iban

from baton.base.card_numbers import LENGTHS, MASK, mask_cards
from baton.base.plain_spelling import digits_for_words, joined_letters, plain_letters

T = TypeVar("T")

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?P<label>iban\W{0,3})?"
    r"(?P<iban>[a-z][\s.\-]?[a-z][\s.\-]?\d[\s.\-]?\d(?:[\s.\-]{0,2}[a-z0-9]){11,30})(?![A-Za-z0-9])",
    re.I,
)

_PASSWORD = (
    r"(?:p[a@4]s?[s$5]\s?w[o0]r?d[s5]?|passwrod|psswd|pass\s?words?|passwd|passwort|kennwort|passcode|"
    r"pass\s?phrase|pwd|pw|contraseña|clave|mot\s+de\s+passe|"
    r"heslo|hasło|senha|wachtwoord|parola|lozinka|salasana|lösenord|пароль|密码|密碼|パスワード|비밀번호)"
)
_CODE = (
    r"(?:pin|pass\s?code|cvv2?|cvc2?|cvn|csc|otp|tan|pr[üu]fziffer|sicherheitscode|"
    r"(?:security|card|verification|one[- ]?time|2fa|mfa|sms|login|access|backup|recovery)"
    r"[\s-]+(?:code|number|pin|pass\s?word))"
)
_SIGN = r"\s*(?:[:=]+\s*>?|[-~]+>|→|➜)"
_VERB = r"\s+(?:is|was|are|ist|war|lautet|es|est|je|to)\b(?:\s+(?:now|still|actually|called|also))?"
_IS = rf"(?:{_VERB}(?:{_SIGN})?|{_SIGN}|['’]s\s)\s*"
_OPEN = "[\"'“‘«]"
_CLOSE = "[\"'”’»]"
#: Words between "password" and what it is: "the password for my account", "the password I use".
_OF = (
    r"(?:\s+(?:for|to|of|on|at|in|i|we|that|which|use|used|have|set|chose|my|the|your|our|this|account|shop|site|login|"
    r"here))"
)
#: With a digit and a letter, as passwords have and words have not.
_RANDOM = r"(?=\S*\d)(?=\S*[^\W\d])\S"
_LOGIN = r"(?:log[\s-]?in|user(?:[\s-]?(?:name|id))?|credentials?)"
_UNIT = r"(?!\s*(?:w|v|a|watts?|volts?|amps?|plug|mm|cm)\b)"

_SECRETS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # password: "two words" / password is hunter2
        rf"(?P<cue>\b{_PASSWORD}{_IS}){_OPEN}(?P<secret>[^\"'”’»\n]+){_CLOSE}",
        rf"(?P<cue>\b{_PASSWORD}(?:{_OF}){{0,6}}{_IS})(?P<secret>\S+)",
        # password is correct horse 7battery: what stands behind a word of talk
        rf"(?P<cue>\b{_PASSWORD}{_IS}(?:[^\W\d]+\s+){{1,3}})(?P<secret>{_RANDOM}{{3,}})",
        # the password I use everywhere is hunter2, my password for the shop, it's hunter2
        rf"(?P<cue>\b{_PASSWORD}(?:,?\s+[^\W\d]+){{1,6}}?(?:{_IS}|,?\s+it(?:['’]?s|\s+is)\s+))(?P<secret>{_RANDOM}{{3,}})",
        # login jane / hunter2: one beside the other
        rf"(?P<cue>\b{_LOGIN}\W{{0,3}}[^\s/|,;]{{1,80}}\s*[/|,;:]\s*)(?P<secret>{_RANDOM}{{3,}})",
        # passphrase: four words that mean nothing
        rf"(?P<cue>\bpass\s?phrase{_SIGN}\s*)"
        r"(?P<secret>(?!(?:what|why|how|where|which|is|do|does|can)\b)[^\s.!?]+(?:\s+[^\s.!?]+){2,11})",
        # my memorable word is mellon
        rf"(?P<cue>\b(?:secret|memorable|security)\s+(?:word|answer|phrase)s?{_IS})(?P<secret>\S+)",
        # the three digits on the back are 987
        r"(?P<cue>\b(?:three|four|[34])\s+(?:digits?|numbers?|figures?)\s+(?:on|at|from)\s+(?:the\s+)?(?:back|front|reverse|signature)"
        r"(?:\s+[^\W\d]+){0,5}\W{1,4})(?P<secret>\d{3,4})\b",
        # the number on the back is 987
        rf"(?P<cue>\b(?:digits?|numbers?|code|figures?)\s+(?:on|at|from)\s+(?:the\s+)?(?:back|reverse|signature(?:\s+strip)?){_IS})"
        r"(?P<secret>\d{3})\b",
        # pass: hunter2, login jane pass hunter2
        rf"(?P<cue>\bpass(?:{_SIGN}\s*|\s+is\s+|\s+))(?P<secret>{_RANDOM}{{3,}})",
        # password Hunter2, password - Hunter2, password / Hunter2: no verb, so only what resembles one
        rf"(?P<cue>\b{_PASSWORD}\s*(?:[-–—/|>,;]*|\.{{2,}})\s*)(?P<secret>{_RANDOM}{{4,}})",
        # jane@example.com:hunter2
        r"(?P<cue>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}[:;|])(?P<secret>\S{4,})",
        # hunter2 is my password
        rf"(?<!\S)(?P<secret>\S{{1,80}})(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|our|mein)\s+{_PASSWORD}\b)",
        # cvv 123, security code: 123, the pin is 44 55
        rf"(?P<cue>\b{_CODE}(?:[\s-]+(?:code|number|no\.?|nr\.?))?(?:{_OF}){{0,4}}(?:{_IS}|\s*[#-]\s*))"
        rf"(?P<secret>\d(?:[ -]?\d){{2,7}})\b",
        # 2FA: 771003, verification 771003
        rf"(?P<cue>\b(?:2fa|mfa|verification|authenticator)(?:{_IS}|\s+))(?P<secret>\d(?:[ -]?\d){{5,7}})\b",
        rf"(?P<cue>\b(?!pin\b){_CODE}\s+(?:no\.?\s+)?)(?P<secret>\d(?:[ -]?\d){{2,7}})\b",
        r"(?P<cue>\b(?:cvv2?|cvc2?|cvn|csc)\W{0,3})(?P<secret>\d{3,4})\b",
        # a "3 pin 2000 W" plug is no secret
        rf"(?P<cue>(?<!\d)(?<!\d[\s-])\bpin[\s-]*(?:code|number|no\.?)?\s{{0,2}})(?P<secret>\d{{4,8}})\b{_UNIT}",
        # your code is 771003
        r"(?P<cue>\b(?:your|my|the)\s+code\s*(?:is|was|[:=])\s*)(?P<secret>\d{4,8})\b",
        # the code they texted me is 771009
        r"(?P<cue>\b(?:your|my|the)\s+code(?:\s+\w+){1,4}\s+(?:is|was|says)\s+)(?P<secret>\d{6,8})\b",
        # 123 is my cvv
        rf"\b(?P<secret>\d{{3,8}})(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|its|our|mein)\s+{_CODE}\b)",
        # sort code 20-77-10 account 55771006
        r"(?P<cue>\bsort[\s-]*code\W{0,3})(?P<secret>\d{2}[ -]?\d{2}[ -]?\d{2})\b",
        r"(?P<cue>\b(?:account|acct|a/c|konto|kontonummer)(?:\s+(?:no\.?|number|nr\.?))?\W{0,3})(?P<secret>\d{7,12})\b",
        # a social security number, a passport
        r"(?P<cue>)(?<![\d-])(?P<secret>\d{3}-\d{2}-\d{4})(?![\d-])",
        r"(?P<cue>\bpassport(?:\s+(?:no\.?|number|nr\.?))?(?:\s+is)?\W{0,3})(?P<secret>(?=\w*\d)[A-Z0-9]{6,9})\b",
        rf"(?P<cue>\b(?:ssn|social\s+security(?:\s+(?:no\.?|number))?)(?:{_IS}|\s+))"
        rf"(?P<secret>\d{{3}}[ -]?\d{{2}}[ -]?\d{{4}})\b",
        # a national insurance number, a driving licence
        rf"(?P<cue>\b(?:national\s+insurance|ni|nino)(?:\s+(?:no\.?|number))?(?:{_IS}|\s+))"
        r"(?P<secret>[a-z]{2}\s?(?:\d{2}\s?){3}[a-d])\b",
        rf"(?P<cue>\b(?:driv(?:ing|er['’]?s)\s+)licen[cs]e(?:\s+(?:no\.?|number))?(?:{_IS}|\s+))"
        r"(?P<secret>(?=\w*\d)[a-z0-9]{6,18})\b",
        # programs' keys
        rf"(?P<cue>\b(?:api|access|secret|private|wi-?fi)[\s_-]?(?:key|token)s?(?:{_IS}|\s+))(?P<secret>{_RANDOM}{{8,}})",
        rf"(?P<cue>\b(?:(?:secret|(?:(?:access|auth|session)\s)?token){_IS}|bearer\s+))(?P<secret>{_RANDOM}{{8,}})",
        r"(?P<cue>)\b(?P<secret>(?:[sprw]k_(?:live|test)_|gh[pousr]_|xox[baprs]-|AKIA)[\w-]{10,})",
        r"(?P<cue>)\b(?P<secret>eyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?)",
    )
)
#: No secret is without a digit or the word for a password; most texts in a log have neither.
_POSSIBLE = re.compile(
    rf"\d|{_PASSWORD}|[a-z]k_(?:live|test)_|eyJ|(?:secret|memorable|security)\s+(?:word|answer|phrase)", re.I
)
#: Words beside "password is" in talk about a password, not in one.
_NOT_A_SECRET = frozenset(
    """
    a about also always and as at be because been being blocked broken but changed compromised correct different
    expired fine for forgotten from gone good here hidden how if in incorrect invalid it just known like locked long
    lost missing my needed never new no not now of off often ok okay old on or out please private really rejected
    refused required reset right same saved safe secret short so something still stolen strong that the then there
    this to too unknown unsafe used very weak what when where which with working wrong your
    """.split()
)

#: Names of things and digests, which are compared and must not change. They are checked or made where they come in.
_NAMES = frozenset({"message_id", "delivery", "email_code"})
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\Z", re.I)
_SHORTEST = 6  # characters that could hold a secret with the word that introduces it

#: Texts that held no secret: a log has the same names and answers again and again. Never one that held any.
_without_secret: set[str] = set()
_REMEMBERED = 200  # characters
_MOST_REMEMBERED = 5000  # texts


def redact(text: str) -> str:
    """The text with card numbers, IBANs, passwords and security codes masked.

    A card number keeps its last four digits, by which people know which card it is.
    """
    if text in _without_secret:
        return text
    masked = _masked(text)
    if masked == text and len(text) <= _REMEMBERED:
        if len(_without_secret) >= _MOST_REMEMBERED:
            _without_secret.clear()
        _without_secret.add(text)
    return masked


def _masked(text: str) -> str:
    """As it is written; and in plain spelling, if a secret shows only there."""
    text = _masked_as_written(text)
    for spelling in (plain_letters, digits_for_words, joined_letters):
        plain = spelling(text)
        if plain != text and (masked := _masked_as_written(plain)) != plain:
            text = masked
    return text


def _masked_as_written(text: str) -> str:
    if not _POSSIBLE.search(text):
        return text
    text = _IBAN.sub(_iban, text)
    text = mask_cards(text)
    for pattern in _SECRETS:
        text = pattern.sub(_secret, text)
    return text


def is_plain_name(name: str) -> bool:
    """Whether a program's name for something, which is kept as it is, may be kept: it holds nothing that is masked.

    Digits in a UUID at its end are nobody's card, though one in some thousands looks like it.
    """
    rest = _UUID.sub("", name)
    return name.isprintable() and redact(rest) == rest


def redact_all(value: T) -> T:
    """The same for every text in a JSON value, and every long number, which becomes a text where it is masked; names of
    events stay as they are."""
    return cast(T, _redacted(value))


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return redact(value) if len(value) >= _SHORTEST else value
    if isinstance(value, Mapping):
        return {key: item if key in _NAMES else _redacted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        # A tuple stays one: what holds nothing to mask must equal what was given (the tracker store compares).
        safe = map(_redacted, value)
        return tuple(safe) if isinstance(value, tuple) else list(safe)
    if isinstance(value, int) and value > 10 ** (LENGTHS.start + 1) and redact(str(value)) != str(value):
        return redact(str(value))
    return value


def _iban(match: re.Match[str]) -> str:
    """Masks the longest beginning that is a valid IBAN: words may follow it without a break."""
    text, label = match["iban"], match["label"] or ""
    ends = [len(text), *reversed([i for i, character in enumerate(text) if character in ".-" or character.isspace()])]
    for end in ends:
        if iban.is_valid(text[:end]):
            country = "".join(filter(str.isalpha, text[:4]))[:2].upper()
            return f"{label}{country}{MASK * 4}{text[end:]}"
    return match[0]


def _secret(match: re.Match[str]) -> str:
    secret = match["secret"]
    if secret.lower().strip(".!?,;") in _NOT_A_SECRET or secret.startswith(MASK):
        return match[0]
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return match[0][:start] + MASK * 4 + match[0][end:]
