"""Times: from the many ways to write one to seconds that can be compared."""

from typing import NamedTuple

import polars as pl

from finetooth.facts.month_names import in_numbers

_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", " %H.%M", " %H.%M.%S", " %I:%M %p", " %I:%M:%S %p")
_EPOCH = r"^-?[0-9]{9,11}(\.[0-9]+)?$"
_EPOCH_MILLISECONDS = r"^[0-9]{12,14}$"
_MIXED = 10  # dates of one order for each that only another order reads: fewer, and the order is in doubt


class Times(NamedTuple):
    """The seconds since 1970 (UTC where no zone is told), Float64[n], and why dates were not read, and how many."""

    seconds: pl.Series
    doubt: str = ""
    doubted: int = 0


class _Kind(NamedTuple):
    """A way to write a date: what it looks like, and the orders of day, month and year that it can be meant in."""

    looks: str
    orders: tuple[str, ...]
    usual: bool = False  # whether the first order is meant unless the dates say otherwise

    def of(self, texts: pl.Series) -> pl.Series:
        """Return the texts of this kind, null elsewhere."""
        return texts.set(~texts.str.contains(self.looks).fill_null(False), None)


def _kinds() -> tuple[_Kind, ...]:
    end = r"(\D|$)"
    kinds = [_Kind(rf"^\d{{8}}{end}", ("%Y%m%d",))]
    for mark in "-/.":
        kinds.append(_Kind(rf"^\d{{4}}[{mark}]\d\d?[{mark}]\d\d?{end}", (f"%Y{mark}%m{mark}%d",)))
        for year, digits in (("%Y", 4), ("%y", 2)):
            orders = (f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}")
            backward = (f"%y{mark}%m{mark}%d",) if (mark, digits) == ("-", 2) else ()
            looks = rf"^\d\d?[{mark}]\d\d?[{mark}]\d{{{digits}}}{end}"
            kinds.append(_Kind(looks, orders + backward, usual=mark == "."))
    return tuple(kinds)


_KINDS = _kinds()


def epoch_seconds(values: pl.Series) -> pl.Series:
    """Return times as seconds since 1970 (UTC where no zone is told), Float64[n]; null where a value is no time."""
    return read_times(values).seconds


def read_times(values: pl.Series) -> Times:
    """Read ISO 8601 with or without a zone, seconds and milliseconds since 1970, and dates by day, month and year.

    Whether the day or the month comes first is told by the dates themselves (a 31 is no month). Where they do not tell,
    or tell both, those dates are not read: a guess would put them in a wrong order without a word. With dots the
    day comes first.
    """
    texts = in_numbers(values.cast(pl.String).str.strip_chars())
    found, doubts, doubted = _iso(texts).fill_null(_epoch(texts)), [], 0
    for kind in _KINDS:
        left = kind.of(texts.set(found.is_not_null(), None))
        if left.null_count() < len(left):
            seconds, doubt, several = _dates(left, kind)
            found, doubted = found.fill_null(seconds), doubted + several
            doubts += [doubt] if doubt else []
    return Times(found.alias(values.name), "; ".join(doubts), doubted)


def _dates(texts: pl.Series, kind: _Kind) -> Times:
    """Read dates of one kind in the order that reads most of them; none of them where that is in doubt."""
    parts = "the day, the month or the year" if len(kind.orders) > 2 else "the day or the month"
    read = sorted((_seconds_by(order, texts) for order in kind.orders), key=pl.Series.null_count)
    best = read[0]
    for other in read[1:]:
        alone, against = best.is_not_null() & other.is_null(), other.is_not_null() & best.is_null()
        undecided = not (alone.any() or against.any() or kind.usual)
        doubt = ""
        if undecided and not best.equals(other):
            first = texts.filter((best != other).fill_null(False))[0]
            doubt = f"dates such as {first} can be read with {parts} first, and none of them tells which"
        elif against.any() and _MIXED * against.sum() >= alone.sum():
            pair = f"{texts.filter(alone)[0]} and {texts.filter(against)[0]}"
            doubt = f"dates are written in more than one order of day and month, such as {pair}"
        if doubt:
            return Times(pl.Series([None] * len(texts), dtype=pl.Float64), doubt, texts.count())
    return Times(best)


def _seconds_by(order: str, texts: pl.Series) -> pl.Series:
    """Return the seconds of texts in one order, with a clock of any kind behind the date or with none."""
    found = pl.Series([None] * len(texts), dtype=pl.Float64)
    for clock in _CLOCKS:
        if clock:
            found = found.fill_null(_seconds(texts.str.to_datetime(order + clock, strict=False, time_unit="us")))
        else:
            found = found.fill_null(_seconds(texts.str.to_date(order, strict=False).cast(pl.Datetime("us"))))
        if found.null_count() == texts.null_count():
            break
    return found


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


def _seconds(times: pl.Series) -> pl.Series:
    return times.dt.epoch("us").cast(pl.Float64) / 1e6
