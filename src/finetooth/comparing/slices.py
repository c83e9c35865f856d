"""Slices: parts of the test rows by label, length, language, confidence, and columns of the files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.comparing.answers import Answers
from finetooth.facts.language import LANGUAGES, language_scores, margins, plain

LABEL, LENGTH, LANGUAGE, CONFIDENCE = "label", "length", "language", "confidence"
LEAST = 10  # rows of a slice that is compared: fewer can show nothing
_MOST_VALUES = 20  # of a column, else it is no kind of rows
_MOST_READ = 20_000  # rows whose language is looked at
_BANDS = 4
_SURENESS = (0.5, 0.7, 0.9, 0.99)  # where bands of confidence meet
_SURE = 1.0  # a language is told only where it leads those that are no siblings by this margin
_TOLD = ("lang", "language", "locale")  # columns that make looking for the language needless


@dataclass(frozen=True, eq=False)
class Slice:
    """The rows (bool[n]) whose ``kind`` (a column, or label, length, language, confidence ...) has this value."""

    kind: str
    value: str
    mask: npt.NDArray[np.bool_]

    @property
    def name(self) -> str:
        """Return `lang = es`."""
        return f"{self.kind} = {self.value}"


def slices_of(answers: Answers, columns: Sequence[str] | None = None) -> list[Slice]:
    """Return all slices of enough rows that do not hold every row, kind by kind, the largest first.

    ``columns``: these of the files, however many values they have, instead of all with few values.
    """
    kinds = [_by(LABEL, answers.rows["label"]), by_length(answers), _by_columns(answers, columns), by_language(answers)]
    found = [one for kind in kinds for one in kind]
    return [one for one in found if LEAST <= one.mask.sum() < len(answers)]


def column_named(answers: Answers, name: str) -> pl.Series | None:
    """Return the values that slices of this kind go by, String[n]; None where ``kinds_of`` does not know it.

    A column of the files comes before what finetooth cuts by itself.
    """
    if name in answers.columns.columns and name != "id":
        return answers.columns[name].cast(pl.String)
    if name == LABEL:
        return answers.rows["label"]
    own = {LENGTH: by_length, LANGUAGE: by_language}.get(name)
    return None if own is None else _values(own(answers), len(answers))


def kinds_of(answers: Answers) -> list[str]:
    """Return the names that ``column_named`` knows."""
    columns = (name for name in answers.columns.columns if name != "id")
    return [*dict.fromkeys([*columns, LABEL, LENGTH, LANGUAGE])]


def _values(slices: Iterable[Slice], rows: int) -> pl.Series:
    values = np.full(rows, None, object)
    for one in slices:
        values[one.mask] = one.value
    return pl.Series("value", values.tolist(), pl.String)


def _by(kind: str, values: pl.Series) -> Iterator[Slice]:
    counts = (
        values.drop_nulls().value_counts(sort=True, name="rows").sort("rows", values.name, descending=[True, False])
    )
    for value in counts[values.name]:
        yield Slice(kind, str(value), (values == value).fill_null(False).to_numpy())


def by_length(answers: Answers) -> Iterator[Slice]:
    """Yield bands of about as many rows each, by the number of words."""
    words = answers.rows["text"].fill_null("").str.count_matches(r"\S+").cast(pl.Int64)
    inner = [words.quantile(part / _BANDS, "lower") for part in range(1, _BANDS)]
    cuts = sorted({int(cut) for cut in inner if cut is not None})
    edges = [-1, *cuts, max(words.to_list(), default=0)]
    for low, high in pairwise(edges):
        mask = ((words > low) & (words <= high)).to_numpy()
        if mask.any():
            yield Slice(LENGTH, _band(low + 1, high, high == edges[-1]), mask)


def _band(low: int, high: int, last: bool) -> str:
    if low <= 0:
        return f"up to {high} words"
    return f"{low} words or more" if last else f"{low} to {high} words" if low < high else f"{low} words"


def by_confidence(answers: Answers) -> Iterator[Slice]:
    """Yield bands of how sure the model is of its answer."""
    sure = answers.predictions.probabilities.max(axis=1, initial=0.0)
    band = np.searchsorted(_SURENESS, sure, "right")
    marks = [f"{100 * edge:.0f}" for edge in _SURENESS]
    names = [
        f"below {marks[0]} %",
        *(f"{one} to {other} %" for one, other in pairwise(marks)),
        f"{marks[-1]} % or more",
    ]
    for place, name in enumerate(names):
        if (band == place).any():
            yield Slice(CONFIDENCE, name, band == place)


def few_values(answers: Answers) -> list[str]:
    """Return the columns of the files, but the label's, that have at least two values and not many."""
    names = [name for name in answers.columns.columns if name not in ("id", answers.label_column)]
    return [name for name in names if 2 <= answers.columns[name].drop_nulls().n_unique() <= _MOST_VALUES]


def _by_columns(answers: Answers, columns: Sequence[str] | None) -> Iterator[Slice]:
    for name in few_values(answers) if columns is None else columns:
        yield from _by(name, answers.columns[name].cast(pl.String))


def by_language(answers: Answers) -> Iterator[Slice]:
    """Yield the languages that texts are surely in, where there are two or more of enough rows."""
    told = any(name.lower() in _TOLD for name in answers.columns.columns)
    if told or len(answers) > _MOST_READ or not len(answers):
        return
    found = list(_by(LANGUAGE, languages(answers.rows["text"])))
    if sum(one.mask.sum() >= LEAST for one in found) > 1:
        yield from found


def languages(texts: pl.Series) -> pl.Series:
    """Return the code of the language that each text is surely in, else null; String[n]."""
    scores = language_scores(plain(texts))
    best: npt.NDArray[np.int64] = np.asarray(scores.argmax(axis=1))
    lead = np.zeros(len(best), np.float32)
    for place in sorted({*best.tolist()}):
        mine = best == place
        lead[mine] = -margins(scores[mine], LANGUAGES[place])
    named = pl.DataFrame({LANGUAGE: [LANGUAGES[place] for place in best.tolist()], "lead": lead})
    return named.select(pl.when(pl.col("lead") >= _SURE).then(LANGUAGE)).to_series()
