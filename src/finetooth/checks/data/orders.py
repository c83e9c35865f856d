"""Orders to a model in English: what it should drop, become, give away or answer, put together from their parts."""

import re

import polars as pl

from finetooth.facts.patterns import Pattern

_STEP = r"[\s,:'\"*_()/-]+"


def gap(most: int) -> str:
    """Return a pattern for up to so many words, with what parts them from the words around."""
    return rf"(?:{_STEP}[\w'’]+){{0,{most}}}?{_STEP}"


def order(sign: str, exact: str) -> Pattern:
    """Return a pattern of orders without look-around and with plain letters, so that native code reads it too."""
    return Pattern(
        "injection", f"(?i){sign}", re.compile("(?im)" + exact.replace(r"[\w", "[a-z0-9_").replace(r"\w", "[a-z0-9_]"))
    )


def native(pattern: str) -> str:
    """Return the pattern with word edges of plain letters, which native code finds at full speed in any text."""
    return pattern.replace(r"\b", r"(?-u:\b)")


def given(texts: pl.Series, pattern: Pattern) -> pl.Series:
    """Return where a text holds such an order; Boolean[n], never null."""
    likely = texts.str.contains(native(pattern.sign)).fill_null(False)
    found = texts.filter(likely).str.contains(native(pattern.exact.pattern))
    return likely.clone().scatter(likely.arg_true(), found)


