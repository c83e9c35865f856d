"""Dropout of the body and of the head, by the names that the architectures' configurations use."""

from typing import Any

_BODY = (
    "hidden_dropout_prob",  # BERT, RoBERTa, ELECTRA, DeBERTa, MPNet
    "hidden_dropout",
    "dropout",  # DistilBERT, XLM
    "embedding_dropout",  # ModernBERT, and the two below
    "mlp_dropout",
    "attention_dropout",  # DistilBERT too
    "attention_probs_dropout_prob",  # the BERT family
    "embd_pdrop",  # GPT-2, and the two below
    "resid_pdrop",
    "attn_pdrop",
)
_HEAD = (
    "classifier_dropout",
    "seq_classif_dropout",  # DistilBERT
    "cls_dropout",
    "classifier_dropout_prob",
    "summary_last_dropout",
)


def dropout_options(config: Any, body: float | None, head: float | None) -> dict[str, float]:
    """Return the options of this configuration that set its dropout; none where nothing is asked.

    Modules are built with their dropout, some not at all where it is 0, so it must be known before the model is.
    """
    wanted = ((body, _BODY), (head, _HEAD))
    return {name: value for value, names in wanted if value is not None for name in names if hasattr(config, name)}
