"""Base models and trained ones, loaded from their folders."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from finetooth.core.errors import UserError
from finetooth.core.model_folder import Pooling, is_pooled
from finetooth.core.results import Base
from finetooth.problems import KINDS
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.tasks import base_files
from finetooth.tasks.base_files import cannot_load, to_device, weights_options
from finetooth.tasks.dropout import dropout_options, set_dropout
from finetooth.tasks.fresh_head import head_weights, refresh_head, same_labels

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


_WANTED = "name an encoder that transformers' AutoModelForSequenceClassification can load"


def load_tokenizer(base: Base) -> "PreTrainedTokenizerBase":
    """Load the base model's tokenizer. Raises UserError, also where it cannot pad."""
    tokenizer = base_files.load_tokenizer(base, _WANTED)
    if tokenizer.pad_token is None:
        fix = "name an encoder (of the BERT family, say), or set pad_token in the folder's tokenizer_config.json"
        what = "the base model's tokenizer has no pad token, without which rows cannot be batched"
        raise UserError(what, f"{base.name} ({base.location})", fix)
    return tokenizer


def load_model(
    base: Base,
    labels: Sequence[str],
    seed: int,
    hidden_dropout: float | None = None,
    classifier_dropout: float | None = None,
    pooling: str = "own",  # or "mean", "cls"
    problem_type: str = SINGLE,
) -> "PreTrainedModel":
    """Load a base model with a fresh classification head for these labels, repeatably by seed. Raises UserError.

    The dropout of body and head is the model's own where it is None; so is the head, where ``pooling`` is ``own``.
    A base that is a classifier already keeps its head only where it was taught these very labels in this order, and for
    the same kind of problem: who
    names such a one goes on training it. Any other head, even of as many labels, is drawn anew.
    """
    from safetensors import SafetensorError
    from transformers import AutoConfig, set_seed

    set_seed(seed)
    try:
        config = AutoConfig.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
        dropout = dropout_options(config, hidden_dropout, classifier_dropout)
        options = dropout | _loading(base.trust_remote_code)
        options |= {"num_labels": len(labels), "id2label": dict(enumerate(labels))}
        wanted = KINDS[problem_type].config_type
        options |= {"problem_type": wanted}  # whatever the base was taught before
        options |= {"label2id": {label: index for index, label in enumerate(labels)}}
        continued = same_labels(config, labels) and getattr(config, "problem_type", None) in _continues(wanted)
        if pooling == "own":
            model = _own_head(base, seed, continued, options)
        else:
            from finetooth.tasks import pooled

            model = pooled.start(base.location, cast(Pooling, pooling), classifier_dropout, continued, **options)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise cannot_load("model", base, error, _WANTED) from None
    set_dropout(model, hidden_dropout, classifier_dropout, dropout)
    model.config.ordinal = problem_type == ORDINAL  # which transformers has no name for
    return model


def _continues(problem_type: str) -> tuple[str | None, ...]:
    """Return the kinds of heads that go on being trained; one that tells numbers has another unit than is learned."""
    return {SINGLE: (SINGLE, None), MULTI: (MULTI,), REGRESSION: ()}[problem_type]


def _own_head(base: Base, seed: int, continued: bool, options: dict[str, Any]) -> "PreTrainedModel":
    from transformers import AutoModelForSequenceClassification

    model, found = AutoModelForSequenceClassification.from_pretrained(
        base.location,
        ignore_mismatched_sizes=True,  # a head of another task is replaced
        output_loading_info=True,
        **options,
    )
    drawn = {*found["missing_keys"], *(key for key, *_ in found["mismatched_keys"])}
    if not continued and head_weights(model) - drawn:
        refresh_head(model, seed)
    return model


def load_trained(folder: Path, trust_remote_code: bool = False) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """Load a model folder that a run wrote, with its tokenizer."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    if is_pooled(folder):
        from finetooth.tasks import pooled

        model = pooled.load(folder, **_loading(trust_remote_code))
    else:
        model = AutoModelForSequenceClassification.from_pretrained(folder, **_loading(trust_remote_code))
    return to_device(model), AutoTokenizer.from_pretrained(folder, trust_remote_code=trust_remote_code)


def _loading(trust_remote_code: bool) -> dict[str, Any]:
    import torch

    options = weights_options(trust_remote_code)
    if not torch.cuda.is_available():  # plain matrix products train faster than fused attention on a CPU: decision 0005
        options["attn_implementation"] = "eager"
    return options
