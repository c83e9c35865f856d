"""Two language models beside each other on the same test prompts: losses, metrics of answers, and what changed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.comparing.spoken import ASKED, Spoken, metric_of, paired_rows
from finetooth.core.errors import UserError
from finetooth.core.rows import name_of
from finetooth.metrics.paired import Difference
from finetooth.metrics.predictions import Floats, Integers
from finetooth.metrics.resampling import group_index
from finetooth.metrics.sample import ratio
from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.score import COMPLETION_LOSS, Measure, measure_of, paired_sums

ENDED = Measure("ends_by_itself", lambda sums: ratio(sums[:, 0], sums[:, 1]))
BY_CHARACTER = Measure("loss_per_character", COMPLETION_LOSS.values, bounds=None, higher_is_better=False)


@dataclass(frozen=True, eq=False)
class SpokenComparison:
    """What sets a second language model off from a first. ``rows`` were answered by both.

    ``changed`` has the rows with another answer, those first that lost most in ``metric``: row, prompt, reference,
    first, second, score_first, score_second, change.
    """

    first: str
    second: str
    metric: str
    rows: int
    overall: tuple[Difference, ...]
    changed: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def main(self) -> Difference:
        """The difference in the metric that models are judged by."""
        return next(one for one in self.overall if one.metric == self.metric)


def compare_spoken(first: Spoken, second: Spoken) -> SpokenComparison:
    """Compare the second model with the first. Raises UserError where their test rows are not the same."""
    names = (first.name, second.name) if first.name != second.name else (str(first.root), str(second.root))
    names = names if names[0] != names[1] else (f"{first.name} (first)", f"{second.name} (second)")
    both, metric = paired_rows(first, second), metric_of(first.metric)
    heard = _heard(both, first, second)
    chosen = [metric_of(name) for name in first.metrics]
    said = [_difference(heard, one) for one in chosen]
    scores = [_of_rows(metric, heard, column) for column in ("answer", "answer_second")]
    return SpokenComparison(
        first=names[0],
        second=names[1],
        metric=metric.name,
        rows=heard.height,
        overall=(*said, _ended(heard), *_losses(both, first, second)),
        changed=_changed(heard, *scores),
        notes=tuple(_notes(first, second, both, heard)),
    )


def spoken_difference(first: Spoken, second: Spoken) -> Difference:
    """Return how the second differs from the first in the second's metric. Raises UserError on other rows."""
    both = paired_rows(first, second)
    return _difference(_heard(both, first, second), metric_of(second.metric))


def _heard(both: pl.DataFrame, first: Spoken, second: Spoken) -> pl.DataFrame:
    found = both.filter(pl.col("answer").is_not_null() & pl.col("answer_second").is_not_null())
    if found.is_empty():
        told = f"no prompt was answered by both: {len(first):,} test rows, of which each answered others"
        raise UserError(told, f"{first.root} and {second.root}", "raise evaluate.max_generations in both recipes")
    return found


def _difference(heard: pl.DataFrame, metric: TextMetric) -> Difference:
    references = heard["reference"].to_list()
    before, after = (metric.statistics(heard[name].to_list(), references) for name in ("answer", "answer_second"))
    return paired_sums(measure_of(metric), before, after, groups=_groups(heard))


def _of_rows(metric: TextMetric, heard: pl.DataFrame, column: str) -> Floats:
    return metric.values(metric.statistics(heard[column].to_list(), heard["reference"].to_list()))


def _ended(heard: pl.DataFrame) -> Difference:
    one = pl.lit(1.0)
    return paired_sums(ENDED, _pair(heard, "ended", one), _pair(heard, "ended_second", one), groups=_groups(heard))


def _losses(both: pl.DataFrame, first: Spoken, second: Spoken) -> list[Difference]:
    """Return the difference in the loss of the references; by character where tokens are not the same."""
    read, name, per = both.drop_nulls(["loss_sum", "loss_sum_second"]), "loss_sum", pl.col("weight")
    measure = COMPLETION_LOSS
    if read.is_empty():  # an older run: of each answered row it kept the mean
        read, name, per = both.drop_nulls(["loss", "loss_second"]), "loss", pl.lit(1.0)
        if read.is_empty() or first.base != second.base:
            return []
    elif (read["weight"] != read["weight_second"]).any():
        per, measure = pl.col("reference").str.len_chars(), BY_CHARACTER
    return [paired_sums(measure, _pair(read, name, per), _pair(read, f"{name}_second", per), groups=_groups(read))]


def _pair(rows: pl.DataFrame, name: str, per: pl.Expr) -> Floats:
    """Return a column beside what it is told for each of."""
    table: Floats = rows.select(pl.col(name).cast(pl.Float64), per.cast(pl.Float64).alias("per")).to_numpy()
    return table


def _groups(rows: pl.DataFrame) -> Integers | None:
    if rows["group"].null_count() == rows.height:
        return None
    return np.unique(group_index(rows["group"]), return_inverse=True)[1].astype(np.int64)


def _changed(heard: pl.DataFrame, before: Floats, after: Floats) -> pl.DataFrame:
    table = heard.select(
        pl.Series("row", [str(name_of(number)) for number in heard["id"]], pl.String),
        *ASKED,
        pl.col("answer").alias("first"),
        pl.col("answer_second").alias("second"),
        pl.Series("score_first", before).fill_nan(None),
        pl.Series("score_second", after).fill_nan(None),
        pl.Series("change", after - before).fill_nan(None),
    ).filter(pl.col("first") != pl.col("second"))
    return table.sort("change", "score_second", nulls_last=True, maintain_order=True)


def _notes(first: Spoken, second: Spoken, both: pl.DataFrame, heard: pl.DataFrame) -> list[str]:
    told = []
    if first.metric != second.metric:
        told.append(f"{first.name} was judged by {first.metric}, {second.name} by {second.metric}")
    if first.base != second.base:
        told.append(f"they come from other base models: {first.base} and {second.base}")
    if heard.height < both.height:
        told.append(f"{heard.height:,} of {both.height:,} test prompts were answered by both")
    if both["loss_sum"].null_count() + both["loss_sum_second"].null_count() >= both.height:
        told.append("an older run kept no losses of all rows: those of the answered ones are compared, row by row")
    return told
