"""An option that is of the other task alone is refused; one left as it is, or set to nothing, is not."""

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.belonging import CLASSIFIERS_ALONE, LANGUAGE_MODELS_ALONE, must_belong
from finetooth.recipe.files import make_recipe

ASKED = {  # a value of each that asks for something
    **{"problem_type": "regression", "data.label_column": "x", "data.label_separator": "|", "data.pair_column": "x"},
    **{"prepare.label_errors": "drop", "evaluate.selection_metric": "accuracy"},
    **{"evaluate.thresholds": "always", "evaluate.costs": {"missed": {"fraud": 2}}, "evaluate.target_precision": 0.9},
    **{"evaluate.abstain_below": 0.5, "evaluate.slices": ["x"], "evaluate.sensitive": ["x"], "validate.behaviour": "x"},
    **{"training.label_smoothing_factor": 0.1, "training.class_weights": "balanced", "training.sampling": "balanced"},
    **{"training.focal_gamma": 2.0, "training.r_drop": 1.0, "training.head": "probe", "training.contrastive": "always"},
    **{"training.augment": ["typos"], "training.truncation": "tail", "training.cross_validation": "always"},
    **{"training.hidden_dropout_prob": 0.1, "training.classifier_dropout": 0.1},
    **{"data.format": "alpaca", "data.messages_column": "x", "data.prompt_column": "x", "data.completion_column": "x"},
    **{"data.system_column": "x", "data.tools_column": "x", "training.train_on_turns": "last"},
    **{"training.train_on_prompt_weight": 0.1, "training.overlong": "error", "training.load_in_4bit": True},
    **{"training.neftune_noise_alpha": 5.0, "evaluate.metrics": ["chrf"], "evaluate.max_generations": 7},
    **{"evaluate.max_new_tokens": 7, "data.out_of_scope": "x.csv", "validate.false_alarms": 0.01},
    **{"training.folds": 3, "training.fold_repeats": 2, "training.final_model": "refit", "training.pooling": "mean"},
    **{"training.head_learning_rate_factor": 2.0, "training.contrastive_steps": 9, "training.augment_share": 0.5},
    **{"training.contrastive_learning_rate": 1e-4, "training.window_stride": 32, "evaluate.metric_files": ["x.py"]},
    "tune.learning_rate_range_test": True,
    "evaluate.judge": {"url": "http://localhost:8000/v1", "model": "x"},
}
PLACES = [("sft", key) for key in CLASSIFIERS_ALONE] + [("text-classification", key) for key in LANGUAGE_MODELS_ALONE]


def recipe(task: str, **options: object):
    return make_recipe({"task": task, "data": {"train": "rows.csv"}}, options.items())


@pytest.mark.parametrize(("task", "key"), PLACES)
def test_an_option_of_the_other_task_is_refused_by_its_key_and_one_of_its_own_is_not(task: str, key: str):
    with pytest.raises(UserError) as refused:
        must_belong(recipe(task, **{key: ASKED[key]}))
    assert refused.value.where == f"recipe: {key}"
    assert f"{key} is of no use for a" in str(refused.value)
    must_belong(recipe("text-classification" if task == "sft" else "sft", **{key: ASKED[key]}))


@pytest.mark.parametrize("task", ["sft", "text-classification"])
def test_what_is_left_alone_or_asks_for_nothing_belongs_everywhere(task: str):
    must_belong(recipe(task))
    must_belong(recipe("sft", **{"evaluate.calibration": "none", "training.contrastive": "none"}))
    must_belong(recipe("sft", **{"training.final_model": "best", "training.pooling": "own"}))
