"""FIT007: parameters that training never changed though it may."""

from finetooth.checks.overfitting.curves import example, fitted_points
from finetooth.core.check import BOTH, Check
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve

MOST = 0.01  # of the values that may change; a pooler that the head passes by is less in any but tiny models
HEADS = ("classifier", "score", "out_proj", "head")
SHOWN = 5
_LOSSES = [0.9, 0.6, 0.5]


class UnchangedParameters(Check):
    """Parameters never changed.

    Why: no gradient reaches them, or they are frozen by mistake: the model is smaller than it seems, and where it is
    the head that stays as it was drawn, its answers are chance.
    Fix: look at the model's code for a part that its forward pass leaves out; name layers that are frozen on purpose
    in freeze_layers.
    Blind: it sees whole tensors; single dead neurons, and word vectors of words that no row holds, are not told.
    """

    code = "FIT007"
    tasks = BOTH
    bad = [
        {"curve": example(_LOSSES, best=3, unchanged=("bert.encoder.layer.0.output.weight",), unchanged_share=0.08)},
        {"curve": example(_LOSSES, best=3, unchanged=("classifier.weight",), unchanged_share=0.0001)},
    ]
    good = [
        {"curve": example(_LOSSES, best=3)},
        {"curve": example(_LOSSES, best=3, unchanged=("bert.pooler.dense.bias",), unchanged_share=0.0001)},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Count what never changed; a head that never did is an error."""
        fitted_points(curve)
        names, share = curve.unchanged, curve.unchanged_share
        evidence = {"unchanged": list(names), "share": round(share, 6)}
        shown = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
        told = f"{share:.2%} of the values that may change never did" + (f": {shown}" if names else "")
        head = [name for name in names if any(part in name.split(".") for part in HEADS)]
        if head:
            return Finding(told, (), evidence, Severity.ERROR)
        return Finding(told, (), evidence) if share > MOST else Passed(told, evidence)
