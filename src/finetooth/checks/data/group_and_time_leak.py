"""DAT009: groups on both sides of the given files, and training rows younger than those that judge."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, names, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.times import read_times

_JUDGING = ("validation", "test")
MIXED, FEWEST = 0.1, 20  # share and number of training rows newer than half of the test: more than stragglers


class GroupAndTimeLeak(Check):
    """The files part a group, or let the model see the future.

    Why: rows of one customer, author or thread are alike, so that one side gives the other away; and a model that is
    trained on March and tested on February is scored on what it will never do (Kaufman et al. 2012). A few training
    rows that are newer than the oldest test row are a warning; where files are mixed or reversed in time it blocks.
    Fix: put each group on one side, and the youngest rows into the test; or give one file and let finetooth draw the
    split (`data.group_column`, `prepare.split: time`).
    Blind: groups and times that no column tells, dates whose order of day and month nothing tells, and the split of one
    file, which DAT004 judges once it is drawn.
    """

    code = "DAT009"
    tasks = BOTH
    severity = Severity.ERROR
    fix_class = "never"
    bad = [
        [
            {"text": "Where is it?", "label": "ask", "group": "customer 7"},
            {"text": "Thanks a lot", "label": "end", "group": "customer 8"},
            {"text": "Is it here?", "label": "ask", "group": "customer 7", "role": "test"},
        ],
        [
            {"text": "Where is it?", "label": "ask", "time": "2024-03-01"},
            {"text": "Thanks a lot", "label": "end", "time": "2024-01-01"},
            {"text": "Is it here?", "label": "ask", "time": "2024-02-01", "role": "test"},
        ],
    ]
    good = [
        [
            {"text": "Where is it?", "label": "ask", "group": "customer 7", "time": "2024-01-01 10:00"},
            {"text": "Thanks a lot", "label": "end", "group": "customer 8", "time": "2024-01-02T09:30:00Z"},
            {"text": "Is it here?", "label": "ask", "group": "customer 9", "time": "2024-02-01", "role": "test"},
            {"text": "And here?", "label": "ask", "group": None, "time": None, "role": "test"},
        ]
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Compare groups and times of train with those of the validation and test files."""
        train, judging = rows.role("train").table, rows.role(*_JUDGING).table
        grouped, timed = (bool(train[name].count() and judging[name].count()) for name in ("group", "time"))
        if not (grouped or timed):
            raise NotApplicable("the files do not both name groups or times")
        leaked = _leaked(train, judging) if grouped else train.clear()
        younger, mixed, doubt = _younger(train, judging) if timed else (train.clear(), 0, "")
        if doubt and not grouped and younger.is_empty():
            raise NotApplicable(f"times cannot be compared: {doubt}; write dates as YYYY-MM-DD")
        looked = f"{counted(train.height, 'training row')} against {counted(judging.height, 'row')} that judge"
        told = []
        if leaked.height:
            told.append(
                f"{part_of(leaked.height, train.height, 'training row')} of "
                f"{counted(leaked['group'].n_unique(), 'group')} that also judge "
                f"({listed(leaked['group'].unique(maintain_order=True).to_list(), 3)})"
            )
        if younger.height:
            newer = f"{part_of(younger.height, train.height, 'training row')} newer than the oldest test row"
            told.append(f"{newer}, {mixed:,} newer than half of the test")
        if told and doubt:
            told.append(f"not all times were compared: {doubt}")
        if not told:
            newer = f"times were not compared: {doubt}" if doubt else "no training row newer than the test"
            return Passed(f"{looked}: no group on two sides, {newer}")
        ids = pl.concat([leaked["id"], younger["id"]]).unique(maintain_order=True)
        heedless = mixed >= max(FEWEST, MIXED * train.height)
        severity = Severity.ERROR if leaked.height or heedless else Severity.WARNING
        return Finding.on("; ".join(told), ids, severity, checked=train.height, first=names(ids, SHOWN))


def _leaked(train: pl.DataFrame, judging: pl.DataFrame) -> pl.DataFrame:
    known = judging["group"].drop_nulls().unique()
    return train.filter(pl.col("group").is_in(known.implode()))


def _younger(train: pl.DataFrame, judging: pl.DataFrame) -> tuple[pl.DataFrame, int, str]:
    """Return the training rows that are younger than the oldest test row, how many are than half of the test, a doubt.

    Where there is no test the validation rows stand for it. All times are read together: the order of day and month
    may be told by the dates of one file alone.
    """
    test = judging.filter(pl.col("role") == "test")
    sealed = test if test["time"].count() else judging
    times, doubt, _ = read_times(pl.concat([train["time"], sealed["time"]]))
    when, judged = times.head(train.height), times.tail(sealed.height)
    oldest, middle = judged.min(), judged.median()
    if oldest is None or middle is None:
        return train.clear(), 0, doubt or "none of those that judge can be read"
    if when.count() == 0:
        return train.clear(), 0, doubt or "none of the training rows can be read"
    younger = train.filter((when > float(str(oldest))).fill_null(False))
    return younger, int((when > float(str(middle))).sum()), doubt
