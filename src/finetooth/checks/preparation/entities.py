"""Entities that lost a part: ``&#8217`` and ``&amp`` without their semicolon, ``quot;`` without its ampersand."""

import polars as pl

_CODE = r"3[489]|6[02]|1[6-9]\d|2[0-5]\d|8(?:19[2-9]|2\d\d|30[0-3]|364|482)|12[89]\d{3}"  # what prose is written with
_NAME = "amp|lt|gt|quot|nbsp"
_TOKENISED = rf"&(#(?:{_CODE})|{_NAME}) ;"  # a tokenizer parted the semicolon
_LINKED = r"(?i)https?://\S*[?&]\S*&|\?\w+=\S*&"  # "&lt" in an address is the name of a value
_UNCLOSED = rf"&(#(?:{_CODE})|#[xX]20[0-9a-fA-F]{{2}}|{_NAME})([^0-9a-zA-Z;=]|$)"
_UNCLOSED_BEFORE_LETTERS = r"&(#0?39|#8217|#8216|#34)([a-zA-Z])"  # don&#39t
_SUSPECT = rf"&(?:#[0-9xX]|(?:{_NAME})(?:[^a-zA-Z;]|$))|(?:^|[^&\w])(?:(?:{_NAME});|#\d{{2,4}};[a-z])"
_AMPLIFIER = (  # "amp" is a word too
    r"(?i)\b(?:my|your|his|her|our|their|the|this|that|an?|same|new|old|guitar|bass|tube|valve|power|practice"
    r"|headphone|stereo|car|combo|watts?|volts?|[\d.,]+)[\s-]+amp;"
)
_OPENED = (
    (r"(^|[^&\w;#])(quot|nbsp);", "${1}&${2};"),
    (r"(^|[^&\w;#])(lt|gt);([^\s\d])", "${1}&${2};${3}"),
    (rf"(^|[^&\w;#])amp;({_NAME}|#\d{{2,5}});", "${1}&${2};"),
    (r"(^|[^&\w;])(#(?:0?39|34|038));([a-z])", "${1}&${2};${3}"),
    (r"(^|[A-Za-z])(#(?:0?39|8217));(s|t|m|d|re|ve|ll)\b", "${1}&${2};${3}"),
)


def completed(texts: pl.Series) -> pl.Series:
    """Return texts with entities that lost their semicolon or their ampersand made whole; addresses stay."""
    likely = texts.str.contains(_SUSPECT).fill_null(False)
    if not likely.any():
        return texts
    part = texts.filter(likely)
    return texts.clone().scatter(likely.arg_true(), part.zip_with(part.str.contains(_LINKED), _whole(part)))


def _whole(texts: pl.Series) -> pl.Series:
    texts = texts.str.replace_all(_TOKENISED, "&${1};")
    for _ in range(2):  # a match takes in the sign behind it, where the next may begin
        texts = texts.str.replace_all(_UNCLOSED, "&${1};${2}").str.replace_all(_UNCLOSED_BEFORE_LETTERS, "&${1};${2}")
        for lost, mended in _OPENED:
            texts = texts.str.replace_all(lost, mended)
    lone = texts.str.replace_all(r"(^|\s)amp;(\s|$|[A-Za-z])", "${1}&amp;${2}")
    return texts.zip_with(texts.str.contains(_AMPLIFIER), lone)
