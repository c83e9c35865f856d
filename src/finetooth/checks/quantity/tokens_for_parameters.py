"""QTY010: what is learned from, in tokens, against the parameters that learn."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Base
from finetooth.core.rows import Rows
from finetooth.recipe.options import first_of
from finetooth.recipe.sections import Recipe

FEW = 0.1  # tokens for each parameter that learns: so many parameters hold ten times what there is to learn
_USUAL_RANK = 16
_NO_LAYER = ("embed", "lm_head", "norm", "wte", "wpe")


class TokensForParameters(Check):
    """Few tokens teach many parameters.

    Why: a LoRA of rank 16 on a small model holds millions of numbers; a few thousand tokens are learned by heart in an
    epoch or two, and the validation loss turns early.
    Fix: fewer parameters (training.lora_r), fewer epochs, early stopping (which is on), or more rows.
    Blind: how much is new in a token: prompts of one template teach less than they count; fine-tuning needs far fewer
    tokens than training from nothing, so this is a remark and no fault. A LoRA holds about two bits a parameter, a
    token teaches about one (Schulman et al. 2025).
    """

    code = "QTY010"
    tasks = SFT
    severity = Severity.INFO
    fix_class = "never"
    bad = [
        {
            "conversations": [[("user", "Hi"), ("assistant", "Ho")]],
            "taught_tokens": 5_000,
            "learning_parameters": 4_900_000,
        }
    ]
    good = [
        {
            "conversations": [[("user", "Hi"), ("assistant", "Ho")]],
            "taught_tokens": 2_000_000,
            "learning_parameters": 4_900_000,
        }
    ]

    def judge(self, rows: Rows, taught_tokens: int, learning_parameters: int) -> Finding | Passed:
        """Compare them."""
        if not taught_tokens or not learning_parameters or not len(rows):
            raise NotApplicable("nothing is learned")
        ratio = taught_tokens / learning_parameters
        evidence: dict[str, Any] = {
            "tokens": taught_tokens,
            "parameters": learning_parameters,
            "tokens_a_parameter": round(ratio, 5),
        }
        told = (
            f"{counted(taught_tokens, 'token')} are learned in an epoch, by {counted(learning_parameters, 'parameter')}"
        )
        if ratio < FEW:
            return Finding.on(f"{told}: {1 / ratio:,.0f} parameters a token", (), **evidence)
        return Passed(told, evidence)


@fact
def taught_tokens(rows: Rows, encoded_rows: pl.DataFrame) -> int:
    """How many tokens of the training rows are learned in an epoch; reckoned from a sample where one was drawn."""
    train = rows.role("train").ids
    seen = encoded_rows.filter(pl.col("id").is_in(train.implode()))
    return round(int(seen["supervised"].sum()) * len(train) / max(1, seen.height))


@fact
def learning_parameters(base: Base, recipe: Recipe) -> int:
    """How many parameters learn: those of the adapters, or all of them where `lora_r` is 0."""
    asked = first_of(recipe.training.lora_r)
    rank = _USUAL_RANK if asked is None or asked == "auto" else int(asked)
    shapes = _shapes(Path(base.location))
    if not rank:
        return sum(math.prod(shape) for shape in shapes.values())
    layers = [shape for name, shape in shapes.items() if len(shape) == 2 and not any(one in name for one in _NO_LAYER)]
    return sum(rank * sum(shape) for shape in layers)


def _shapes(location: Path) -> Mapping[str, Sequence[int]]:
    from safetensors import SafetensorError, safe_open

    found: dict[str, Sequence[int]] = {}
    try:
        for path in location.glob("*.safetensors"):
            with safe_open(path, framework="np") as tensors:
                found |= {name: tensors.get_slice(name).get_shape() for name in tensors.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise NotApplicable(f"the weights cannot be read: {error}") from None
    return found