_DROP = (
    r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget|overrid(?:e|ing)|overrule|bypass(?:ing)?|discard|neglect|dismiss"
    r"|abandon"
    r"|circumvent|erase|skip|set aside|put aside|throw (?:away|out)|pay no (?:attention|heed) to|(?:do not"
    r"|don['’]?t|never) "
    r"(?:follow|obey|listen to|adhere to|comply with|apply|use)|(?:stop|cease|quit) (?:following|obeying"
    r"|applying)|wipe"
    r"|not bound by|no longer (?:follow|obey|bound by|apply))"
)
_EARLIER = (
    r"(?:previous(?:ly)?|prior|earlier|above|preceding|foregoing|former|initial|original|existing|system|developer"
    r"|aforementioned|safety|default|given|past|hidden)"
)
_RULES = (
    r"(?:instructions?|prompts?|guidelines|directives?|programming|constraints|restrictions|guardrails|safeguards"
    r"|system messages?|safety (?:rules|measures|filters?)|content polic(?:y|ies)|polic(?:y|ies)|rubric|rules"
    r"|directions)"
)
_SAID = r"(?:text|content|context|messages?|input|words|commands?|orders|tasks?|training|labels?|criteria|examples)"
_TOLD = r"you(?:['’]ve| have)? (?:were|been|was|are) (?:\w+ )?(?:told|given|instructed|taught|trained|asked)"
_OVERRIDE = "|".join(
    (
        rf"\b{_DROP}{gap(4)}{_EARLIER}{gap(2)}{_RULES}\b",
        rf"\b{_DROP}{gap(1)}(?:all|any|every|each){gap(3)}(?:{_EARLIER}{gap(1)})?(?:instructions?|prompts?"
        r"|guidelines|directives?)\b",
        rf"\b{_DROP}{gap(1)}(?:all|any|every|each){gap(2)}{_EARLIER}{gap(1)}{_SAID}\b",
        rf"\b{_DROP}{gap(2)}(?:above|preceding|foregoing){gap(1)}{_SAID}\b",
        rf"\b{_DROP}{gap(2)}{_RULES}{gap(2)}(?:above|before this|{_TOLD})\b",
        rf"\b{_DROP}{gap(2)}(?:everything|anything|all|whatever|what){gap(4)}(?:above\b|{_TOLD}|before this"
        r" (?:line|point|text))",
        rf"\b{_DROP}{gap(2)}your{gap(2)}(?:{_RULES}|training)\b",
        rf"\b{_RULES}{gap(4)}(?:no longer appl(?:y|ies)|(?:are|is|were|was|been) (?:\w+ )?(?:void|cancell?ed"
        r"|revoked|suspended"
        r"|overridden|superseded|lifted|disabled|obsolete|replaced by))",
        r"\b(?:new|updated|revised|override|secret|hidden|special) (?:system )?(?:instructions?|directives?"
        r"|prompt)s?\s*[:=]",
        r"\byour (?:new|real|actual|true|sole|only) (?:task|instructions?|objective|directive|output)s? (?:is|are"
        r"|will be)\b",
        r"\bsystem[ _-]+(?:override|instruction|directive)s?\b|\b(?:override|bypass) (?:the )?system\b",
        r"\b(?:follow|obey)(?: only)? (?:these|the following|my|this)(?: new)? (?:instructions?|rules?|commands?)"
        r" instead\b",
    )
)
_FREE = (
    r"(?:un(?:restricted|filtered|censored|aligned)|jail ?broken|amoral|free (?:of|from) (?:all|any|your|every)"
    r"|(?:no|without)(?: any| all)?(?: ethical| moral| content| safety)? (?:restrictions?|filters?|limitations"
    r"|guidelines|rules|limits"
    r"|constraints|censorship|guardrails))"
)
_MACHINE = (
    r"(?:ai|a\.i\.|llms?|large language model|language models?|(?:ai|virtual|helpful|chat) assistant|chat ?bots?"
    r"|chat ?gpt"
    r"|gpt-?\d?|claude|gemini|llama|copilot|(?:text |sentiment |spam |content )?classifiers?)"
)
_ROLE = "|".join(
    (
        rf"\byou(?: are|['’]re|r) (?:now|no longer|henceforth){gap(6)}(?:{_FREE}|{_MACHINE}|assistant|bot|persona"
        r"|dan|bound by"
        r"|(?:constrained|restricted|limited) by|an? \w+ (?:model|agent|terminal)|in \w+ mode)\b",
        rf"\b(?:act|behave|respond|answer|speak|operate|function|pose|pretend|imagine|simulate|role-?play){gap(6)}"
        rf"(?:{_FREE}|an? {_MACHINE})\b",
        rf"\b{_FREE}{gap(2)}(?:ai|model|assistant|mode|chat ?bot|version|persona)\b",
        r"\b(?:enter|enable|activate|engage|switch(?:ing)? (?:in)?to|turn on|boot|unlock|start)(?: the| into| in)? "
        r"(?:developer|jail ?break|god|debug|admin|sudo|dan|root|maintenance|unrestricted|evil|opposite) ?mode\b",
        r"\byou(?: are|['’]re)(?: \w+){0,2} in (?:developer|jail ?break|god|debug|admin|sudo|dan|unrestricted)"
        r" ?mode\b",
        r"\b(?:you|dan)\W(?:[\w'’]+\W+){0,8}?do[ -]anything[ -]now\b|\bdo[ -]anything[ -]now\W{1,3}dan\b|\bDAN"
        r" mode\b|\bstrive to avoid norms\b|\balways intelligent and machiavellian\b|\bjail ?break"
        r"(?:ed|en|ing)? (?:mode|prompt|yourself|the (?:ai|model|assistant))\b",
        rf"\byou (?:can|may|will|must|should|have to){gap(3)}(?:answer|say|do|respond){gap(5)}(?:without|no)"
        r" (?:any )?(?:restrictions?|filters?"
        r"|limitations|censorship)\b",
    )
)
_GIVE = (
    r"(?:reveal|print|show|repeat|output|leak|tell|display|expose|disclose|dump|recite|give|share|send|write|echo"
    r"|quote|list"
    r"|type|spell|paste|summari[sz]e|translate|return|provide|state|copy|include|append|what(?:['’]s| is| are|"
    r" was| were))"
)
_SHOW = (
    r"(?:reveal|print|repeat|output|leak|disclose|dump|recite|echo|expose|display|show|list|tell|share|paste|append)"
)
_LEAK = "|".join(
    (
        rf"\b{_GIVE}{gap(5)}(?:system|initial|hidden|secret|internal|developer|confidential|underlying|original"
        r"|pre-?)[\s-]?"
        r"(?:prompts?|instructions?|directives?|guidelines|configuration)\b",
        rf"\b{_GIVE}{gap(3)}(?:system|developer) messages?\b",
        rf"\b{_SHOW}{gap(3)}your{gap(2)}(?:prompt|instructions?|guidelines|directives|programming|configuration"
        r"|training data"
        r"|api keys?|credentials|environment variables|context window)\b",
        rf"\b(?:repeat|print|output|copy|translate|echo|paste|summari[sz]e|reproduce){gap(2)}(?:everything|all"
        r"|texts?|words?|contents?"
        rf"|sentences?|lines?|messages?|instructions?){gap(2)}(?:above|before this|preceding|verbatim)\b",
        rf"\b(?:send|post|forward|upload|e-?mail|transmit|exfiltrate|leak){gap(4)}(?:conversation|chat (?:history"
        r"|logs?)|context"
        rf"|api[ _-]?keys?|credentials|environment variables|user data|session){gap(4)}(?:to|at)\b",
    )
)
_SIGN = (  # what every order above holds, for a quick look
    "ignor|disregard|forget|overrid|overrule|bypass|discard|neglect|dismiss|abandon|circumvent|erase|skip|aside"
    "|throw|pay no|follow|obey"
    "|listen|adhere|comply|apply|wipe|bound|prompt|instruct|directive|guideline|polic|rules|system|programming"
    "|restrict|filter|censor"
    "|your (?:new|real|actual|true|sole|only)|mode|anything|norms|machiavel|jail|constrain|guardrail|credential"
    "|environment var|api.?key"
    "|chat (?:history|log)|conversation|user data|verbatim|above|before this|preceding|language model|assistant"
    "|chat ?(?:bot|gpt)|llm"
)
MACHINE = _MACHINE
OVERRIDE = order(_SIGN, f"{_OVERRIDE}|{_ROLE}|{_LEAK}")
