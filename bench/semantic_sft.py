"""Can semantic duplicates of conversations be told? Paraphrased prompts planted among others, by several vectors.

    python bench/semantic_sft.py --quick

Forty prompts of our own with a free paraphrase each stand among real ones (alpaca_en_demo; without public sets only
among each other). For each kind of vector: the share of the pairs whose cosine is above what one in a hundred, and one
in a thousand, of the other rows' nearest neighbours exceed. Those may hold real repeats, so that the shares are low
rather than high. The last line is one JSON object.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from commands import parser
from paraphrased.pairs import PAIRS
from paraphrased.vectors import KINDS

WANTED = 0.5  # of the pairs, at one false alarm in a hundred: less is not worth a check


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant, embed, tell."""
    asked = parser(__doc__).parse_args(arguments)
    others = _others(asked.data, 100 if asked.quick else 600)
    texts = [*others, *(one for one, _ in PAIRS), *(other for _, other in PAIRS)]
    print(f"{len(PAIRS)} paraphrased prompts among {len(others):,} others")
    lines = []
    for name, embed in KINDS.items():
        begun = time.process_time()
        lines.append({"vectors": name, **_judged(embed(texts), len(others)), "cpu_s": time.process_time() - begun})
        print("{vectors:44}  recall at 1 %: {at_1:.3f}  at 0.1 %: {at_01:.3f}  cpu {cpu_s:6.1f} s".format(**lines[-1]))
    best = max(lines, key=lambda line: line["at_1"])
    told = {"name": "semantic_sft", "value": best["at_1"], "target": WANTED, "ok": best["at_1"] >= WANTED}
    print(json.dumps({**told, "best": best["vectors"], "lines": lines}))
    return 0


def _others(data: Path | None, most: int) -> list[str]:
    path = data / "sft_formats" / "alpaca_en_demo.json" if data else None
    rows = json.loads(path.read_text("utf-8")) if path and path.is_file() else []
    known = dict.fromkeys(f"{row['instruction']} {row['input']}".strip() for row in rows)
    drawn = np.random.default_rng(7).permutation(len(known))[:most]
    prompts = list(known)
    return [prompts[place] for place in drawn]


def _judged(vectors: np.ndarray, others: int) -> dict[str, float]:
    """Return the share of pairs above the usual nearest neighbours of the other rows."""
    strange, one, two = vectors[:others], *np.split(vectors[others:], 2)
    products = strange @ strange.T if others else one @ one.T
    np.fill_diagonal(products, -1.0)
    nearest, pairs = products.max(axis=1), (one * two).sum(axis=1)
    return {
        name: float((pairs > np.quantile(nearest, 1 - rate)).mean())
        for name, rate in (("at_1", 0.01), ("at_01", 0.001))
    }


if __name__ == "__main__":
    sys.exit(main())
