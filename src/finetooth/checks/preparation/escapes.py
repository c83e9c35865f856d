r"""Escapes that a writer put in and no reader took out: ``\u2019``, ``\n`` or ``\xe2\x80\x99`` in prose."""

import re
import unicodedata

import polars as pl

_SIGN = r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\n"
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x[0-9a-fA-F]{2}|([nrt])|([\"'/]))")
_WIDE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
# Code, patterns, paths, formulas, and talk about them: there an escape says what it should.
_CODE = re.compile(
    r"[{}`]|\$[^\d\s]|;[ \t]{0,8}(?:\n|$)|=[=>]|!=|\+=|->|::|[\w\]]\s?=\s?[\"'\w]|\w\((?:[\"'\\]|\))|%[sdifr]\b|</?\w"
    r"|^[ \t]{0,20}(?:>>>|\$|//|#\s)"
    r"|\\[^nrtux\"'/]|\\\\|[A-Za-z]:\\|\\[nrtux][\w\\.-]{0,80}\.[a-z]{2,4}\b|\[\\|\\\w-\\|[\"']\s{0,3}[+\]]"
    r"|[\"'(]\s{0,3}\\[nrt]|\\[nrt]\s{0,3}[\"')]"
    r"|\b(?:def|import|return|printf?|echo|const|void|function|lambda|select|regexp?|sed|awk|grep|json|unicode|utf"
    r"|ascii"
    r"|escap\w+|(?:en|de)cod\w+|backslash|new ?line|line ?breaks?|carriage|strings?|characters?|chars?|parse\w*|python"
    r"|java\w*|script\w*|code|coding|latex|excel|csv|split|delimiter|separator|terminal|shell|folder|directory|path)\b"
    r"|(?-i:\\(?:n(?:u|eq?|i|abla|eg|ewline|ewpage|ewcommand|oindent|onumber|ot|otin|ode|um|ormalsize|atural|leq|geq"
    r"|mid)"
    r"|r(?:ho|ight\w*|ef|angle|ceil|floor|m|eal|ule|enewcommand)|t(?:ext\w*|imes|au|heta|anh?|o|op|ilde|itle|oday|ag"
    r"|frac|herefore|riangle|iny|able\w*))(?![a-z]))",
    re.IGNORECASE | re.MULTILINE,
)
_LOOSE = re.compile(r"[.!?,;:…]\\n|(?:^|\s)\\n(?:[A-Z\s]|$)|\\n(?:\s|$|[-*•–])|\\n\\n")  # not as in src\name


def unescaped(texts: pl.Series) -> pl.Series:
    """Return texts with the escapes of prose read back; a text that looks like code, a path or a formula stays."""
    likely = texts.str.contains(_SIGN).fill_null(False)
    if not likely.any():
        return texts
    read = [_read_back(text) for text in texts.filter(likely)]
    return texts.clone().scatter(likely.arg_true(), pl.Series(read, dtype=pl.String))


def _read_back(text: str) -> str:
    """Return what the text said before it was escaped, or the text as it is where that is in doubt."""
    if _CODE.search(text) or not _is_sure(text):
        return text
    try:
        decoded = _WIDE.sub(lambda run: _letters(run[0]), _BYTES.sub(lambda run: _from_bytes(run[0]), text))
    except (ValueError, UnicodeError):
        return text
    after = _ESCAPE.sub(lambda found: _PLAIN.get(found[2] or "", found[3] or ""), decoded)
    return text if "\\" in after else after


def _is_sure(text: str) -> bool:
    """Whether an escape stands for a letter, or lines are broken so in a text that has no break of its own."""
    return bool(_WIDE.search(text) or _BYTES.search(text)) or ("\n" not in text and bool(_LOOSE.search(text)))


def _letters(run: str) -> str:
    """Return the letters of a run of escaped UTF-16 units. Raises UnicodeError for half a pair and for controls."""
    units = bytes.fromhex(run.replace("\\u", ""))
    return _visible(units.decode("utf-16-be"))


def _from_bytes(run: str) -> str:
    """Return the letters of a run of escaped UTF-8 bytes, one of them beyond ASCII at least."""
    letters = _visible(bytes.fromhex(run.replace("\\x", "")).decode("utf-8"))
    if letters.isascii():
        raise ValueError("plain letters are escaped on purpose")
    return letters


def _visible(letters: str) -> str:
    if any(unicodedata.category(one) in ("Cc", "Cn", "Co", "Cs") and one not in "\n\r\t" for one in letters):
        raise ValueError("a control character is escaped on purpose")
    return letters
