"""Orders that a reader does not see as such: encoded, spelled out, turned round, or in markup that is never shown."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable

import polars as pl

from finetooth.checks.data.grading import GRADING
from finetooth.checks.data.orders import OVERRIDE
from finetooth.facts.patterns import Pattern

_ORDER = (
    r"(?:ignore|disregard|forget|override|instructions?|directives?|assistant|system|prompt|language model|you must"
    r"|you should|must say|\bai\b|\bllms?\b|classif(?:y|ier)|label (?:this|it|as)|rate (?:this|it)|respond|reply with"
    r"|output|answer (?:with|only)|reviewers?|graders?)"
)
_UNSEEN = (
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*[;\"'!]"
    r"|opacity\s*:\s*0(?:\.0\d*)?\s*[;\"'!]|color\s*:\s*(?:white|transparent|#fff(?:fff)?)\b|(?:left|top"
    r"|text-indent)\s*:\s*-\d{3,}"
    r"|(?:width|height)\s*:\s*0(?:px)?\s*[;\"'])"
)
_TAG = rf"<[a-z][a-z0-9]{{0,9}}\b[^>]{{0,200}}?(?:{_UNSEEN}|\shidden\b|aria-hidden)[^>]{{0,200}}>"
HIDDEN = Pattern(
    "hidden_text",
    r"(?i)<!--|display\s*:\s*none|visibility|font-size|opacity|color\s*:|-indent|left\s*:|height\s*:|hidden"
    r"|\]:\s*#|\[//\]|<template"
    r"|textcolor|!\[",
    re.compile(
        rf"(?is)<!--(?:(?!-->).){{0,400}}?\b{_ORDER}|(?:{_TAG}|<template\b[^>]*>)[^<]{{0,400}}?\b{_ORDER}"
        rf"|^\s{{0,3}}\[[^\]\n]{{1,40}}\]:\s*(?:#|<>)[^\n]{{0,200}}?\b{_ORDER}|\[//\]:\s*#[^\n]{{0,200}}?\b{_ORDER}"
        rf"|\\(?:textcolor|color)\{{white\}}.{{0,200}}?\b{_ORDER}"
        r"|!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}[?&=/](?:\{|\[|<|%7b|\$)[^)\n]{1,100}\)",
        re.MULTILINE,
    ),
)
MARKED = Pattern(
    "injection",
    r"(?i)<\||\[/?inst|<</?sys|</?(?:system|instruction|prompt|assistant|admin|override)|#{2,}\s*(?:system"
    r"|instruction|assistant|human|response)"
    r"|[\[{(*=-]\s*(?:end|begin|start|system|admin|developer|ai)\b",
    re.compile(
        r"(?im)<\|(?:im_start|im_end|system|user|assistant|start_header_id|endofprompt)\|>|\[/?INST\]|<</?SYS>>"
        r"|</?(?:system|instructions?|prompt|assistant|admin|override)(?:[_ -]?(?:prompt|message|instructions?"
        r"|override|note))?\s*/?>"
        r"|^\s*#{2,}\s*(?:system|instructions?|assistant|human|response|new instructions?)\b[^\n]{0,20}:"
        r"|[\[{(*=-]{1,6}\s*(?:system|developer|root|ai|assistant)"
        r"(?: (?:prompt|message|note|override|instructions?|command|update|mode|notice|alert|directive))?\s*(?::"
        r"|\]\s*\S|\}\}?\s*\S|\*\*)"
        r"|[\[{(*=#-]{2,}\s*(?:end|begin|start|beginning) (?:of )?(?:the )?(?:system |user |new |hidden |secret )?"
        r"(?:prompt|instructions?|input|context|conversation|document|text|review|message)\b"
    ),
)
_ENCODED = (
    r"[A-Za-z0-9+/_-]{20,}={0,2}|(?:[0-9a-fA-F]{2}[\s:]?){12,}|(?:\\x[0-9a-fA-F]{2}){8,}|(?:%[0-9a-fA-F]{2}){8,}"
    r"|(?:&#x?[0-9a-fA-F]{2,5};){8,}|(?:[01]{8}\s?){8,}"
)
_READABLE = re.compile(r"[A-Za-z,.!?'\"]{1,20}(?: [A-Za-z0-9,.!?:;'\"-]{1,20}){2,}")


def _decoded(run: str) -> str:
    """Return what a run of characters says by the first code it is readable in, else nothing."""
    bare = re.sub(r"[\s:]", "", run)
    readings: tuple[Callable[[], bytes], ...] = (
        lambda: base64.b64decode(bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4), validate=True),
        lambda: bytes.fromhex(re.sub(r"\\x|%", "", bare)),
        lambda: bytes(int(bare[place : place + 8], 2) for place in range(0, len(bare), 8)),
        lambda: bytes(int(n, 16) if x else int(n) for x, n in re.findall(r"&#(x?)([0-9a-fA-F]+);", run)),
    )
    for reading in readings:
        try:
            text = reading().decode("ascii")
        except (ValueError, binascii.Error, UnicodeDecodeError):
            continue
        if _READABLE.match(text.strip()):
            return text
    return ""


ENCODED = Pattern("encoded_text", _ENCODED, re.compile(_ENCODED), lambda run: bool(_decoded(run)))

_LOOKS = str.maketrans("013457@$аеорсухіѕԁӏοανρτκ", "oieastasaeopcyxisdloavptk")
_APART = re.compile(r"(?:(?<![^\W_])[^\W_][ .\-_*·]{1,2}){4,}[^\W_](?![^\W_])")
_ORDERED = (
    "ignore", "disregard", "forget", "override", "bypass", "previous", "earlier", "instruction", "instructions",
    "directives", "prompt", "guidelines", "system", "reveal",
)  # fmt: skip
_WORDS = {(word[0], *sorted(word)): word for word in _ORDERED}
_SHUFFLED = re.compile("(?i)\\b(?:" + "|".join(rf"{w[0]}[{w[1:-1]}]{{{len(w) - 2}}}{w[-1]}" for w in _ORDERED) + ")\\b")
_SIGN = (
    r"(?i)vtaber|vafgehpgvba|qvfertneq|cebzcg|erongi|snoitcurtsni|tpmorp|draged|(?:[\p{L}\d][ .\-_*·]{1,2}){5}"
    r"|[a-z][\u200b-\u200d\u2060\u00ad\ufeff]+[a-z]|[\u0370-\u04ff]\w*[a-zA-Z]|[a-zA-Z]\w*[\u0370-\u04ff]"
    r"|[\uff21-\uff5a]{4}|[\U0001d400-\U0001d7ff]"
    r"|(?:[a-z][013457@$]{1,2}[a-z].{0,20}){3}"
    r"|\bi[gnor]{4}e\b[^\n]{0,60}\b(?:i[nstructio]{9,10}[ns]|p[reviou]{6}s)\b"
    r"|\bp[reviou]{6}s\b\W+i[nstructio]{9,10}[ns]\b"
)


def _unscrambled(text: str) -> str:
    """Return the text with the words of an order put right whose inner letters were shuffled."""
    return _SHUFFLED.sub(lambda word: _WORDS.get((word[0][0].lower(), *sorted(word[0].lower())), word[0]), text)


def _plain_readings(text: str) -> tuple[str, ...]:
    """Return the text without tricks of spelling: look-alikes, letters apart or shuffled, turned round, ROT13."""
    plain = unicodedata.normalize("NFKC", re.sub("[\u200b-\u200d\u2060\u00ad\ufeff]", "", text))
    joined = _APART.sub(lambda run: re.sub(r"(?<=\w)[ .\-_*·](?=\w)", "", run[0]), plain)
    return plain, joined, plain.lower().translate(_LOOKS), text[::-1], codecs.decode(text, "rot13"), _unscrambled(plain)


def disguised(texts: pl.Series) -> pl.Series:
    """Return where a text holds an order once a trick of spelling is undone; Boolean[n], never null."""
    likely = texts.str.contains(_SIGN).fill_null(False)
    found = [
        any(pattern.values(reading) for reading in _plain_readings(text) for pattern in (OVERRIDE, GRADING))
        for text in texts.filter(likely)
    ]
    return likely.clone().scatter(likely.arg_true(), pl.Series(found, dtype=pl.Boolean))
