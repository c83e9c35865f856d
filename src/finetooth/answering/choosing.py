"""Choosing: what is done to a model's probabilities, each part kept only where held-out rows show that it helps."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from finetooth.answering.abstaining import curve, fewest_rows, threshold_for
from finetooth.answering.answering import Answering, Tried
from finetooth.answering.costs import MISSED, Costs
from finetooth.answering.fitting import fits_for
from finetooth.answering.held import FOLDS, Held
from finetooth.answering.rule import Rule
from finetooth.answering.scaling import LEAST, Scaling
from finetooth.answering.weighing import tunings_for
from finetooth.core.statistics import Z
from finetooth.metrics import metric_named
from finetooth.metrics.by_label import goes_by_labels
from finetooth.metrics.metric import Metric
from finetooth.metrics.paired import paired
from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.recipe.sections import Evaluate

FEWEST, FEWEST_A_CLASS = 30, 5  # held-out rows to fit anything, and of each class to tune its weight
TRUSTED = 10  # rows of a class that costs are named for
RESAMPLES = 1_000
FALLBACK = "macro_f1"  # what thresholds are tuned for where the selection metric does not go by them


def fit_answering(
    held_out: pl.DataFrame | None,
    labels: tuple[str, ...],
    options: Evaluate,
    metric: str,
    costs: Costs | None = None,
    groups: pl.DataFrame | None = None,
    seed: int = 0,
    refitted: bool = False,
) -> Answering:
    """Fit calibration, thresholds and abstention on held-out rows (``id, truth, p_0 ... p_k-1``).

    ``metric`` is the selection metric, ``groups`` (id, group) says which rows are not independent, ``refitted`` whether
    another fit answers from now on than the one that answered these rows.
    """
    held = Held.of(pl.DataFrame() if held_out is None else held_out, labels, groups, seed)
    scaling, crossed, tried = _scaling(held, options, metric, refitted)
    calibrated = held.with_probabilities(scaling.apply(held.probabilities))
    rule, tuned, problems = _rule(calibrated, held.with_probabilities(crossed), options, metric, costs)
    sure, right = _once(calibrated, rule)
    below, unset = _abstain_below(sure, right, options)
    notes = ((*tried, *tuned), curve(sure, right), (*problems, *unset))
    return Answering(labels, scaling, rule, below, held.rows, *notes)


def _scaling(held: Held, options: Evaluate, metric: str, refitted: bool) -> tuple[Scaling, Floats, tuple[Tried, ...]]:
    """Return the scaling that is kept, each row's probabilities by a fit on other rows, and what was tried."""
    best, crossed, tried = Scaling(), held.probabilities, []
    if options.calibration == "none" or held.rows < FEWEST or (held.counts > 0).sum() < 2 or held.units < FOLDS:
        return best, crossed, ()
    for name, fit in fits_for(len(held.labels), held.rows, refitted).items():
        found = held.crossed(fit, Scaling.apply)
        before, after = _losses(crossed, held.truth), _losses(found, held.truth)
        gain, error = held.gain(before, after)
        why = _why_not(held, crossed, found, metric) if gain > error else "no gain beyond its standard error"
        tried.append(Tried(name, "log_loss", float(before.mean()), float(after.mean()), gain, error, not why, why))
        if not why:
            best, crossed = fit(held.probabilities, held.truth), found
    return best, crossed, tuple(tried)


def _why_not(held: Held, before: Floats, after: Floats, metric: str) -> str:
    """Return why probabilities that are better calibrated are not wanted. Empty where they are.

    The answers may get worse, and so may a metric of ranks: steps make ties of what was apart.
    """
    answered, after_all = (chances.argmax(axis=1).astype(np.int64) for chances in (before, after))
    chosen, is_asked = _tunable(metric)
    if not np.array_equal(answered, after_all):
        gain, error = _gain(held, answered, after_all, chosen)
        if gain < -error:
            return f"it lowers {chosen.name} of the answers by {-gain:.3f}"
    if is_asked:
        return ""
    first = held.with_probabilities(before).predictions(answered)
    second = held.with_probabilities(after).predictions(after_all)
    gain, error = _paired_gain(held, first, second, metric_named(metric))
    return f"it lowers {metric} by {-gain:.3f}" if gain < -error else ""


def _losses(probabilities: Floats, truth: Integers) -> Floats:
    given = probabilities[np.arange(len(truth)), truth]
    losses: Floats = -np.log(np.maximum(given, LEAST))
    return losses


def _rule(
    held: Held, crossed: Held, options: Evaluate, metric: str, costs: Costs | None
) -> tuple[Rule, tuple[Tried, ...], tuple[str, ...]]:
    """Return how one answer is made, what was tried, and what could not be set."""
    if options.thresholds == "none":
        return Rule(), (), ()
    if costs is not None:
        return Rule("costs", costs=costs), (), _distrust(held, options.costs or {})
    few = held.rows < FEWEST or held.units < FOLDS or int(held.counts.min()) < FEWEST_A_CLASS
    if few:
        told = _lacking(held) if options.thresholds == "always" else ()
        return Rule(), (), told
    chosen, _ = _tunable(metric)
    return (*_tuned(held, crossed, chosen, options.thresholds == "always"), ())


