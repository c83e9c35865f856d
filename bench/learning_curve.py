"""How far off a learning curve is that is fitted on a quarter of the rows, told of all of them, and how honest.

    python bench/learning_curve.py             ten sets of ../shared/data (or --data DIR): MiniLM's vectors, and words
    python bench/learning_curve.py --quick     words alone, 2 seeds: under a minute
    python bench/learning_curve.py --fits      beside that a few real fine-tunes of one small set (minutes)

A random quarter of the rows (at most 6,000 of a set) has its curve drawn by the product's own probes and carried to the
size of the whole; the truth is what the same procedure measures on all rows. Opponents: the last point carried on, and
the power law that scipy's curve_fit puts through the same points. Covered is how often the truth lies in the stated
90 % interval. Vectors are made once and kept in the user's cache folder. The last line is a JSON object.
"""

import argparse
import json
import os
import sys

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from extrapolating.carrying import Case, cases  # noqa: E402
from extrapolating.rows import FILES, load, with_vectors  # noqa: E402
from extrapolating.telling import last, show, show_means  # noqa: E402


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    told: list[Case] = []
    for name in asked.sets:
        rows, kinds = load(name, asked.data, asked.rows), ["words"]
        if asked.vectors:
            rows, kinds = with_vectors(rows), ["vectors", "words"]
        found = [case for kind in kinds for case in cases(rows, kind, asked.seeds)]
        print(show(found), flush=True)
        told += found
    print(show_means(told))
    line = last(told, asked.quick)
    if asked.fits:
        from extrapolating.fits import confirmed

        line["fits"] = confirmed(asked.data)
    print(json.dumps(line, allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = commands.parser(__doc__)
    add = parser.add_argument
    add("--sets", help=f"of {', '.join(FILES)}")
    add("--seeds", type=int)
    add("--rows", type=int, default=6_000, help="at most this many rows of a set")
    add("--fits", action="store_true", help="confirm with real fine-tunes of one small set")
    asked = parser.parse_args()
    wanted = asked.sets.split(",") if asked.sets else list(FILES)
    asked.sets = [name for name in wanted if (asked.data / FILES[name][0]).is_file()] or ["own"]
    asked.seeds = asked.seeds or (2 if asked.quick else 5)
    asked.vectors = not asked.quick and asked.sets != ["own"]
    return asked


if __name__ == "__main__":
    sys.exit(main())
