"""Finals: who would be chosen instead of the default is fitted again beside it, with seeds of no choice."""

from collections.abc import Callable, Sequence

from finetooth.checks.wording import counted
from finetooth.core.results import Settings
from finetooth.core.run import Work
from finetooth.core.tuning import Params, Repeat, Selection, Trial
from finetooth.stages.selecting import Compared, chosen_of, confirmed
from finetooth.stages.trying import Court, repeated

_STEP = 1_009  # between the seeds


def final(
    work: Work,
    court: Court,
    found: Compared,
    seeds: int,
    made: Callable[[Params], Settings],
    over: Callable[[], bool],
) -> tuple[Selection, tuple[Repeat, ...]]:
    """Return the choice and the repeats it rests on, of which there are none where the default leads anyway.

    ``over`` says whether the budget is spent: then no further seed is begun but the first, and those there are decide.
    """
    first = chosen_of(found)
    if not first.chosen or found.default is None or not seeds:
        return first, ()
    finalists = sorted({0, first.best, first.chosen})
    repeats: list[Repeat] = []
    work.note(f"trials {', '.join(map(str, finalists[1:]))} lead: fitted again beside the default with {seeds} seeds")
    for number in range(1, seeds + 1):
        if number > 1 and over():
            work.note(f"the budget ended the finals after {counted(number - 1, 'further seed')}")
            break
        seed = court.default.seed + _STEP * number
        repeats += _of_seed(work, court, found, finalists, seed, made, (number - 1) / seeds)
    return confirmed(first, found, repeats), tuple(repeats)


def _of_seed(
    work: Work,
    court: Court,
    found: Compared,
    finalists: Sequence[int],
    seed: int,
    made: Callable[[Params], Settings],
    done: float,
) -> list[Repeat]:
    def told(trial: Trial) -> Callable[[float, str], None]:
        return lambda _share, message: work.progress(done, f"trial {trial.number} again, seed {seed}: {message}")

    chosen = [trial for trial in found.trials if trial.number in finalists]
    return [repeated(court, made(trial.params), trial, seed, told(trial)) for trial in chosen]
