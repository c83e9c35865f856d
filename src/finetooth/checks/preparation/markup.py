"""Markup in texts: which entities, tags, Markdown links and BBCode count as such, and how they are taken out."""

import polars as pl

from finetooth.checks.preparation.entities import completed
from finetooth.checks.preparation.escapes import unescaped

ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"

_ATTRIBUTE = r"""\s+[a-zA-Z:_-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_PLAIN = (  # names that nobody uses as a placeholder
    "b|big|blockquote|body|br|center|dd|del|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|ins|li|nobr|ol|p|pre|s|script|"
    "small|span|strike|strong|style|sub|sup|tbody|td|tfoot|th|thead|tr|tt|u|ul|wbr"
)
_WITH_ATTRIBUTES = (  # names that are also words, as in <time>: HTML where they have attributes or close
    "a|abbr|address|article|aside|audio|button|caption|cite|code|col|colgroup|details|embed|figcaption|figure|footer|"
    "form|frame|header|iframe|input|kbd|label|link|main|map|mark|meta|nav|object|option|param|picture|q|samp|section|"
    "select|source|summary|svg|table|textarea|time|title|track|var|video"
)
TAG = (
    r"(?i)<!--(?s:.*?)-->|<!DOCTYPE [^<>]*>|<!\[CDATA\[|\]\]>|<\?xml [^<>]*\?>"
    rf"|<(?:{_PLAIN})(?:{_ATTRIBUTE})*\s*/?>|<(?:{_WITH_ATTRIBUTES})(?:{_ATTRIBUTE})+\s*/?>"
    rf"|</(?:{_PLAIN}|{_WITH_ATTRIBUTES})\s*>"
)
_TARGET = r"(?:https?://|www\.|mailto:|data:|/|\./|\.\./|#)(?:[^()\s]|\([^()\s]*\))*"
LINK = rf'!?\[([^\[\]\n]*)\]\({_TARGET}(?:\s+"[^"\n]*")?\)'
_BBCODES = "b|i|u|s|url|img|quote|code|size|color|font|center|left|right|list|email|spoiler|youtube|sup|sub"
BBCODE_END = rf"(?i)\[/(?:{_BBCODES})\]"  # "[i]" alone is an index: it is BBCode where one of these follows
_BBCODE = rf"(?i)\[/?(?:{_BBCODES})(?:=[^\[\]\n]*)?\]"
_SUSPECT = (
    r"&[#a-zA-Z0-9]+;|<[!?/a-zA-Z]|\]\(|\[/|\]\]>|&#[0-9xX]|&(?:amp|lt|gt|quot|nbsp)|(?:amp|lt|gt|quot|nbsp);"
    r"|#\d+;[a-z]|\\[nux]"
)
_DEEPEST = 20  # levels of nesting that are undone; only a text made to waste time has more
_ESCAPED_AMPERSANDS = r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+"  # &amp;amp;amp; is one & escaped three times


def without_markup(texts: pl.Series) -> pl.Series:
    """Return texts with escapes and entities decoded, links replaced by their words, tags by a space, nested too."""
    suspect = texts.str.contains(_SUSPECT).fill_null(False)
    positions, part = suspect.arg_true(), texts.filter(suspect)
    for _ in range(_DEEPEST):
        if part.is_empty():
            break
        after = _decode(completed(unescaped(part))).str.replace_all(TAG, " ").str.replace_all(LINK, "${1}")
        after = after.zip_with(~after.str.contains(BBCODE_END), after.str.replace_all(_BBCODE, " "))
        moved = after != part
        texts = texts.clone().scatter(positions, after)
        positions, part = positions.filter(moved), after.filter(moved)
    return texts


def entity_values(found: pl.Series) -> dict[str, str]:
    """Return what each distinct entity stands for; those that stand for nothing are left out."""
    from html import unescape

    values = {entity: unescape(entity) for entity in found.drop_nulls().unique().sort().to_list()}
    return {entity: value for entity, value in values.items() if value != entity and "\ufffd" not in value}


def _decode(texts: pl.Series) -> pl.Series:
    texts = texts.str.replace_all(_ESCAPED_AMPERSANDS, "&")
    values = entity_values(texts.str.extract_all(ENTITY).explode())
    return texts.str.replace_many(list(values), list(values.values())) if values else texts
