"""The columns beside text and label: which tell times, groups and splits, by what they hold and by their names."""

import re

import polars as pl

from finetooth.drafting.seen import Offer, Seen, Setting, settings_of
from finetooth.facts.times import read_times
from finetooth.sources.source import Source
from finetooth.sources.split_column import NAMES as SPLITS

_LOOKED_AT = 2_000  # rows by which it is told whether a column holds times
_READ = 0.9  # of the values of a column of times can be read
_TIME = re.compile(
    r"(^|[\s_.-])(date|time|timestamp|datetime|created|updated|posted|published|day|ts|unix|epoch|datum|zeit|fecha)"
    r"([\s_.-]|$)",
    re.IGNORECASE,
)
_DIGITS = r"^-?[\d.]+$"
_DOTTED = r"\d\.\d+\."
_ROUNDED = r"^-?\d(\.\d+)?[eE]\+\d+$"  # long ids as a spreadsheet shows them, several of them the same
_GROUP = re.compile(
    r"(^|[\s_.-])(customer|user|username|author|patient|speaker|client|account|session|conversation|thread|ticket|"
    r"subject|reviewer|company|household)s?[\s_.-]?(id|no|nr|number|key|name)?([\s_.-]|$)",
    re.IGNORECASE,
)
_ID = re.compile(r"(^|[\s_.-])(id|no|nr|num|number|nummer|key|code|uuid|hash)([\s_.-]|$)", re.IGNORECASE)
_SPLIT = ("split", "set", "fold", "partition", "subset", "data_split")
_LARGEST_GROUP = 0.2  # of the rows: larger ones would leave nothing to split
_MANY_VALUES, _LONGEST = 20, 40  # values and characters of a column that may hold ids
_WIDE = 5  # digits of a number that is an id rather than an amount, a year or an age


def seen_columns(source: Source) -> Seen:
    """Set the columns that look like times, groups and splits; offer the one that may hold ids."""
    played = {source.facts.get(f"{part}_column") for part in ("text", "pair", "label")}
    table = source.columns
    others = [name for name in table.columns if name not in ("id", "id_in_file", *played)]
    times = [name for name in others if _holds_times(name, table[name])]
    split = next((name for name in others if name.strip().lower() in _SPLIT and _is_split(table[name])), None)
    free = [name for name in others if name != split and name not in times and _is_group(table[name])]
    group = next((name for name in free if _GROUP.search(name)), None)
    why = "looks like whose rows they are: rows of one stay on one side of the split"
    found = settings_of(
        {"data.group_column": (group, why), "data.split_column": (split, "its values name the split of each row")}
    )
    ids = [] if group else [name for name in free if _may_be_ids(name, table[name])]
    return found.plus(_when(table, times)).plus(_ids(table, ids))


def _when(table: pl.DataFrame, times: list[str]) -> Seen:
    """Set the first column whose times are read; say why where the order of day and month is in doubt."""
    if not times:
        return Seen()
    name, doubt = times[0], read_times(table[times[0]]).doubt
    rest = times[1:]
    if doubt:
        told = ("data.time_column", f"{name} holds dates, but {doubt}: write them as YYYY-MM-DD to have them used")
        return Seen(remarks=(told,)).plus(_when(table, rest))
    why = "holds when a row came about: leaks from the future are looked for"
    if rest:
        why = f"CHECK THIS: when a row came about; it could also be {' or '.join(rest[:3])}"
    offers = (Offer("prepare.split", "time: the youngest rows judge, as they will in use"),)
    return Seen(settings=(Setting("data.time_column", name, why),), offers=offers)


def _holds_times(name: str, values: pl.Series) -> bool:
    """Whether a column holds dates or times; mere digits only where its name says so."""
    filled = _filled(values.head(_LOOKED_AT))
    written = filled.filter(~filled.str.contains(_DIGITS) | filled.str.contains(_DOTTED))
    if len(filled) < 3 or filled.n_unique() < 3 or (len(written) < _READ * len(filled) and not _TIME.search(name)):
        return False
    times = read_times(filled)
    return times.seconds.count() + times.doubted >= _READ * len(filled)


def _is_split(values: pl.Series) -> bool:
    known = values.drop_nulls().str.strip_chars().str.to_lowercase().unique().to_list()
    roles = {SPLITS.get(value) for value in known}
    return "train" in roles and None not in roles and len(roles) > 1


def _is_group(values: pl.Series) -> bool:
    """Whether values come again and again, none of them in a large part of the rows."""
    filled = _filled(values)
    if len(filled) < len(values) / 2 or not 5 <= filled.n_unique() <= 0.8 * len(filled):
        return False
    return int(filled.value_counts(sort=True).row(0)[1]) <= _LARGEST_GROUP * len(values)


def _may_be_ids(name: str, values: pl.Series) -> bool:
    """Whether a column looks like ids of what several rows share: many short values, most rows not alone."""
    filled = _filled(values)
    too_long = (filled.str.len_chars() > _LONGEST).any()
    if too_long or filled.n_unique() < _MANY_VALUES or filled.is_duplicated().sum() < len(filled) / 2:
        return False
    if filled.str.contains(rf"\s\S+\s|{_ROUNDED}").any():
        return False
    numbers = filled.str.contains(_DIGITS)
    widths = filled.str.len_chars()
    amounts = numbers.any() and (filled.str.contains(r"[.,]").any() or widths.n_unique() > 1 or widths[0] < _WIDE)
    return not amounts or (bool(_ID.search(name)) and not filled.str.contains(r"[.,]").any())


def _ids(table: pl.DataFrame, names: list[str]) -> Seen:
    """Offer the column of most values, with what speaks for it; nobody but the user knows what its values are."""
    if not names:
        return Seen()
    best, *others = sorted(names, key=lambda name: -table[name].n_unique())
    sizes = _filled(table[best]).value_counts()["count"]
    middle = int(sizes.quantile(0.5, "higher") or 0)
    also = f" (it could also be {' or '.join(others[:3])})" if others else ""
    what = f"{len(sizes):,} values, {middle:,} rows each in the middle, {max(sizes.to_list()):,} at most"
    why = f"{what}{also}: set it if the rows of one belong together, as a customer's do"
    return Seen(offers=(Offer("data.group_column", why, best),))


def _filled(values: pl.Series) -> pl.Series:
    filled = values.drop_nulls().str.strip_chars()
    return filled.filter(filled != "")
