"""Do 95 % intervals hold the true score in 95 % of draws? Simulated data whose true score is known.

    python bench/coverage.py             200, 1,000, 5,000 and 20,000 rows, 300 draws of each
    python bench/coverage.py --quick     40 draws of 200 and 1,000 rows, under a minute

A world has classes of unlike size and a model of some skill; its true score is that of 1,000,000 rows. Of each draw
the interval that finetooth reports is looked at beside the plain percentiles of the same resamples and BCa (with its
acceleration by a jackknife of 200 blocks). `clustered` rows come in groups of 10 that share an error: with the groups
told, and without. `few` are classes of 3 to 30 rows among 400. (--data is taken and not needed.) The last line is one
JSON object: its value is the lowest coverage of accuracy, macro-F1 and ROC-AUC at a number of rows, over all worlds
together, and the target holds from .93 to .97.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from finetooth.metrics import all_metrics, metric_named
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Floats, Predictions
from finetooth.metrics.resampling import samples
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score

JUDGED = ("accuracy", "macro_f1", "roc_auc")
BESIDE = ("mcc", "log_loss", "pr_auc", "ece", "rms_calibration_error")
RESAMPLES, TRUE_ROWS, BAND, METHODS = 500, 1_000_000, (0.93, 0.97), ("finetooth", "percentile", "BCa")
Hits = dict[tuple[str, str], list[bool]]  # metric and method


@dataclass(frozen=True)
class World:
    """Classes of unlike size (``skew``: of how unlike), and how well the model tells them apart."""

    classes: int
    skew: float
    skill: float
    cluster: int = 1  # rows that share an error

    def draw(self, random: np.random.Generator, rows: int) -> Predictions:
        """Draw labelled predictions; rows of a cluster lie side by side."""
        shares = 1 / np.arange(1, self.classes + 1) ** self.skew
        shares /= shares.sum()
        truth = random.choice(self.classes, rows, p=shares)
        shared = np.repeat(random.normal(size=(-(-rows // self.cluster), self.classes)), self.cluster, axis=0)[:rows]
        alike = 0.5 if self.cluster > 1 else 0.0
        logits = np.sqrt(1 - alike) * random.normal(size=(rows, self.classes)) + np.sqrt(alike) * shared
        logits[np.arange(rows), truth] += self.skill
        chances = np.exp(self.skill * 0.8 * (logits - logits.max(axis=1, keepdims=True)) + np.log(shares))
        labels = tuple(str(label) for label in range(self.classes))
        return Predictions(np.arange(rows), truth, chances / chances.sum(axis=1, keepdims=True), labels)

    def truth(self, metrics: list[Metric]) -> dict[str, float]:
        """Return the true scores: those of very many rows."""
        parts = [self.draw(np.random.default_rng([7, part]), TRUE_ROWS // 5) for part in range(5)]
        found = [[float(metric.values(Sample.whole(part))[0, -1]) for metric in metrics] for part in parts]
        return dict(zip((metric.name for metric in metrics), np.mean(found, axis=0).tolist(), strict=True))


WORLDS = {"2 classes": World(2, 1.0, 2.0), "6 classes": World(6, 1.0, 2.5), "20 classes": World(20, 0.5, 3.5)}


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = _asked()
    draws, sizes = (40, (200, 1_000)) if asked.quick else (300, (200, 1_000, 5_000))
    judged: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for name, world in WORLDS.items():
        metrics = [metric_named(one) for one in (JUDGED if asked.quick else (*JUDGED, *BESIDE))]
        truth = world.truth(metrics)
        for rows in (*sizes, 20_000) if name == "6 classes" and not asked.quick else sizes:
            wanted = metrics if rows < 1_000 else metrics[: len(JUDGED)]
            hits = _hits(world, truth, wanted, rows, draws, bca=rows <= 1_000)
            print(_line(f"{name}, {rows:,} rows", hits, wanted), flush=True)
            for one in JUDGED:
                judged[one, rows] += hits[one, "finetooth"]
    clustered = _clustered(draws)
    few = {rows: _few(rows, draws) for rows in ((3,) if asked.quick else (3, 6, 12, 30))}
    shares = {f"{name} {rows}": round(float(np.mean(many)), 3) for (name, rows), many in judged.items()}
    lowest, highest = min(shares.values()), max(shares.values())
    told = {"name": "coverage", "value": lowest, "highest": highest, "target": list(BAND)}
    ok = BAND[0] <= lowest and highest <= BAND[1]
    print(json.dumps({**told, "ok": ok, "draws": draws, "judged": shares, "clustered": clustered, "few": few}))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path)
    return parser.parse_args()


def _hits(world: World, truth: dict[str, float], metrics: list[Metric], rows: int, draws: int, bca: bool) -> Hits:
    """Return whether each method's interval holds the true score in each draw."""
    hits: Hits = defaultdict(list)
    for number in range(draws):
        one = world.draw(np.random.default_rng([rows, number]), rows)
        found = {item.metric: item for item in score(one, RESAMPLES, number, chosen=metrics)}
        many = list(samples(one, RESAMPLES, number)) if bca else []
        for metric in metrics:
            item, true = found[metric.name], truth[metric.name]
            if item.value is None or item.low is None or item.high is None:
                continue
            hits[metric.name, "finetooth"].append(item.low <= true <= item.high)
            if bca:
                drawn = np.concatenate([metric.values(sample)[:, 0] for sample in many])
                ends = np.quantile(drawn[np.isfinite(drawn)], [0.025, 0.975]), _bca(metric, one, drawn, item.value)
                for method, (low, high) in zip(METHODS[1:], ends, strict=True):
                    hits[metric.name, method].append(bool(low <= true <= high))
    return hits


