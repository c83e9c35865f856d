"""Dropout of the body and of the head, whatever an architecture's configuration calls it."""

from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError

if TYPE_CHECKING:
    from torch import nn

_BODY = (
    "hidden_dropout_prob",  # BERT, RoBERTa, ELECTRA, DeBERTa, MPNet
    "hidden_dropout",
    "dropout",  # DistilBERT, XLM, XLNet, BART
    "dropout_rate",  # T5
    "embedding_dropout",  # ModernBERT, and the two below
    "mlp_dropout",
    "attention_dropout",  # DistilBERT too
    "activation_dropout",  # BART, Funnel
    "attention_probs_dropout_prob",  # the BERT family
    "embd_pdrop",  # GPT-2, and the two below
    "resid_pdrop",
    "attn_pdrop",
)
_HEAD = (
    "classifier_dropout",
    "seq_classif_dropout",  # DistilBERT
    "cls_dropout",  # DeBERTa, which knows it without naming it in its configuration
    "classifier_dropout_prob",
    "summary_last_dropout",
)
_UNNAMED = {"deberta": ("cls_dropout",), "deberta-v2": ("cls_dropout",)}


def dropout_options(config: Any, body: float | None, head: float | None) -> dict[str, float]:
    """Return the options of this configuration that set its dropout; none where nothing is asked.

    Modules are built with their dropout, some not at all where it is 0, so it must be known before the model is.
    """
    known = _UNNAMED.get(getattr(config, "model_type", ""), ())
    wanted = ((body, _BODY), (head, _HEAD))
    return {
        name: value
        for value, names in wanted
        if value is not None
        for name in names
        if hasattr(config, name) or name in known
    }


def set_dropout(model: "nn.Module", body: float | None, head: float | None, given: dict[str, float]) -> None:
    """Set the dropout that no option of the configuration reaches, as the head's of MPNet, FNet and Longformer.

    Raises UserError where the architecture has none that could be set; ``given`` are the options it was built with.
    """
    base = getattr(model, model.base_model_prefix, None)
    within = set() if base is None else set(base.modules())
    asked = (("hidden_dropout_prob", body, _BODY, True), ("classifier_dropout", head, _HEAD, False))
    for option, value, names, inside in asked:
        if value is None:
            continue
        found = [part for part in _dropouts(model) if (part in within) is inside]
        for part in found:
            part.p = value
        if not found and not (inside and any(name in given for name in names)):
            where = "body" if inside else "head"
            fix = f"leave training.{option} out" + ("" if inside else ", or set training.pooling to mean")
            what = f"the {where} of this architecture ({model.config.model_type}) has no dropout that could be set"
            raise UserError(what, f"recipe: training.{option}", fix)


def _dropouts(model: "nn.Module") -> "list[nn.Dropout]":
    from torch.nn import Dropout

    return [part for part in model.modules() if isinstance(part, Dropout)]
