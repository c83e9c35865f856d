"""FIT010: a cross-validation whose folds disagree by more than chance."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import CrossValidation, Curve, Fold

CERTAIN = 0.01  # probability of so much spread by chance


def _example(*scores: float, error: float = 0.03) -> dict[str, CrossValidation]:
    curve = Curve((), "macro_f1", 0, False, 10)
    folds = tuple(Fold(1, n, 160, 40, score, error, 6.0, curve) for n, score in enumerate(scores, start=1))
    mean = sum(scores) / len(scores)
    about = CrossValidation(
        folds, "macro_f1", "fine-tuned", 6.0, mean, mean - 0.1, mean + 0.1, {}, "refit", 40 * len(scores)
    )
    return {"crossed": about}


class FoldsDiffer(Check):
    """The score depends on which rows are held out.

    Why: the folds differ by more than their sizes explain: some rows (a source, a period, a kind of text) are far
    harder than others, or the training is unstable. One split would have told one of these scores as if it were all.
    Fix: look at the rows of the worst fold in `4-train/out_of_fold.parquet`; name data.group_column where rows come
    from sources, authors or customers; add rows like the hard ones.
    Blind: settings that were tuned on some of these rows flatter the score a little. Folds share most of their training
    rows and are no independent trials; with few folds only a large difference is seen. Method: Cochran's Q of the
    folds' scores (Cochran 1954), with one error for all, as an error estimated in a fold goes with its score.
    """

    code = "FIT010"
    bad = [_example(0.82, 0.80, 0.84, 0.55, 0.83)]
    good = [_example(0.82, 0.80, 0.84, 0.78, 0.83), _example(0.82, 0.70, 0.60, error=0.1)]

    def judge(self, crossed: CrossValidation | None) -> Finding | Passed:
        """Compare the spread of the folds' scores with their standard errors."""
        if crossed is None:
            raise NotApplicable("there was one set of validation rows, and no folds")
        known = [fold for fold in crossed.folds if math.isfinite(fold.score) and fold.error > 0]
        if len(known) < 2:
            raise NotApplicable("fewer than two folds have a score")
        chance = _chance(known)
        worst, best = (pick(known, key=lambda fold: fold.score) for pick in (min, max))
        evidence = {
            "scores": [round(fold.score, 4) for fold in known],
            "errors": [round(fold.error, 4) for fold in known],
            "best_epochs": [fold.best_epoch for fold in known],
            "chance": round(chance, 5),
            "score": round(crossed.score, 4),
            "low": round(crossed.low, 4),
            "high": round(crossed.high, 4),
        }
        told = (
            f"{crossed.metric} of {counted(len(known), 'fold')} lies between {worst.score:.3f} and {best.score:.3f}, "
            f"together {crossed.score:.3f} ({crossed.low:.3f} to {crossed.high:.3f})"
        )
        if chance >= CERTAIN:
            return Passed(f"{told}: no more spread than chance gives", evidence)
        where = f"fold {worst.number}" + (f" of repeat {worst.repeat}" if worst.repeat > 1 else "")
        return Finding(
            f"{told}; chance gives such a spread once in {1 / max(chance, 1e-9):,.0f}; worst is {where}", (), evidence
        )


def _chance(folds: list[Fold]) -> float:
    """Return the probability of so much spread where all folds have one true score.

    With one true score a row tells as much in any fold: each fold's own error, which is small where its score is high,
    would call up to seven in a hundred sets of alike folds different at a level of one (simulated, 12 to 100 rows).
    """
    from scipy.stats import chi2

    of_a_row = sum(fold.error**2 * fold.rows for fold in folds) / len(folds)
    weights = [fold.rows / of_a_row for fold in folds]
    mean = sum(weight * fold.score for weight, fold in zip(weights, folds, strict=True)) / sum(weights)
    spread = sum(weight * (fold.score - mean) ** 2 for weight, fold in zip(weights, folds, strict=True))
    return float(chi2.sf(spread, len(folds) - 1))