def _bca(metric: Metric, one: Predictions, drawn: Floats, value: float) -> Floats:
    """Return the BCa interval (Efron 1987)."""
    from scipy.stats import norm

    known = drawn[np.isfinite(drawn)]
    left_out = 1.0 - (np.arange(len(one)) % min(200, len(one)) == np.arange(min(200, len(one)))[:, None])
    without = metric.values(Sample(one, left_out))[:, 0]
    without = without[np.isfinite(without)]
    far = without.mean() - without
    bent = (far**3).sum() / (6 * (far**2).sum() ** 1.5 + 1e-300)
    below = np.clip(((known < value).mean() + (known <= value).mean()) / 2, 1e-4, 1 - 1e-4)
    shift = norm.ppf(below) + norm.ppf([0.025, 0.975])
    ends: Floats = np.quantile(known, norm.cdf(norm.ppf(below) + shift / (1 - bent * shift)))
    return ends


def _clustered(draws: int) -> dict[str, dict[str, float]]:
    """Return the coverage on clustered rows, with the groups told and without."""
    world, metrics = World(3, 0.5, 2.0, cluster=10), [metric_named(one) for one in JUDGED]
    truth, hits = world.truth(metrics), defaultdict(list)
    for number in range(draws):
        one = world.draw(np.random.default_rng([11, number]), 1_000)
        groups = [str(row // world.cluster) for row in range(1_000)]
        for told, names in (("told", groups), ("not told", None)):
            for item in score(one, RESAMPLES, number, names, metrics):
                hits[item.metric, told].append((item.low or 0) <= truth[item.metric] <= (item.high or 0))
    found = {told: {name: float(np.mean(hits[name, told])) for name in JUDGED} for told in ("told", "not told")}
    print("\n".join(f"clustered rows, groups {told:9s} {_plain(shares)}" for told, shares in found.items()), flush=True)
    return {told: {name: round(share, 3) for name, share in shares.items()} for told, shares in found.items()}


def _few(rows: int, draws: int) -> dict[str, float]:
    """Return the coverage of the metrics of a class of about so many rows among 400."""
    share = rows / 400
    world = World(2, float(np.log2((1 - share) / share)), 2.5)
    metrics = [metric for metric in all_metrics() if metric.per_class]
    truth, hits = world.truth(metrics), defaultdict(list)
    for number in range(draws):
        one = world.draw(np.random.default_rng([13, rows, number]), 400)
        for item in score(one, RESAMPLES, number, chosen=metrics):
            if item.label == "1" and item.low is not None and item.high is not None:
                hits[item.metric].append(item.low <= truth[item.metric] <= item.high)
    found = {name: float(np.mean(many)) for name, many in hits.items()}
    print(f"a class of about {rows} rows   {_plain(found)}", flush=True)
    return {name: round(value, 3) for name, value in found.items()}


def _plain(shares: dict[str, float]) -> str:
    return "  ".join(f"{name} {share:.3f}" for name, share in shares.items())


def _line(name: str, hits: Hits, metrics: list[Metric]) -> str:
    parts = []
    for metric in metrics:
        shares = [f"{np.mean(hits[metric.name, method]):.3f}" for method in METHODS if hits[metric.name, method]]
        parts.append(f"{metric.name} {' '.join(shares)}")
    return f"{name:24s} {'  '.join(parts)}"


if __name__ == "__main__":
    sys.exit(main())
