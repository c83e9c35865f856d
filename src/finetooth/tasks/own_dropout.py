"""The dropout that a base model was trained with, by its configuration."""

from typing import Any

from finetooth.core.results import Base

_NAMES = ("hidden_dropout_prob", "hidden_dropout", "dropout", "resid_pdrop", "dropout_rate", "mlp_dropout")


def own_dropout(base: Base) -> float | None:
    """Return the dropout of the model's body, None where its configuration names none that could be set."""
    from transformers import AutoConfig

    return named_dropout(AutoConfig.from_pretrained(base.location, trust_remote_code=base.trust_remote_code))


def named_dropout(config: Any) -> float | None:
    """Return the dropout of the body that a configuration names."""
    found = (getattr(config, name, None) for name in _NAMES)
    return next((float(value) for value in found if isinstance(value, int | float)), None)
