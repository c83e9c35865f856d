"""The kinds of secrets that can be told by their form or by the word before them."""

import re
from collections import Counter
from math import log2

from finetooth.facts.patterns import Pattern

_TOLD = (
    r"(?:password|passwd|passphrase|passcode|pwd|secret|api[ _-]?key|secret[ _-]?key|access[ _-]?key"
    r"|(?:access|auth|bearer|api|refresh)[ _-]?token)"
)
_SAID = r"[\"']?\s{0,3}(?: is\s|[:=]| is:\s)\s{0,3}[\"']?"
_PLACEHOLDER = re.compile(r"(?i)example|placeholder|your|changeme|x{4}|\*\*\*|\.\.\.|<|\$\{|\{\{|\[")
_EVERYBODYS = re.compile(
    r"(?i)(?:my|new|old|the)?_?(?:password|passw0rd|pass|secret|test|admin|demo|qwerty|abc)[\d!@#$%*_-]{0,6}"
)
_MAKE, _ONE = r"\b(?:generate|suggest|make up|come up with)\b", r"\b(?:password|passphrase|passcode)s?\b"
ASKS_FOR_ONE = rf"(?is){_MAKE}.{{0,80}}{_ONE}|{_ONE}.{{0,80}}{_MAKE}|\brandom (?:\w+ ){{0,3}}{_ONE}"


def entropy(value: str) -> float:
    """Return the bits a character of the value's own distribution (Shannon 1948)."""
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values())


def is_real(value: str) -> bool:
    """Whether a key of a known form is no placeholder from a manual."""
    return not _PLACEHOLDER.search(value) and entropy(value) > 2.5


def is_password(value: str) -> bool:
    """Whether what follows the word password can be one: letters mixed with digits, signs or capitals inside, or digits
    alone; no placeholder, and none of those that stand for a password in every manual.
    """
    value = value.rstrip(".,;:!?)\"'")
    value = value.removeprefix("#").removeprefix("@")  # a topic or a name
    letters, digits = bool(re.search(r"[A-Za-z]", value)), bool(re.search(r"\d", value))
    mixed = letters and (digits or bool(re.search(r"[#$%&*^+=~!?@]", value) or _is_uneven(value)))
    other = _PLACEHOLDER.search(value) or re.search(r"(?i)xxx", value) or re.search(r"@\w+\.\w", value)
    other = other or _EVERYBODYS.fullmatch(value)
    return len(value) >= 6 and (mixed or value.isdecimal()) and entropy(value) > 2 and not other


def is_random(value: str) -> bool:
    """Whether a long run of characters has the entropy of a key."""
    kinds = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", r"\d"))
    hexadecimal = bool(re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", value))
    mixed = hexadecimal or kinds == 3 or (kinds == 2 and _is_uneven(value))
    return entropy(value) > (3.0 if hexadecimal else 3.8) and mixed and is_real(value)


def is_strong(value: str) -> bool:
    """Whether a word right after "password" is one: capitals, small letters and digits, none of them in one place."""
    kinds = all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", r"\d"))
    return kinds and _is_uneven(re.sub(r"\d", "0", value)) and is_password(value)


def _is_uneven(value: str) -> bool:
    """Whether capitals and digits come after small letters more than once: no name is written so."""
    return len(re.findall(r"[a-z](?=[A-Z0-9])", value)) >= 2


def _known(kind: str, sign: str, body: str) -> Pattern:
    return Pattern(kind, sign + body, re.compile(rf"(?<![A-Za-z0-9_-]){sign}{body}(?![A-Za-z0-9])", re.ASCII), is_real)


PRIVATE_KEY = Pattern(
    "private_key",
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY",
    re.compile(
        r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:[\s\S]{0,8000}?-----END [A-Z ]{0,30}KEY(?: BLOCK)?-----)?"
    ),
)
IN_ADDRESS = Pattern(
    "password",
    r"://[^\s:/@]{0,64}:[^\s:/@]{3,64}@",
    re.compile(r"[a-z][a-z+]{1,20}://[^\s:/@]{0,64}:(?P<value>[^\s:/@]{3,64})@"),
    lambda value: not _PLACEHOLDER.search(value),
)
PASSWORD = Pattern(
    "password",
    rf"(?i){_TOLD}.{{0,3}}( is |[:=]| is:)",
    re.compile(rf"(?i)(?<![A-Za-z]){_TOLD}{_SAID}(?P<value>[^\s\"'<>]{{6,128}})"),
    is_password,
)
AFTER_PASSWORD = Pattern(
    "password",
    r"(?i)(password|passwd|passphrase|passcode|pwd|pass:|pass=|api[ _-]?(key|token)) ?[A-Za-z0-9]",
    re.compile(
        r"(?i)(?<![A-Za-z])(?:(?:password|passwd|passphrase|passcode|pwd|api[ _-]?(?:key|token)) |pass[:=] ?)"
        r"(?P<value>[A-Za-z0-9!#$%&*_+-]{8,128})(?![^\s.,;:!?)\"'])"
    ),
    is_strong,
)
NEAR_A_NAME = Pattern(
    "token",
    r"(?i)(key|token|secret|bearer|authorization).{0,12}[A-Za-z0-9+/_=-]{32}",
    re.compile(
        r"(?i)(?<![?&;A-Za-z])(?:(?:account|client)[_-]?)?(?:key|token|secret|bearer|authorization)[\"']?"
        r"(?: is:?\s{1,3}|[\s:=]{1,4})(?:bearer )?[\"']?(?P<value>[A-Za-z0-9+/_-]{32,200}={0,2})(?![A-Za-z0-9])"
    ),
    is_random,
)
ALL = (
    PRIVATE_KEY,
    _known("aws_key", r"(?:AKIA|ASIA)", r"[A-Z0-9]{16}"),
    _known("github_token", r"(?:gh[pousr]_|github_pat_)", r"[A-Za-z0-9_]{22,255}"),
    _known("gitlab_token", r"glpat-", r"[A-Za-z0-9_-]{20,64}"),
    _known("slack_token", r"(?:xox[abeprs]-|hooks\.slack\.com/services/)", r"[A-Za-z0-9/-]{10,250}"),
    _known("google_key", r"(?:AIza|ya29\.)", r"[A-Za-z0-9_-]{35,200}"),
    _known("stripe_key", r"[rs]k_(?:live|test)_", r"[A-Za-z0-9]{16,250}"),
    _known("api_key", r"sk-", r"[A-Za-z0-9_-]{24,250}"),
    _known("hub_token", r"hf_", r"[A-Za-z0-9]{30,64}"),
    _known("package_token", r"(?:npm_|pypi-)", r"[A-Za-z0-9_-]{36,250}"),
    _known("sendgrid_key", r"SG\.", r"[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}"),
    _known("platform_token", r"(?:shp(?:at|ca|pa|ss)_|do[opr]_v1_|SK)", r"[0-9a-f]{32,64}"),
    _known("bot_token", r"[0-9]{8,10}:AA", r"[A-Za-z0-9_-]{32,33}"),
    _known("age_key", r"AGE-SECRET-KEY-1", r"[A-Z0-9]{58}"),
    _known("jwt", r"eyJ", r"[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}"),
    IN_ADDRESS,
    PASSWORD,
    AFTER_PASSWORD,
    NEAR_A_NAME,
)
