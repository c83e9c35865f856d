"""The kinds of text that speak to a model instead of to people, and a short list of insults."""

import re

from finetooth.facts.patterns import Pattern

_SIGNS = r"instruction|prompt|guideline|programming|rules|developer mode|jailbr|no restrictions|unfiltered"
_INSTRUCTIONS = r"(?:instructions?|prompts?|guidelines|programming|rules|directives|messages?)"
_EARLIER = r"(?:previous|prior|earlier|above|preceding|foregoing|initial|original|system)"

_ALL = r"(?:all|any|every|each|of|the|your|my|these|those|this)"

OVERRIDE = Pattern(
    "injection",
    rf"(?i){_SIGNS}",
    re.compile(
        rf"(?i)\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow)(?: {_ALL}){{0,4}}"
        rf"(?: {_EARLIER})(?: and| {_EARLIER}){{0,3}} {_INSTRUCTIONS}\b"
        rf"|\b(?:ignore|disregard|forget) (?:all|any|every|your)(?: {_ALL}){{0,2}} {_INSTRUCTIONS}\b"
        r"|\b(?:reveal|print|show|repeat|output|leak|tell)(?: me| us)?(?: the| your| full| hidden| entire){1,3}"
        r" system prompt\b"
        r"|\byou are (?:now|no longer)\b[^.!?\n]{0,40}\b(?:developer mode|jailbroken|unfiltered|no restrictions)"
        r"|\b(?:enter|enable|activate) (?:developer|jailbreak|god) mode\b"
        r"|\bact as (?:an? )?(?:unfiltered|jailbroken|unrestricted)\b"
    ),
)
_TO_A_MODEL = r"\b(?:ignore|instruction|assistant|system prompt|language model|you must)\b"
_UNSEEN = r"(?:display:\s*none|visibility:\s*hidden|font-size:\s*0(?:px|pt|em)?\s*[;\"'])"
HIDDEN = Pattern(
    "hidden_text",
    r"(?i)<!--|display:\s*none|visibility:\s*hidden|font-size:\s*0",
    re.compile(
        rf"(?is)<!--(?:(?!-->).){{0,400}}?{_TO_A_MODEL}|<[a-z]{{1,10}}\b[^>]{{0,200}}{_UNSEEN}[^>]{{0,200}}>"
        rf"[^<]{{0,400}}?{_TO_A_MODEL}"
    ),
)
_NO_WIDTH = r"\u200b-\u200d\u2060-\u2064\ufeff\u180e"
_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
SMUGGLED = Pattern(
    "invisible_text",
    r"[\u{E0001}-\u{E007F}]|[\u{200B}-\u{200D}\u{2060}-\u{2064}\u{FEFF}\u{180E}]{8}|[\u{FE00}-\u{FE0F}]{8}"
    r"|[\u{E0100}-\u{E01EF}]{8}",
    re.compile(
        f"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001-\U000e007f]{{2}}|[{_NO_WIDTH}]{{8}}|[{_VARIANTS}]{{8}}"
    ),
)
INJECTION = (OVERRIDE, HIDDEN, SMUGGLED)
# A short list that anyone can read; words with a harmless sense are left out.
_INSULTS = (
    "asshole", "bastard", "bitch", "bullshit", "cunt", "dickhead", "dumbass", "fag", "faggot", "fucker", "fuck you",
    "fuck off", "kike", "kys", "kill yourself", "motherfucker", "nigger", "retard", "retarded", "shithead", "slut",
    "tranny", "twat", "wanker", "whore", "wetback",
)  # fmt: skip
TOXIC = rf"(?i)\b({'|'.join(_INSULTS)})(e?s)?\b"
