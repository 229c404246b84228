"""How people introduce what must not be stored: passwords, codes, accounts, papers, keys, answers to questions. Pure.

Each pattern has the groups `cue`, by which it is known, and `secret`, which is masked.
"""

from __future__ import annotations

import re

_PASSWORD = (
    r"(?:p[a@4]s?[s$5]\s?w[o0]r?d[s5]?|passwrod|psswd|pass\s?words?|passwd|p/w|passwort|kennwort|passcode|"
    r"pass\s?phrase|pwd|pw|contraseña|clave|mot\s+de\s+passe|mdp|"
    r"heslo|hasło|senha|wachtwoord|parola|lozinka|salasana|lösenord|пароль|密码|密碼|パスワード|비밀번호)"
)
_CODE = (
    r"(?:pin|pass\s?code|cvv2?|cvc2?|cvn|csc|otp|[ms]tan|pr[üu]fziffer|sicherheitscode|"
    r"(?:security|card|verification|one[- ]?time|2fa|mfa|(?:sms|text)(?:\s+message)?|login|access|backup|recovery|"
    r"3d[\s-]?secure)"
    r"[\s-]+(?:code|number|pin|pass\s?word))"
)
#: "PW" in the article number EL-PWB-01 is short for nothing.
_NO_PART_OF_NUMBER = r"(?:(?<![\w-])|(?!pw|mdp))"
_SIGN = r"\s*(?:[:=]+\s*>?|[-~]+>|→|➜)"
_VERB = (
    r"\s+(?:is|was|are|ist|war|lautet|es|est|je|to|(?:would|will|should)\s+be|used\s+to\s+be)\b"
    r"(?:\s+(?:now|still|actually|called|also))?"
)
_IS = rf"(?:{_VERB}(?:{_SIGN})?|{_SIGN}|['’]s\s)\s*"
_OPEN = "[\"'“‘«]"
_CLOSE = "[\"'”’»]"
#: Words between "password" and what it is: "the password for my account", "the password I use".
_OF = (
    r"(?:\s+(?:for|to|of|on|at|in|i|we|that|which|use|used|have|set|chose|my|the|your|our|this|account|shop|site|login|"
    r"here))"
)
#: The same between "code" and its digits: "the code I got from my bank".
_OF_CODE = rf"(?:{_OF}|\s+(?:back|front|reverse|card|bank|got|get|received|sent|gave|from|by|they|you|me))"
#: With a digit and a letter, as passwords have and words have not.
_RANDOM = r"(?=\S*\d)(?=\S*[^\W\d])\S"
_LOGIN = r"(?:log[\s-]?in(?:\s+(?:with|as|using))?|user(?:[\s-]?(?:name|id))?|credentials?)"
#: What is counted or measured is no code: a "3 pin 2000 W" plug, "tan 2000 mm boots".
_UNIT = (
    r"(?!\s*(?:w|v|a|mah|watts?|volts?|amps?|plugs?|connectors?|mm|cm|m|kg|g|ml|l|inch(?:es)?|packs?|pieces?|pcs|sets?|"
    r"items?|boots?|shoes?|sofas?)\b)"
)
_DIGITS = r"\d(?:[ -]?\d)"
_KEY_PREFIX = r"(?:[sprw]k_(?:live|test)_|gh[pousr]_|github_pat_|glpat-|xox[baprs]-|npm_|AKIA|AIza)"

