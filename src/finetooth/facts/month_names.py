"""Month names: dates with an English month in them, brought to year, month and day in numbers."""

import polars as pl

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
_WEEKDAY = r"(?i)^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_ZONE = r"((?:\s+[+-]\d{4}|\s+[A-Z]{3})?)"
_FORMS = (
    (rf"(?i)^{_DAY}[\s./-]+(?:of\s+)?{_NAME},?[\s./-]+(\d{{4}})\b", "${3}-${2}-${1}"),  # 3 November 2024
    (rf"(?i)^(\d{{1,2}})-{_NAME}-([0-6]\d)\b", "20${3}-${2}-${1}"),  # 03-NOV-24, as spreadsheets have it
    (rf"(?i)^(\d{{1,2}})-{_NAME}-([7-9]\d)\b", "19${3}-${2}-${1}"),
    (rf"(?i)^{_NAME}\s+{_DAY},?\s+(\d{{4}})\b", "${3}-${1}-${2}"),  # Nov 3rd, 2024
    (rf"(?i)^{_NAME}\s+{_DAY}\s+(\d\d:\d\d:\d\d){_ZONE}\s+(\d{{4}})$", "${5}-${1}-${2} ${3}${4}"),  # C's ctime
)


def in_numbers(texts: pl.Series) -> pl.Series:
    """Return dates such as 3 November 2024 or Sun, 03 Nov 2024 14:22:11 GMT as 2024-11-03 …; others as they are."""
    named = texts.str.contains(rf"(?i)\b{_NAME}").fill_null(False)
    if not named.any():
        return texts
    plain = texts.str.replace(_WEEKDAY, "")
    for looks, order in _FORMS:
        plain = plain.str.replace(looks, order)
    for number, name in enumerate(_MONTHS, start=1):
        plain = plain.str.replace(rf"(?i)^(\d{{4}})-{name}-", f"${{1}}-{number:02}-")
    plain = plain.str.replace(r"^(\d{4}-\d\d)-(\d)\b", "${1}-0${2}")
    plain = (
        plain.str.replace(r"\s*(?:GMT|UTC)$", "Z").str.replace(r"\s+([+-]\d\d:?\d\d)$", "${1}").str.replace(", ", " ")
    )
    return texts.zip_with(~named | ~plain.str.contains(r"^\d{4}-\d\d-\d\d").fill_null(False), plain)
