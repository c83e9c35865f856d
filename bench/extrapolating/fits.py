"""A few real fine-tunes of the default recipe: do they gain what the probe's curve foretells?"""

from pathlib import Path
from typing import Any

import numpy as np
from recipes import methods
from recipes.draws import draw

from finetooth.facts.curve_fit.fitting import fit
from finetooth.facts.curve_fit.projection import expected, interval
from finetooth.training.base_model import locate

from .carrying import LEVEL, curve
from .rows import MODEL, Rows, with_vectors

SET, SIZES, TEST_ROWS, SEEDS = "trec", (250, 1_000), 500, 1


def confirmed(data: Path) -> list[dict[str, Any]]:
    """Return for each seed what the probe foretold from few rows to four times as many, and what fine-tunes gave."""
    found = []
    for seed in range(SEEDS):
        drawn = [draw(data, SET, str(size), seed, TEST_ROWS) for size in SIZES]
        base, few = locate(MODEL), drawn[0].rows
        classes = few.labels.rank("dense").to_numpy().astype(np.int64) - 1
        told = curve(with_vectors(Rows(SET, few.texts, classes)), "vectors", seed)
        carried = fit(told.sizes, told.f1.mean(axis=1), told.drawn.mean(axis=2), np.random.default_rng(seed))
        now, then = carried.at(np.array(SIZES, float)).T
        gain, low, high = interval(then - now, LEVEL)
        scores = [_macro_f1(one, methods.finetooth(one, base, seed).told) for one in drawn]
        line = {"set": SET, "sizes": SIZES, "seed": seed, "probe_now": expected(carried, SIZES[0]).score}
        line |= {"foretold_gain": gain, "low": low, "high": high, "fits": scores, "real_gain": scores[1] - scores[0]}
        print(f"{SET} {SIZES[0]:,} to {SIZES[1]:,} rows: a probe foretells {100 * gain:.1f} points ", end="")
        print(f"({100 * low:.1f} to {100 * high:.1f}); fine-tunes {scores[0]:.3f} and {scores[1]:.3f}", flush=True)
        found.append(line)
    return found


def _macro_f1(drawn: Any, told: np.ndarray) -> float:
    from sklearn.metrics import f1_score

    labels = sorted(set(drawn.rows.labels.to_list()))
    truth = [labels.index(label) for label in drawn.test.labels.to_list()]
    return float(f1_score(truth, told, average="macro"))
