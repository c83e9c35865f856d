"""FIT009: a training whose losses or gradients jump."""

from finetooth.checks.overfitting.curves import FALLING, example, fitted_points
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Curve
from finetooth.guards.exploding_gradient import ExplodingGradient
from finetooth.guards.loss_noise import LossNoise

_SOUND = [0.9, 0.7, 0.6, 0.55, 0.52, 0.5]


class Unsteady(Check):
    """The training was unsteady.

    Why: losses that jump and gradients that explode mean steps that are too large: the checkpoint that was kept is a
    lucky one, and another seed ends elsewhere (Mosbach et al. 2021, "On the stability of fine-tuning BERT").
    Fix: a lower learning_rate, a longer warmup_ratio, a larger per_device_train_batch_size, a smaller max_grad_norm.
    Blind: it looks at means between evaluations; jumps within are averaged out. Fewer than five evaluations tell
    nothing of noise.
    """

    code = "FIT009"
    bad = [
        {"curve": example(_SOUND, train_loss=[1.0, 0.4, 1.3, 0.3, 1.2, 0.5], best=6)},
        {"curve": example(_SOUND, best=6, gradient_norm=[2.0, 1.5, 1.4, 1.6, 60.0, 2.0])},
    ]
    good = [
        {"curve": example(_SOUND, train_loss=FALLING, best=6)},
        {"curve": example(_SOUND, best=6, gradient_norm=[9.0, 5.0, 4.0, 5.0, 3.0, 2.0])},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Ask the guards of the gradient norm and of the noise in the training loss."""
        points = fitted_points(curve)
        if len(points) < 2:
            raise NotApplicable("one evaluation cannot jump")
        said = [guard.objection(points) for guard in (ExplodingGradient(), LossNoise())]
        norms = [round(point.gradient_norm, 4) for point in points]
        evidence = {"gradient_norm": norms, "train_loss": [round(point.train_loss, 4) for point in points]}
        found = [one for one in said if one]
        if found:
            return Finding("; ".join(found), (), evidence)
        return Passed(f"losses and gradient norms were steady in {counted(len(norms), 'evaluation')}", evidence)
