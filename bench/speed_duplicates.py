"""How fast near duplicates by word n-grams (Jaccard >= 0.8) are found, and how many: beside gaoya, rensa, datasketch.

    python bench/speed_duplicates.py            300,000 short texts by 3-grams, 50,000 documents by 5-grams
    python bench/speed_duplicates.py --quick    30,000 and 4,000 of them, under a minute

All read the same texts from a file and run alone in a process of their own, the opponents in an environment of their
own; CPU seconds (of all threads) from texts in memory to pairs, and the peak memory of the process, are compared.
Recall is measured on all true pairs of texts drawn at random, found by counting common n-grams against every text in
plain Python; precision by recomputing reported pairs. datasketch runs on a part: its rate is told, not its total.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from duplicates.comparison import OPPONENTS, compare, environment
from duplicates.texts import documents, short_texts

FASTER, MEMORY = 2.0, 1500.0  # times the fastest opponent; MB


def verdict(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the last line: how many times as fast as the fastest opponent, at exact recall and precision."""
    ratios, good = {}, True
    for title, (ours, *others) in tables.items():
        ratios[title] = round(ours["rate"] / max((other["rate"] for other in others), default=float("nan")), 2)
        good &= ours["recall"] == 1.0 and ours["precision"] == 1.0 and ours["memory"] < MEMORY
    measured = all(len(results) > 1 for results in tables.values())
    value = min(ratios.values()) if measured else None
    ok = bool(good and value is not None and value >= FASTER)
    return {
        "name": "speed_duplicates",
        "value": value,
        "target": FASTER,
        "ok": ok,
        "ratios": ratios if measured else {},
        "tables": tables,
    }


def main() -> int:
    """Compare on short texts and on documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    asked = parser.parse_args()
    names = ["finetooth", *OPPONENTS]
    theirs = environment()
    sizes = (30_000, 4_000) if asked.quick else (300_000, 50_000)
    tables = {
        "short texts": compare("short texts", short_texts(asked.data, sizes[0]), 3, names, theirs),
        "documents": compare("documents", documents(asked.data, sizes[1]), 5, names, theirs),
    }
    print(json.dumps(verdict(tables), allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
