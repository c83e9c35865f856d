"""Do the guards of a training end where hindsight would, and do the FIT findings name what happened?

    python bench/overfit.py                    trec, banking77 (15 classes), mr, tweet_emotion; 3 seeds
    python bench/overfit.py --quick            trec with 100 rows, one seed: under a minute
    python bench/overfit.py --sets trec --kinds flipped --seeds 5 --out results.jsonl

Kinds: *few* (100 labelled rows, 20 of which are the validation rows), *flipped* (500 rows, 30 % of the labels wrong,
in the validation rows too), *mild* (1,000 rows, 5 % wrong) and *clean* (1,300 rows as they came). Each training runs to
its planned end with the default settings while the test rows, whose labels nobody touched, are scored at every
evaluation. The guards are then asked evaluation by evaluation what they would have kept and where they would have
stopped: a step depends on its number alone, so that is what the guarded training does. *Lost* are points of test
macro-F1 against the best evaluation of the whole training, which only hindsight knows. *plain* is the highest
validation score with a patience of 3. Few rows tell one evaluation from another by luck: with --draws N each training
is judged N times more, by validation rows drawn out of the test rows, and what is lost is the mean. Simpler models that
a run may keep instead are left out: they would hide what the guards do. With --again each training is followed by the
fit on all rows, those of validation too, for as long as the guards chose, as a run does it where validation rows are
drawn: *again* is what that model, which is the one handed on, loses against the best evaluation of the watched training
(below zero: it is better), and the target is then for it. The last line is JSON.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
import polars as pl  # noqa: E402
from hindsight.replaying import Case, judged, mean_of  # noqa: E402
from hindsight.rows import KINDS, WRONG, drawn, load  # noqa: E402
from hindsight.training import handed_on, judged_again, trained  # noqa: E402

SETS = ("trec", "banking77", "mr", "tweet_emotion")
TESTS, TARGET = 300, 1.0
NAMED = {"flipped": {"FIT001", "FIT004"}, "few": {"FIT001", "FIT004", "FIT008"}}  # what may name the trouble


def main() -> int:
    """Train, replay the guards, print the table, and end with one JSON object."""
    asked = _asked()
    cases: list[Case] = []
    for kind in asked.kinds:
        for name in asked.sets:
            for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
                start = time.process_time()
                cases.append(measure(name, kind, seed, asked))
                print(f"  {cases[-1]}: {time.process_time() - start:.0f} CPU s", file=sys.stderr, flush=True)
                if asked.out:
                    with asked.out.open("a", encoding="utf-8") as stream:
                        stream.write(json.dumps(asdict(cases[-1])) + "\n")
    print(table(cases))
    print(json.dumps(last(cases), allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = commands.parser(__doc__)
    add = parser.add_argument
    add("--sets", type=lambda text: text.split(","), help=f"of {', '.join(SETS)}, own")
    add("--kinds", type=lambda text: text.split(","), help=f"of {', '.join(KINDS)}")
    add("--seeds", type=int)
    add("--first-seed", type=int, default=0, help="others than those a rule was chosen on")
    add("--draws", type=int, default=0, help="judge each training this often more, by rows out of the test")
    add("--tests", type=int, help="at most this many test rows")
    add("--again", action="store_true", help="also fit on all rows for as long as the guards chose")
    add("--out", type=Path, help="append each case to this file as JSON")
    asked = parser.parse_args()
    wanted = asked.sets or (SETS[:1] if asked.quick else SETS)
    asked.sets = [name for name in wanted if name == "own" or (asked.data / name).is_dir()] or ["own"]
    asked.kinds = asked.kinds or (["few"] if asked.quick else list(KINDS))
    asked.seeds = asked.seeds or (1 if asked.quick else 3)
    asked.tests = asked.tests or (90 if asked.quick else TESTS)
    return asked


def measure(name: str, kind: str, seed: int, asked: argparse.Namespace) -> Case:
    """Train once without guards, and replay them on the curve."""
    from finetooth.core.rows import Rows
    from finetooth.facts.split_sizes import share_for
    from finetooth.stages.splitting import assign

    taught, tests = load(asked.data, name)
    rng = random.Random(f"{name} {kind} {seed}")
    rows = Rows.of(drawn(taught, kind, rng))
    test = Rows.of(random.Random(name).sample(tests, min(asked.tests, len(tests))))
    alone = pl.Series([str(place) for place in range(len(rows))])
    side = assign(rows, alone, share_for(len(rows)), 0.0, seed)
    train, validation = (Rows(rows.table.filter(side == part)) for part in ("train", "validation"))
    curve, answers = trained(train, validation, test, seed)
    of = name, kind, seed
    again = judged_again(curve, answers, len(validation), WRONG.get(kind, 0.0), asked.draws, seed)
    cases = [judged(one, told.scores(), train, of) for one, told in ((curve, answers), *again)]
    if not asked.again:
        return mean_of(cases)
    score = handed_on(train, validation, test, seed, cases[0].kept_epoch)
    return replace(mean_of(cases), lost_again=round(cases[0].best - 100 * score, 2))


def table(cases: Sequence[Case]) -> str:
    """Return one line for each kind and set: means over seeds, with the spread of what is lost."""
    heads = f"{'best':>6} {'lost':>13} {'plain':>6} {'last':>6} {'again':>6} {'done':>5}"
    lines = [f"{'kind':8} {'set':14} {heads}  found (remarks)"]
    for kind, name in dict.fromkeys((case.kind, case.data) for case in cases):
        group = [case for case in cases if (case.kind, case.data) == (kind, name)]
        means = {part: fmean(getattr(case, part) for case in group) for part in ("best", "lost_plain", "lost_last")}
        lost = [case.lost for case in group]
        spread = f"{fmean(lost):.2f} ± {stdev(lost) if len(lost) > 1 else 0:.2f}"
        found = sorted(code for case in group for code in case.found)
        remarks = sorted(code for case in group for code in case.remarks)
        told = " ".join(f"{code}:{found.count(code)}" for code in dict.fromkeys(found)) or "-"
        slight = " ".join(f"{code}:{remarks.count(code)}" for code in dict.fromkeys(remarks))
        lines.append(
            f"{kind:8} {name:14} {means['best']:6.1f} {spread:>13} {means['lost_plain']:6.2f} "
            f"{means['lost_last']:6.2f} {_told(_again(group)):>6} {fmean(case.done for case in group):5.2f}  "
            f"{told} ({slight})"
        )
    return "\n".join(lines)


def _again(cases: Sequence[Case]) -> float | None:
    """Return what the models handed on lose in the mean, None where none was fitted."""
    lost = [case.lost_again for case in cases if case.lost_again is not None]
    return round(fmean(lost), 2) if lost else None


def _told(number: float | None) -> str:
    return "-" if number is None else f"{number:.2f}"


def last(cases: Sequence[Case]) -> dict[str, Any]:
    """Return the last line: what is lost by kind, whether findings name the trouble, and are silent without any."""
    kinds = list(dict.fromkeys(case.kind for case in cases))
    lost = {kind: round(fmean(case.lost for case in cases if case.kind == kind), 2) for kind in kinds}
    plain = {kind: round(fmean(case.lost_plain for case in cases if case.kind == kind), 2) for kind in kinds}
    again = {kind: _again([case for case in cases if case.kind == kind]) for kind in kinds}
    ends = [lost[kind] if at_last is None else at_last for kind, at_last in again.items()]
    trouble = [case for case in cases if case.kind in NAMED and case.lost_last > TARGET]  # going on does harm
    named = [bool(NAMED[case.kind] & {*case.found, *case.remarks}) for case in trouble]
    silent = [not case.found for case in cases if case.kind == "clean"]
    told = {"named": round(fmean(named), 2) if named else None, "silent": round(fmean(silent), 2) if silent else None}
    ok = all(value <= TARGET for value in ends) and all(named) and all(silent)
    return {
        "name": "overfit",
        "value": lost,
        "target": TARGET,
        "ok": ok,
        "plain": plain,
        "again": again,
        **told,
        "cases": len(cases),
    }


if __name__ == "__main__":
    raise SystemExit(main())