def _tuned(held: Held, crossed: Held, metric: Metric, always: bool) -> tuple[Rule, tuple[Tried, ...]]:
    rule, decided, tried = Rule(), crossed.probabilities.argmax(axis=1), []
    for name, tune in tunings_for(held.labels, metric).items():
        found = crossed.crossed(tune, lambda weights, chances: (chances * np.array(weights)).argmax(axis=1))
        gain, error = _gain(crossed, decided, found, metric)
        sure = gain > Z * error and error > 0
        why = "" if sure else "asked for" if always else "no gain beyond noise"
        told = (_worth(crossed, decided, metric), _worth(crossed, found, metric), gain, error)
        tried.append(Tried(name, metric.name, *told, sure or always, why))
        if sure or always:
            rule, decided = Rule("weights", weights=tune(held.probabilities, held.truth)), found
    return rule, tuple(tried)


def _gain(held: Held, before: Integers, after: Integers, metric: Metric) -> tuple[float, float]:
    """Return what answers gain over others in a metric, more is better, and its standard error (half the interval)."""
    first, second = (held.predictions(decided.astype(np.int64)) for decided in (before, after))
    return _paired_gain(held, first, second, metric)


def _paired_gain(held: Held, first: Predictions, second: Predictions, metric: Metric) -> tuple[float, float]:
    alone = held.rows == len(held) == len(np.unique(held.unit))
    found = paired(first, second, [metric], None if alone else held.unit, RESAMPLES)[0]
    if found.gain is None:
        return 0.0, 0.0
    gain, low, high = found.gain
    return gain, max(gain - low, (high - low) / 2) / Z


def _worth(held: Held, decided: Integers, metric: Metric) -> float:
    from finetooth.metrics.sample import Sample

    return float(metric.values(Sample.whole(held.predictions(decided.astype(np.int64))))[0, 0])


def _tunable(metric: str) -> tuple[Metric, bool]:
    """Return the metric that answers are tuned for, and whether it is the one that was asked for."""
    asked = metric_named(metric)
    return (asked, True) if goes_by_labels(asked) else (metric_named(FALLBACK), False)


def _lacking(held: Held) -> tuple[str, ...]:
    """Say what thresholds lack."""
    if held.rows < FEWEST:
        return (f"thresholds were asked for, and there are {held.rows:,} held-out rows: {FEWEST} are the least",)
    least = int(held.counts.argmin())
    told = f"thresholds were asked for, and {held.labels[least]!r} has {int(held.counts[least]):,} held-out rows"
    return (f"{told}: {FEWEST_A_CLASS} are the least",)


def _distrust(held: Held, costs: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Say where probabilities that costs are multiplied with rest on too few rows to be believed."""
    short = MISSED in costs and MISSED not in held.labels
    named = {*costs, *costs.get(MISSED, {})} - ({MISSED} if short else set())
    rows = {name: int(held.counts[held.labels.index(name)]) for name in sorted(named & {*held.labels})}
    few = [f"{name!r} has {count:,}" for name, count in rows.items() if count < TRUSTED]
    if held.rows >= FEWEST and not few:
        return ()
    of_which = f", of which {', '.join(few[:5])}" if few else ""
    told = f"costs set the answers, by probabilities that {held.rows:,} held-out rows vouch for{of_which}"
    return (f"{told}: {FEWEST} rows, and {TRUSTED} of each class with costs, are the least",)


def _once(held: Held, rule: Rule) -> tuple[Floats, np.ndarray]:
    """Return how sure the answers are and which are right; a row that was answered twice counts once."""
    first = np.unique(held.ids, return_index=True)[1]
    chances, truth = held.probabilities[first], held.truth[first]
    answers = rule.answers(chances) if len(first) else truth
    return chances[np.arange(len(first)), answers], answers == truth


def _abstain_below(sure: Floats, right: np.ndarray, options: Evaluate) -> tuple[float | None, tuple[str, ...]]:
    """Return below which confidence is not answered, and what could not be set."""
    asked, target = options.abstain_below, options.target_precision
    if target is None:
        return asked, ()
    found = threshold_for(sure, right, target)
    if found is not None:
        return max(found, asked or 0.0), ()
    needed, rows = fewest_rows(target), len(sure)
    why = f"no confidence has it on {rows:,} held-out rows, of which {percent_of(right)} are right"
    if rows < needed:
        why = f"{rows:,} held-out rows would not show it were they all right: {needed:,} are needed"
    return asked, (f"a precision of {target:g} was asked for, and {why}",)


def percent_of(mask: np.ndarray) -> str:
    """Return the share of true values in words."""
    return f"{100 * mask.mean():.1f} %" if len(mask) else "none"
