"""FIT006: whether the model handed on is the one that scored best."""

import math
from dataclasses import replace

from finetooth.checks.overfitting.curves import example, kept_point
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import CrossValidation, Curve, CurvePoint

TOLERANCE = 1e-3  # nats: merged matrices and batches of other shapes move a loss by less than a tenth of it
_LOSS = "completion_loss"  # the score of language models: the lower, the better
_SOUND = [0.9, 0.6, 0.5, 0.55]
_SPEAKING = replace(example(_SOUND, scores=_SOUND, best=3, averaged=2), metric=_LOSS)


class BestRestored(Check):
    """The model handed on is not the one that scored best.

    Why: a training keeps weights of several moments; if those of the last are handed on in place of the best, every
    figure of the curve belongs to another model (Trainer does so where load_best_model_at_end is not set).
    Fix: this is a defect of finetooth, or of an extension that changes weights after training: report it.
    Blind: it compares loss and score on the validation rows; two models that agree on both are not told apart.
    """

    code = "FIT006"
    tasks = BOTH
    severity = Severity.ERROR
    bad = [
        {"curve": example(_SOUND, best=3, kept_loss=0.55, kept_score=0.84)},
        {"curve": example(_SOUND, best=3, kept_loss=2.1, kept_score=0.3)},
        {"curve": example(_SOUND, best=3, kept_loss=0.6, kept_score=0.8, averaged=2)},
        {"curve": replace(_SPEAKING, kept_loss=0.6, kept_score=0.6)},
    ]
    good = [
        {"curve": example(_SOUND, best=3, kept_loss=0.5, kept_score=0.85)},
        {"curve": example(_SOUND, best=3, kept_loss=0.47, kept_score=0.86, averaged=2)},
        {"curve": example(_SOUND, best=3, kept_loss=0.5, kept_score=0.85, refitted=400)},
        {"curve": replace(_SPEAKING, kept_loss=0.46, kept_score=0.46)},
    ]

    def judge(self, curve: Curve, crossed: CrossValidation | None = None) -> Finding | Passed:
        """Compare the model as handed on, measured once more, with the point of the curve that was kept."""
        kept = kept_point(curve)
        if math.isnan(curve.kept_loss) and math.isnan(curve.kept_score):
            raise NotApplicable(f"the model was not measured again after training{_why(curve, crossed)}")
        evidence = {
            "best_epoch": kept.epoch,
            "loss_then": round(kept.validation_loss, 5),
            "loss_now": round(curve.kept_loss, 5),
            "score_then": round(kept.validation_score, 5),
            "score_now": round(curve.kept_score, 5),
        }
        what = f"the mean of {curve.averaged} checkpoints" if curve.averaged else f"epoch {kept.epoch:g}"
        which = "that was chosen" if curve.refitted else "handed on"
        message = (
            f"the model {which} ({what}) was measured again: {curve.metric} {curve.kept_score:.4f}, loss "
            f"{curve.kept_loss:.4f}; epoch {kept.epoch:g} had {kept.validation_score:.4f} and "
            f"{kept.validation_loss:.4f}"
        )
        if curve.refitted:
            message += f"; the one handed on was then fitted for as long on all {curve.refitted:,} rows"
        return Passed(message, evidence) if _is_it(curve, kept) else Finding(message, (), evidence)


def _is_it(curve: Curve, kept: CurvePoint) -> bool:
    """Whether the model is the one that was kept; a mean of several must be no worse than the best of them."""
    if not curve.averaged:
        return abs(curve.kept_loss - kept.validation_loss) <= TOLERANCE
    if curve.metric == _LOSS:
        return curve.kept_loss <= kept.validation_loss + TOLERANCE
    return curve.kept_score >= kept.validation_score - TOLERANCE


def _why(curve: Curve, crossed: CrossValidation | None) -> str:
    """Say why no row is left to measure the model on, where that is so."""
    if crossed is not None and crossed.final == "soup":
        return (
            f"; it is the mean of the weights of {len(crossed.folds)} folds' models, and each of the "
            f"{crossed.rows:,} rows taught some of them: none is left to measure it on"
        )
    if not curve.refitted:
        return ""
    return f"; it was fitted on all {curve.refitted:,} rows, of which none is left to measure it on"