SECRETS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # password: "two words" / password is hunter2
        rf"(?P<cue>\b{_PASSWORD}(?:{_IS}|\s*[-–—]\s*)){_OPEN}(?P<secret>[^\"'”’»\n]+){_CLOSE}",
        rf"(?P<cue>\b{_PASSWORD}(?:{_OF}){{0,6}}{_IS})(?P<secret>\S+)",
        # password is correct horse 7battery: what stands behind a word of talk
        rf"(?P<cue>\b{_PASSWORD}{_IS}(?:[^\W\d]+\s+){{1,3}})(?P<secret>{_RANDOM}{{3,}})",
        # the password I use everywhere is hunter2, my password for the shop, it's hunter2
        rf"(?P<cue>\b{_PASSWORD}(?:,?\s+[^\W\d]+){{0,6}}?(?:{_IS}|[,?;.]?\s+it(?:['’]?s|\s+is)\s+))(?P<secret>{_RANDOM}{{3,}})",
        # login jane / hunter2: one beside the other
        rf"(?P<cue>\b{_LOGIN}\W{{0,3}}[^\s/|,;]{{1,80}}\s*[/|,;:]\s*)(?P<secret>{_RANDOM}{{3,}})",
        # passphrase: four words that mean nothing
        rf"(?P<cue>\bpass\s?phrase{_SIGN}\s*)"
        r"(?P<secret>(?!(?:what|why|how|where|which|is|do|does|can)\b)[^\s.!?]+(?:\s+[^\s.!?]+){2,11})",
        # my memorable word is mellon, my mother's maiden name is Miller, the answer to my security question is Rex
        rf"(?P<cue>\b(?:(?:secret|memorable|security)\s+(?:word|answer|phrase|date|place|name)s?|(?:mother|mum|mom)['’]?s\s+maiden\s+name|"
        rf"answer\s+to\s+(?:my|the)\s+(?:secret|security)\s+question){_IS})(?P<secret>\S+)",
        r"(?P<cue>\bmemorable\s+(?:word|phrase|place|name)\s+)(?P<secret>(?-i:[A-Z])\S+)",
        # security question: first pet? Rex
        r"(?P<cue>\b(?:secret|security)\s+question\s*:[^?\n]{1,80}\?\s*)(?P<secret>\S+)",
        # pass=hunter
        r"(?P<cue>\bpass\s?=\s?)(?P<secret>\S{4,})",
        # the three digits on the back are 987
        r"(?P<cue>\b(?:three|four|[34])\s+(?:digits?|numbers?|figures?)\s+(?:on|at|from)\s+(?:the\s+)?(?:back|front|reverse|signature)"
        r"(?:\s+[^\W\d]+){0,5}\W{1,4})(?P<secret>\d{3,4})\b",
        # the last three digits are 987 on the back, the three digit code 987
        rf"(?P<cue>\b(?:three|four|[34])\s+(?:digits?|numbers?|figures?){_IS})(?P<secret>\d{{3,4}})"
        r"(?=\s+(?:on|at|from)\s+the\s+(?:back|front|reverse|signature))",
        rf"(?P<cue>\b(?:three|3)[\s-]+digits?(?:\s+(?:security|card|verification|number|code)){{0,2}}(?:{_IS}|\W{{1,3}}))"
        r"(?P<secret>\d{3})\b",
        # the number on the back is 987
        rf"(?P<cue>\b(?:digits?|numbers?|code|figures?)\s+(?:on|at|from)\s+(?:the\s+)?(?:back|reverse|signature(?:\s+strip)?)"
        rf"(?:\s+of\s+(?:my|the)\s+card)?{_IS})"
        r"(?P<secret>\d{3})\b",
        # pass: hunter2, login jane pass hunter2
        rf"(?P<cue>\bpass(?:{_SIGN}\s*|\s+is\s+|\s+))(?P<secret>{_RANDOM}{{3,}})",
        # password Hunter2, password - Hunter2, password / Hunter2: no verb, so only what resembles one
        rf"(?P<cue>\b{_NO_PART_OF_NUMBER}{_PASSWORD}\s*(?:[-–—/|>,;]*|\.{{2,}})\s*)(?P<secret>{_RANDOM}{{4,}})",
        # jane@example.com:hunter2
        r"(?P<cue>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}[:;|])(?P<secret>\S{4,})",
        # hunter2 is my password
        rf"(?<!\S)(?P<secret>\S{{1,80}})(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|our|mein)\s+{_PASSWORD}\b)",
        # use hunter2 as the password, hunter2 <- my password
        rf"(?<!\S)(?P<secret>{_RANDOM}{{3,80}})(?P<cue>\s+(?:as|for)\s+(?:my|the|our|a)\s+{_PASSWORD}\b)",
        rf"(?<!\S)(?P<secret>\S{{3,80}})(?P<cue>\s{{0,3}}(?:<[~=-]+|[~=-]+>|[←→])\s{{0,3}}(?:my\s+|the\s+)?{_PASSWORD}\b)",
        # cvv 123, security code: 123, the pin is 44 55
        rf"(?P<cue>\b{_CODE}(?:[\s-]+(?:code|number|no\.?|nr\.?))?(?:{_OF_CODE}){{0,6}}(?:{_IS}|\s*[#-]\s*))"
        rf"(?P<secret>{_DIGITS}{{2,7}})\b",
        # TAN 771003: small, it is a colour too
        rf"(?P<cue>\b(?:(?-i:i?TAN)(?:{_IS}|\W{{1,3}})|i?tan{_SIGN}\s*|(?:my|your)\s+i?tan(?:{_IS}|\s+)))"
        rf"(?P<secret>{_DIGITS}{{3,7}})\b{_UNIT}",
        # 771003 as one-time code, G-771003 is your Example verification code, 771003 is my code
        rf"\b(?P<secret>\d{{4,8}})(?P<cue>\s+(?:is|was|as)\s+(?:(?:my|the|its|our|your|a)\s+)?(?:[^\W\d]+\s+){{0,2}}?{_CODE}\b)",
        r"\b(?P<secret>\d{6,8})(?P<cue>\s+is\s+(?:my|your|the)\s+code\b)",
        # code: 771003, and nothing that says which; use code 771003 to log in
        r"(?P<cue>(?:\A|[.,;!?\n])\s{0,3}code\s?[:=]\s?)(?P<secret>\d{6,8})\b",
        r"(?P<cue>\bcode\s+)(?P<secret>\d{4,8})(?=\s+to\s+(?:log|sign|verify|confirm))",
        # 2FA: 771003, verification 771003
        rf"(?P<cue>\b(?:2fa|mfa|verification|authenticator)(?:\s+(?:app|shows|says|gave|gives|reads|me)){{0,3}}(?:{_IS}|\s+))"
        rf"(?P<secret>\d(?:[ -]?\d){{5,7}})\b",
        rf"(?P<cue>\b(?!pin\b){_CODE}\s+(?:no\.?\s+)?)(?P<secret>\d(?:[ -]?\d){{2,7}})\b",
        r"(?P<cue>\b(?:cvv2?|cvc2?|cvn|csc)\W{0,3})(?P<secret>\d{3,4})\b",
        # a "3 pin 2000 W" plug is no secret
        rf"(?P<cue>(?<!\d)(?<!\d[\s-])(?<!clothes[\s-])(?<!safety[\s-])(?<!hair[\s-])\bpin[\s-]*(?:code|number|no\.?)?\s{{0,2}})(?P<secret>\d{{4,8}})\b{_UNIT}",
        # your code is 771003
        r"(?P<cue>\b(?:your|my|the)\s+code\s*(?:is|was|[:=])\s*)(?P<secret>\d{4,8})\b",
        # the code they texted me is 771009
        r"(?P<cue>\b(?:your|my|the)\s+code(?:\s+\w+){1,4}\s+(?:is|was|says)\s+)(?P<secret>\d{6,8})\b",
        # they sent me a code, 771009
        r"(?P<cue>\b(?:texted|sent|got|received)(?:\s+[^\W\d]+){0,4}\s+code\W{1,3})(?P<secret>\d{6,8})\b",
        # 123 is my cvv
        rf"\b(?P<secret>\d{{3,8}})(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|its|our|mein)\s+{_CODE}\b)",
        # sort code 20-77-10 account 55771006
        rf"(?P<cue>\bsort[\s-]*code(?:{_IS}|\W{{0,3}}))(?P<secret>\d{{2}}[ -]?\d{{2}}[ -]?\d{{2}})\b",
        r"(?P<cue>\bsort\W{1,3})(?P<secret>\d{2}[ -]\d{2}[ -]\d{2})\b(?=.{0,20}\b(?:acc|konto|a/c))",
        r"(?P<cue>\b(?:acc|konto|a/c)[^\n]{1,40}\bsort\W{1,3})(?P<secret>\d{2}[ -]\d{2}[ -]\d{2})\b",
        rf"(?P<cue>\b(?:account|acct?|a/c|konto|kontonummer)(?:\s+(?:no\.?|number|nr\.?))?(?:{_IS}|\W{{0,3}}))"
        r"(?P<secret>\d{7,12})\b",
        # a social security number, a passport
        r"(?P<cue>)(?<![\d-])(?P<secret>\d{3}-\d{2}-\d{4})(?![\d-])",
        r"(?P<cue>\bpassport(?:\s+(?:no\.?|number|nr\.?))?(?:\s+is)?\W{0,3})(?P<secret>(?=\w*\d)[A-Z0-9]{6,9})\b",
        rf"(?P<cue>\b(?:ssn|social(?:\s+security)?(?:\s+(?:no\.?|number))?)(?:{_IS}|\s+))"
        rf"(?P<secret>\d{{3}}[ -]?\d{{2}}[ -]?\d{{4}})\b",
        # a national insurance number, a driving licence
        rf"(?P<cue>\b(?:national\s+insurance|ni|nino)(?:\s+(?:no\.?|number))?(?:{_IS}|\s+))"
        r"(?P<secret>[a-z]{2}\s?(?:\d{2}\s?){3}[a-d])\b",
        rf"(?P<cue>\b(?:driv(?:ing|er['’]?s)\s+)licen[cs]e(?:\s+(?:no\.?|number))?(?:{_IS}|\s+))"
        r"(?P<secret>(?=\w*\d)[a-z0-9]{6,18})\b",
        # programs' keys
        rf"(?P<cue>(?<![^\W_])(?:api|access|client|secret|private|wi-?fi)[\s_-]?(?:key|token|secret)s?(?:{_IS}|\s+))(?P<secret>{_RANDOM}{{8,}})",
        rf"(?P<cue>\b(?:token|cookie)(?:{_IS}|\s+))(?P<secret>{_RANDOM}{{12,}})",
        rf"(?P<cue>\b(?:(?:secret|(?:(?:access|auth|session)\s)?token){_IS}|bearer\s+))(?P<secret>{_RANDOM}{{8,}})",
        rf"(?P<cue>)\b(?P<secret>{_KEY_PREFIX}[\w-]{{10,}}|(?-i:sk-)[\w-]{{20,}})",
        r"(?P<cue>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?P<secret>[^-]+)",
        r"(?P<cue>)\b(?P<secret>eyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?)",
    )
)
