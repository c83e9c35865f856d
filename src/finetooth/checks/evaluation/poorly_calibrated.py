"""EVL021: probabilities that do not mean what they say."""

import numpy as np
import polars as pl

from finetooth.answering.answering import Answering
from finetooth.answering.effect import confidence_of, ece_by_chance
from finetooth.answering.scaling import Scaling
from finetooth.checks.wording import counted, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Scores
from finetooth.core.statistics import Statistics
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value

FEWEST = 50
LEAST = 0.02  # above what chance makes of it: less matters to nobody


def _example(told: float, right: float, rows: int = 400) -> dict[str, object]:
    """Make predictions that say ``told`` and are right in the share ``right``."""
    hits = np.arange(rows) < round(right * rows)
    table = np.column_stack([np.full(rows, told), np.full(rows, 1 - told)])
    made = Predictions(np.arange(rows), np.where(hits, 0, 1), table, ("tea", "coffee"))
    temperature = Answering(("tea", "coffee"), Scaling("temperature", temperature=1.4), rows=200)
    return {"predictions": made.to_frame(), "labels": ("tea", "coffee"), "answering": temperature}


class PoorlyCalibrated(Check):
    """The probabilities do not mean what they say.

    Why: who acts on "95 % sure" (answers by itself, asks a person, weighs costs) is wrong more often than is told.
    Thresholds and costs rest on them too. The ECE is compared with what a calibrated model with these very
    probabilities would show by chance (consistency resampling; Vaicenavicius et al. 2019).
    Fix: leave evaluate.calibration on auto; give it more held-out rows (training.cross_validation: always); where the
    test rows differ from those (check DAT020), calibrate on rows that are like those to come.
    Blind: which classes are at fault (only the confidence in the answer is looked at), and groups of rows that are not
    independent, which make chance larger than is assumed.
    """

    code = "EVL021"
    bad = [_example(0.95, 0.8), _example(0.6, 0.9)]
    good = [_example(0.9, 0.89), _example(0.75, 0.75)]

    def judge(
        self,
        predictions: pl.DataFrame,
        labels: tuple[str, ...],
        answering: Answering | None = None,
        scores: Scores | None = None,
    ) -> Finding | Passed:
        """Compare the ECE on the test rows with that of a calibrated model."""
        if scores is not None and scores.get("ece") is None:
            raise NotApplicable("rows that are no choice of one label have no confidence in it")
        told = Predictions.from_frame(predictions, labels).labelled()
        if len(told) < FEWEST or told.problem:
            raise NotApplicable(told.problem or f"{len(told):,} labelled test rows, {FEWEST} are the least to tell by")
        ece, sure = value("ece", told) or 0.0, confidence_of(told)
        mean, most = ece_by_chance(sure)
        right = float((told.predicted == told.truth).mean())
        way = "too sure" if sure.mean() > right else "not sure enough"
        message = (
            f"ECE {ece:.3f} on {counted(len(told), 'test row')}; a calibrated model would show {mean:.3f} by chance, "
            f"and {most:.3f} in 1 of 100 draws. It is {percent(float(sure.mean()))} sure in the mean, and "
            f"{percent(right)} of the answers are right"
        )
        evidence = {
            "ece": round(ece, 4),
            "by_chance": round(mean, 4),
            "by_chance_99": round(most, 4),
            "confidence": round(float(sure.mean()), 4),
            "accuracy": round(right, 4),
            "calibrated_by": answering.scaling.kind if answering else "none",
        }
        if ece <= most or ece < mean + LEAST:
            return Passed(message, evidence)
        how = "99 % quantile of the ECE where each answer is right with just its probability"
        seen = Statistics.of(len(told), 0, threshold=max(most, mean + LEAST), calibration=how, null=mean, effect=ece)
        return Finding(f"the model is {way}: {message}", (), evidence, statistics=seen)
