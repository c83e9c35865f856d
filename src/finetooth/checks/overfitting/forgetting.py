"""FIT012: whether the tuned language model got worse at everything else."""

import math

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.language import Change

LIMIT = 0.3  # nats a token: a perplexity a third higher


class Forgetting(Check):
    """Got better at the task and worse at everything else.

    Why: fine-tuning on a narrow task overwrites what the base model knew (catastrophic forgetting: Luo et al. 2023);
    users who stray from the task by one sentence then meet a worse model than before.
    Fix: lower training.learning_rate or num_train_epochs, train LoRA matrices in place of all weights (`lora_r`), or
    mix general conversations into the training rows.
    Blind: forty plain English questions with short answers stand for everything else; other languages, long answers
    and reasoning are not asked for. A change of style alone (longer answers, another tone) raises this loss too.
    """

    code = "FIT012"
    tasks = ("sft",)
    severity = Severity.WARNING
    bad = [{"forgetting": Change(1.2, 2.1, 0.9, 0.6, 1.2, 40)}]
    good = [
        {"forgetting": Change(1.2, 1.3, 0.1, 0.02, 0.2, 40)},
        {"forgetting": Change(1.2, 1.6, 0.4, 0.1, 0.7, 40)},
        {"forgetting": Change(1.2, 1.0, -0.2, -0.3, -0.1, 40)},
    ]

    def judge(self, forgetting: Change | None) -> Finding | Passed:
        """Ask that the loss on general prompts rose by less than a third of the perplexity, beyond noise."""
        if forgetting is None:
            raise NotApplicable("the loss on general prompts could not be told")
        message = (
            f"on {forgetting.n} general prompts the perplexity of good answers went from "
            f"{math.exp(forgetting.before):.2f} to {math.exp(forgetting.after):.2f} (loss {forgetting.change:+.2f} "
            f"[{forgetting.low:+.2f}, {forgetting.high:+.2f}] nats a token)"
        )
        evidence = {"before": forgetting.before, "after": forgetting.after, "limit": LIMIT}
        return Finding(message, (), evidence) if forgetting.low > LIMIT else Passed(message, evidence)
