"""Facts on where a run's model fails: the answers to the test rows, and what slices, groups and held-out rows show."""

from dataclasses import dataclass

import polars as pl

from finetooth.answering.answering import Answering
from finetooth.comparing.answers import Answers
from finetooth.core.errors import NotApplicable, UserError, did_you_mean
from finetooth.core.facts import fact
from finetooth.core.results import Curve, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.tuning import Selection
from finetooth.facts.embeddings import Embedded
from finetooth.metrics.predictions import Predictions
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.recipe.sections import Evaluate, Recipe
from finetooth.slicing.group_gaps import GroupGaps, group_gaps_of
from finetooth.slicing.score_gap import Choice, ScoreGap, evaluations_of, score_gap
from finetooth.slicing.scored_slices import ScoredSlice, metrics_of, scored_slices
from finetooth.slicing.shift import Shift, shift_of
from finetooth.slicing.weak_slices import FEWEST_ROWS, WeakSlices, weak_slices_of


@dataclass(frozen=True)
class ValidationTestGap:
    """The score on held-out rows beside the test's; what differs is looked at only where that is beyond noise."""

    score: ScoreGap
    shift: Shift | None


@fact
def answers(
    recipe: Recipe,
    splits: Splits,
    predictions: pl.DataFrame,
    labels: tuple[str, ...],
    scores: Scores,
    columns: pl.DataFrame,
    label_copies: frozenset[str] = frozenset(),
    settings: Settings | None = None,
) -> Answers:
    """What the model said of the test rows, with the files' columns but those that are the label itself."""
    if splits.test.labels.drop_nulls().is_empty():
        raise NotApplicable("no test row has a label")
    kind = SINGLE if settings is None else settings.problem_type
    if kind not in (SINGLE, ORDINAL) or "p_0" not in predictions.columns:
        raise NotApplicable("slices are for rows with one label of several each")
    asked = {*recipe.evaluate.sensitive, *_asked(recipe.evaluate)}
    others = columns.drop(sorted((label_copies - asked) & set(columns.columns)))
    test = splits.test
    return Answers.of("this model", predictions, labels, test, test, others, scores.selection_metric)


@fact
def slice_scores(recipe: Recipe, answers: Answers, seed: int) -> tuple[ScoredSlice, ...]:
    """The scores of every slice by label, length, language, confidence and columns."""
    _wanted(recipe.evaluate)
    chosen = None if recipe.evaluate.slices == "auto" else _asked(recipe.evaluate)
    return scored_slices(answers, chosen, seed=seed)


@fact
def weak_slices(recipe: Recipe, answers: Answers, seed: int, embeddings: Embedded | None = None) -> WeakSlices:
    """The worst slices that a search finds."""
    _wanted(recipe.evaluate)
    found = weak_slices_of(answers, embeddings, seed)
    if found is None:
        raise NotApplicable(f"fewer than {FEWEST_ROWS} labelled test rows are too few to search for slices")
    return found


@fact
def group_gaps(recipe: Recipe, answers: Answers) -> GroupGaps:
    """Gaps between the groups that the recipe names as sensitive."""
    if not recipe.evaluate.sensitive:
        raise NotApplicable("no column is named in evaluate.sensitive")
    return group_gaps_of(answers, recipe.evaluate.sensitive)


@fact
def validation_test_gap(
    held_out: pl.DataFrame,
    answers: Answers,
    splits: Splits,
    seed: int,
    curve: Curve | None = None,
    selection: Selection | None = None,
    embeddings: Embedded | None = None,
    answering: Answering | None = None,
) -> ValidationTestGap:
    """The held-out score beside the test's, both calibrated alike, and what sets the rows apart."""
    if "p_0" not in held_out.columns:
        raise NotApplicable("no rows were held out of training")
    taught = Rows.concat([splits.train, splits.validation])
    labels = answers.predictions.labels
    held = taught.only(held_out["id"].unique().to_list())
    told = Predictions.from_frame(held_out, labels)
    both = _most_probable(answering.predictions(told) if answering else told), _most_probable(answers.predictions)
    grouped = (_groups(held_out, held), _groups(answers.predictions.to_frame(), splits.test))
    found = score_gap(both, metrics_of(answers)[0], grouped, seed, Choice(evaluations_of(curve), selection))
    if found is None:
        raise NotApplicable(f"there is no {answers.metric} on held-out rows or on the test, or of too few rows")
    shift = shift_of(held, splits.test, taught, both, seed, embeddings) if found.beyond_noise else None
    return ValidationTestGap(found, shift)


def _most_probable(told: Predictions) -> Predictions:
    """Return predictions whose answers are the most probable labels: no threshold that was fitted on held-out rows."""
    return Predictions(told.ids, told.truth, told.probabilities, told.labels)


def must_be_columns(options: Evaluate, foreseen: Answers) -> None:
    """Raise UserError where the recipe names a column that the test rows do not have: before training, not after."""
    has = [
        name
        for name in foreseen.columns.columns
        if name != "id" and foreseen.columns[name].null_count() < len(foreseen)
    ]
    for key, names in (("sensitive", options.sensitive), ("slices", _asked(options))):
        for name in names:
            if name not in has:
                told = f"the test rows have no column {name!r}{did_you_mean(name, has)}"
                raise UserError(told, f"recipe: evaluate.{key}", f"columns: {', '.join(has[:20]) or 'none'}")


def _asked(options: Evaluate) -> list[str]:
    return [] if isinstance(options.slices, str) else options.slices


def _wanted(options: Evaluate) -> None:
    if options.slices == "none":
        raise NotApplicable("evaluate.slices is none")


def _groups(answered: pl.DataFrame, rows: Rows) -> pl.Series | None:
    """Return the group of each answered row; None where no row has one."""
    known = answered.select("id").join(rows.table.select("id", "group"), on="id", how="left", maintain_order="left")
    return None if known["group"].null_count() == known.height else known["group"]
