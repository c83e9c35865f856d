"""Times: from the many ways to write one to seconds that can be compared."""

from collections.abc import Callable

import polars as pl

_DAY_FIRST = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y")
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%m/%d/%y", "%m/%d/%Y", *_DAY_FIRST)  # %y never reads four digits
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", " %H.%M", " %H.%M.%S")
_ENOUGH = 0.9  # a format must read this share of what is there
_EPOCH = r"^-?[0-9]{9,11}(\.[0-9]+)?$"
_EPOCH_MILLISECONDS = r"^[0-9]{12,14}$"


def epoch_seconds(values: pl.Series) -> pl.Series:
    """Return times as seconds since 1970 (UTC where no zone is told), Float64[n]; null where a value is no time.

    Read are ISO 8601 with or without a zone, seconds and milliseconds since 1970, and the usual dates by day, month and
    year: of several formats the one that reads most values; where two read the same, the month comes first.
    """
    texts = values.cast(pl.String).str.strip_chars()
    filled = len(texts) - texts.null_count()
    best = pl.Series([None] * len(texts), dtype=pl.Float64)
    for read in (_epoch, _iso, *(_reader(day + clock) for day in _FORMATS for clock in _CLOCKS)):
        found = read(texts)
        if found.null_count() < best.null_count():
            best = found
        if len(best) - best.null_count() >= _ENOUGH * max(1, filled):
            break
    return best.alias(values.name)


def _epoch(texts: pl.Series) -> pl.Series:
    seconds = texts.set(~texts.str.contains(_EPOCH).fill_null(False), None).cast(pl.Float64)
    thousandths = texts.set(~texts.str.contains(_EPOCH_MILLISECONDS).fill_null(False), None).cast(pl.Float64)
    return seconds.fill_null(thousandths / 1000)


def _iso(texts: pl.Series) -> pl.Series:
    plain = texts.str.replace(r"[Tt ]", "T").str.replace(r"[Zz]$", "+00:00").str.replace(r"([+-]\d\d)(\d\d)$", "$1:$2")
    zoned = plain.set(~plain.str.contains(r"T.*[+-]\d\d:\d\d$").fill_null(False), None)
    naive = plain.set(zoned.is_not_null(), None)
    found = pl.Series([None] * len(texts), dtype=pl.Float64)
    for form in ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"):
        with_zone = zoned.str.to_datetime(form + "%:z", strict=False, time_zone="UTC", time_unit="us")
        without = naive.str.to_datetime(form, strict=False, time_unit="us")
        found = found.fill_null(_seconds(with_zone.dt.replace_time_zone(None))).fill_null(_seconds(without))
    return found


def _reader(form: str) -> Callable[[pl.Series], pl.Series]:
    def read(texts: pl.Series) -> pl.Series:
        if "%H" in form:
            return _seconds(texts.str.to_datetime(form, strict=False, time_unit="us"))
        return _seconds(texts.str.to_date(form, strict=False).cast(pl.Datetime("us")))

    return read


def _seconds(times: pl.Series) -> pl.Series:
    return times.dt.epoch("us").cast(pl.Float64) / 1e6
