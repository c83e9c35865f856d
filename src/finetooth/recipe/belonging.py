"""Which options are of one task alone: named for the other they would do nothing, and are refused."""

from functools import reduce
from typing import Any

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data, Recipe

_LANGUAGE = "only conversations have it; set task: sft to fine-tune a language model"
LANGUAGE_MODELS_ALONE = {
    **dict.fromkeys(
        (
            *("data.format", "data.messages_column", "data.prompt_column", "data.completion_column"),
            *("data.system_column", "data.tools_column"),
            *("training.train_on_turns", "training.train_on_prompt_weight"),
        ),
        _LANGUAGE,
    ),
    "training.overlong": "say what becomes of long texts with training.truncation",
    "training.load_in_4bit": "encoders are small enough to be trained in full precision",
    "training.neftune_noise_alpha": "it was made for language models; set training.hidden_dropout_prob",
    "evaluate.metrics": "a classifier is scored by all metrics at once; choose with evaluate.selection_metric",
    "evaluate.max_generations": "a classifier generates nothing",
    "evaluate.max_new_tokens": "a classifier generates nothing",
    "evaluate.judge": "a classifier is scored by its labels",
}
CLASSIFIERS_ALONE = {
    "problem_type": "there are no labels",
    "data.label_column": "there are no labels; name the answers with data.completion_column",
    "data.label_separator": "there are no labels",
    "data.pair_column": "a prompt is one text; name it with data.prompt_column",
    "data.out_of_scope": "what a language model does not know is not judged yet",
    "prepare.label_errors": "there are no labels",
    "evaluate.selection_metric": "the completion loss of validation rows decides",
    "evaluate.metric_files": "metrics of your own are of classifiers; choose with evaluate.metrics",
    "evaluate.thresholds": "there are no classes",
    "evaluate.costs": "there are no classes",
    "evaluate.target_precision": "there are no classes",
    "evaluate.abstain_below": "there are no classes",
    "tune.learning_rate_range_test": "it is made for classifiers; give training.learning_rate a range",
    "evaluate.slices": "slices are of classifiers",
    "evaluate.sensitive": "slices are of classifiers",
    "validate.false_alarms": "what a language model does not know is not judged yet",
    "validate.behaviour": "behavioural tests are of classifiers",
    "training.label_smoothing_factor": "the loss is that of the very tokens",
    "training.class_weights": "there are no classes",
    "training.sampling": "there are no classes",
    "training.focal_gamma": "there are no classes",
    "training.r_drop": "it is a loss of classifiers",
    "training.head": "there is no head to begin with",
    **dict.fromkeys(
        ("training.contrastive", "training.contrastive_steps", "training.contrastive_learning_rate"),
        "there are no classes",
    ),
    **dict.fromkeys(("training.augment", "training.augment_share"), "scenarios change prompts that answers rest on"),
    **dict.fromkeys(
        ("training.truncation", "training.window_stride"),
        "say what becomes of long conversations with training.overlong",
    ),
    **dict.fromkeys(
        ("training.cross_validation", "training.folds", "training.fold_repeats"),
        "folds are too dear here: one set of validation rows judges",
    ),
    "training.final_model": "the model of the best evaluation is handed on; a fit on all rows is too dear here",
    "training.pooling": "there is no vector of a text: each token is learned from its own",
    "training.head_learning_rate_factor": "there is no head to begin with",
    "training.hidden_dropout_prob": "language models have none; set training.lora_dropout",
    "training.classifier_dropout": "there is no classifier",
}
# what asks for nothing, or for what is done anyway, whatever the default is
_NOTHING: tuple[Any, ...] = (None, "none", "random", "best", "own", 0, 0.0, [])


def must_belong(recipe: Recipe) -> None:
    """Raise UserError for an option that is set and is of the other task alone."""
    language = recipe.task == "sft"
    plain = Recipe(task=recipe.task, data=Data(train=recipe.data.train))
    for key, why in (CLASSIFIERS_ALONE if language else LANGUAGE_MODELS_ALONE).items():
        asked = _value(recipe, key)
        if asked != _value(plain, key) and asked not in _NOTHING:
            what = f"{key} is of no use for {'a language model' if language else 'a classifier'}: {why}"
            raise UserError(what, f"recipe: {key}", "leave it out")


def _value(recipe: Recipe, key: str) -> Any:
    names = key.replace("validate.", "validation.").split(".")
    return reduce(getattr, names, recipe)
