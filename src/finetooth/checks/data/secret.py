"""The kinds of secrets that can be told by their form or by the word before them."""

import re
from collections import Counter
from math import log2

from finetooth.facts.patterns import Pattern

_TOLD = (
    r"(?:password|passwd|passphrase|pwd|secret|api[ _-]?key|secret[ _-]?key|access[ _-]?key"
    r"|(?:access|auth|bearer)[ _-]?token)"
)
_PLACEHOLDER = re.compile(r"(?i)example|placeholder|your|changeme|xxx|\*\*\*|\.\.\.|<|\$\{|\{\{|\[")


def entropy(value: str) -> float:
    """Return the bits a character of the value's own distribution (Shannon 1948)."""
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values())


def is_real(value: str) -> bool:
    """Whether a key of a known form is no placeholder from a manual."""
    return not _PLACEHOLDER.search(value) and entropy(value) > 2.5


def is_password(value: str) -> bool:
    """Whether what follows the word password can be one: letters mixed with digits or signs, no placeholder."""
    value = value.rstrip(".,;:!?)\"'")
    letters, digits = bool(re.search(r"[A-Za-z]", value)), bool(re.search(r"\d", value))
    return len(value) >= 6 and letters and digits and entropy(value) > 2 and not _PLACEHOLDER.search(value)


def is_random(value: str) -> bool:
    """Whether a long run of characters has the entropy of a key."""
    kinds = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", r"\d"))
    hexadecimal = bool(re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", value))
    return entropy(value) > (3.2 if hexadecimal else 4.0) and (hexadecimal or kinds == 3) and is_real(value)


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
    r"://[^\s:/@]{1,64}:[^\s:/@]{3,64}@",
    re.compile(r"[a-z][a-z+]{1,20}://[^\s:/@]{1,64}:(?P<value>[^\s:/@]{3,64})@"),
    lambda value: not _PLACEHOLDER.search(value),
)
PASSWORD = Pattern(
    "password",
    rf"(?i){_TOLD}.{{0,3}}( is |[:=])",
    re.compile(rf"(?i)(?<![A-Za-z]){_TOLD}[\"']?\s{{0,3}}(?: is\s|[:=])\s{{0,3}}[\"']?(?P<value>[^\s\"'<>]{{6,128}})"),
    is_password,
)
NEAR_A_NAME = Pattern(
    "token",
    r"(?i)(key|token|secret|bearer|authorization).{0,12}[A-Za-z0-9+/_=-]{32}",
    re.compile(
        r"(?i)(?<![?&A-Za-z])(?:key|token|secret|bearer|authorization)[\"']?[\s:=]{1,4}(?:bearer )?[\"']?"
        r"(?P<value>[A-Za-z0-9+/_-]{32,200}={0,2})(?![A-Za-z0-9])"
    ),
    is_random,
)
ALL = (
    PRIVATE_KEY,
    _known("aws_key", r"(?:AKIA|ASIA)", r"[A-Z0-9]{16}"),
    _known("github_token", r"(?:gh[pousr]_|github_pat_)", r"[A-Za-z0-9_]{22,255}"),
    _known("gitlab_token", r"glpat-", r"[A-Za-z0-9_-]{20,64}"),
    _known("slack_token", r"xox[abeprs]-", r"[A-Za-z0-9-]{10,250}"),
    _known("google_key", r"AIza", r"[A-Za-z0-9_-]{35}"),
    _known("stripe_key", r"[rs]k_live_", r"[A-Za-z0-9]{16,250}"),
    _known("api_key", r"sk-", r"[A-Za-z0-9_-]{24,250}"),
    _known("hub_token", r"hf_", r"[A-Za-z0-9]{30,64}"),
    _known("jwt", r"eyJ", r"[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}"),
    IN_ADDRESS,
    PASSWORD,
    NEAR_A_NAME,
)
