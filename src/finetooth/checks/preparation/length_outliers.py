"""PRE017: texts that are far too long or too short for these data."""

import math
from statistics import NormalDist
from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.said import SHORT_WORDS

FEWEST_ROWS = 50
FALSE_ROWS = 0.1  # rows of data with log-normal lengths that are flagged by chance, on each side
FEWEST_TIMES = 3.0  # times as long as the usual text, or a third: less is no outlier however alike the others are
_FLOOR = 0.1  # the least spread of log length: texts of one template vary less
_SHORTER = 1.0  # standard deviations more on the short side, whose tail is heavier: "Ok" is a text
_SHORT_SHARE = 0.03  # where so many rows have two words at most, as in dialogues, no text is too short
_SHARE = 0.9  # the spread is read off at this quantile, so that up to a tenth of outliers does not hide them
_OUTER = 0.95  # and at this one, where it is less: two kinds of texts, as in messages and adverts, widen the middle
_ENOUGH = 400  # rows from which the outer quantile can be told


class LengthOutliers(Check):
    """Texts are far longer or shorter than the others.

    Why: a text of ten times the usual length is often several that ran together, or a page with its menus; what lies
    beyond max_length is cut. One far too short has lost its content.
    Fix: look at them, and mend the source. They are never dropped by themselves: a rare long text can be right.
    Blind: outliers in data whose lengths vary widely by nature, as on web pages; a tenth of the rows and more.
    Method: log length against the median, its spread read off at the 10 % and 90 % quantiles on each side (after the
    robust z score of Iglewicz & Hoaglin 1993), or at 95 % where that is less, above the limit that chance passes in
    about 0.1 rows.
    """

    code = "PRE017"
    fix_class = "never"
    bad = [
        [
            *(
                {"text": f"The room on floor {n} was clean, and quiet {'at night ' * (n % 4)}.", "label": "good"}
                for n in range(60)
            ),
            {"text": "The room was clean. " * 60, "label": "good"},
        ],
        [
            *(
                {"text": f"The room on floor {n} was clean, and quiet {'at night ' * (n % 2)}.", "label": "good"}
                for n in range(60)
            ),
            {"text": "T", "label": "good"},
        ],
    ]
    good = [
        [{"text": "Fine. " * (1 + n % 7) * (1 + n % 5), "label": "good"} for n in range(80)],
        [
            *({"text": f"The room on floor {n} was clean and quiet.", "label": "room"} for n in range(60)),
            *({"text": f"Room {n}. " * 20, "label": "list"} for n in range(60)),
        ],
    ]

    def judge(self, rows: Rows, blank_text: pl.Series) -> Finding | Passed:
        """Compare log lengths with the median of all rows and of the row's class, whichever is nearer."""
        lengths = _log_lengths(rows, blank_text)
        if lengths.height < FEWEST_ROWS:
            raise NotApplicable(f"there are fewer than {FEWEST_ROWS} rows with text")
        longest, shortest = _limits(lengths["log"])
        scored = lengths.select(
            "id",
            ((pl.col("log") - pl.max_horizontal("middle", "class")) / longest).alias("above"),
            ((pl.min_horizontal("middle", "class") - pl.col("log")) / shortest).alias("below"),
        ).with_columns(pl.max_horizontal("above", "below" if _all_long(rows) else pl.lit(0.0)).alias("score"))
        found = scored.filter(pl.col("score") > 1).sort("score", "id", descending=[True, False])
        usual, times, part = math.exp(lengths["middle"][0]), math.exp(longest), math.exp(shortest)
        told = f"the usual text has {usual:,.0f} characters, outliers {times:,.1f} times as many or 1/{part:,.1f}"
        if found.is_empty():
            return Passed(f"{counted(lengths.height)}, none far longer or shorter than the others ({told})")
        long = int((found["above"] > 1).sum())
        short = found.height - long
        how = f"longer ({long:,}) or shorter ({short:,})" if long and short else "longer" if long else "shorter"
        ends = [f"above {times * usual:,.0f}"] * bool(long) + [f"below {usual / part:,.1f}"] * bool(short)
        said = (
            f"{part_of(found.height, lengths.height)} far {how} than the others: usual are {usual:,.0f} characters, "
            f"outliers {' or '.join(ends)}"
        )
        statistics = Statistics.of(
            lengths.height,
            found.height,
            threshold=round(times * usual, 1),
            calibration=f"log-normal lengths pass it in {FALSE_ROWS} of {counted(lengths.height)}, above and below",
            null=2 * FALSE_ROWS / lengths.height,
        )
        partners = (Partner(row, None, round(score, 3)) for row, score in found.select("id", "score").iter_rows())
        evidence: dict[str, Any] = {
            "longer": long,
            "shorter": short,
            "usual": round(usual),
            "first": names(found["id"]),
        }
        severity = None if long else Severity.INFO
        return Finding.on(said, found["id"], severity, statistics=statistics, partners=partners, **evidence)


def _all_long(rows: Rows) -> bool:
    """Whether short answers are so rare that one can be an outlier."""
    short = (rows.texts.str.count_matches(r"\S+") <= SHORT_WORDS).mean()
    return isinstance(short, float) and short < _SHORT_SHARE


def _log_lengths(rows: Rows, blank_text: pl.Series) -> pl.DataFrame:
    """Return ``id, log, middle, class``: log characters, their median, and that of a class with enough rows."""
    table = rows.table.select("id", "label", pl.col("text").str.len_chars().log().alias("log")).filter(~blank_text)
    of_class = pl.when(pl.len().over("label") >= FEWEST_ROWS).then(pl.col("log").median().over("label"))
    return table.with_columns(pl.col("log").median().alias("middle")).with_columns(
        of_class.fill_null(pl.col("middle")).alias("class")
    )


def _limits(logs: pl.Series) -> tuple[float, float]:
    """Return how far above and below the median an outlier begins, in log characters."""
    normal = NormalDist()
    middle, low, high = (float(logs.quantile(share) or 0.0) for share in (0.5, 1 - _SHARE, _SHARE))
    deviations = normal.inv_cdf(1 - min(0.1, FALSE_ROWS / len(logs)))
    spread = (high - middle) / normal.inv_cdf(_SHARE)
    if len(logs) >= _ENOUGH:
        spread = min(spread, (float(logs.quantile(_OUTER) or 0.0) - middle) / normal.inv_cdf(_OUTER))
    above = deviations * max(spread, _FLOOR)
    below = (deviations + _SHORTER) * max((middle - low) / normal.inv_cdf(_SHARE), _FLOOR)
    return max(above, math.log(FEWEST_TIMES)), max(below, math.log(FEWEST_TIMES))
