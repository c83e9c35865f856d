"""The recipe's section on tuning: how the training settings are searched for."""

from typing import Literal

from pydantic import Field

from finetooth.recipe.options import AutoOrNames, Count, Names, Seconds, Section


class Tune(Section):
    """How the training settings are searched for. Trial 0 is always the default. Options with a list or a range are
    searched in any case."""

    method: Literal["auto", "local", "grid", "random", "quasi_random", "tpe", "gp", "cma_es", "none"] = "auto"
    """The algorithm. `local`: small changes to the best setting so far, at first the default; `grid`: all combinations
    of the lists' values, of a range its ends and its middle; `random`; `quasi_random`: a Sobol sequence; `tpe`, `gp`,
    `cma_es`: learn from the trials where to look; `none`: the default settings alone. `auto` takes `grid` where all
    combinations are within the trials, else `local` below 40 trials and `tpe` from there."""
    search_space: AutoOrNames = "auto"
    """Which options are searched that have neither a list nor a range, each around its default. `auto`: of those that
    the recipe leaves open the learning rate, epochs and batch size, and from 16 trials on also `weight_decay`,
    `warmup_ratio`, `layerwise_lr_decay`, `label_smoothing_factor`, `hidden_dropout_prob` and, where it is `auto`,
    `lora_r`; what the recipe fixes stays. A list of options: these, around their value; `none`: no others."""
    learning_rate_range_test: bool = False
    """Whether the learning rate is first raised step by step, from a thousandth of the default to a hundred times, and
    then searched where the loss falls; a default at which training diverges is lowered. It takes about 80 steps."""
    trials: int | None = Field(None, ge=1)
    """How many settings are tried at most, the default included. Where absent 6, 4 where folds judge, and of a `grid`
    all."""
    time_limit: Seconds | None = None
    """No new trial starts after this long (`90s`, `20m`, `2h`). A run with a time limit is not
    repeatable to the digit."""
    max_tokens: Count | None = None
    """No new trial starts after the trials were trained on this many tokens in all."""
    min_gain: float = Field(0.005, ge=0, lt=1)
    """The search ends where all trials that are left can be expected to gain less than this over the best so far, by
    how far the trials lie apart beyond noise. 0 uses up the trials. A `grid` is never cut short."""
    final_seeds: int = Field(2, ge=0)
    """A trial that beats the default is fitted again, beside it, with this many other seeds, and must lead there too.
    0 believes the one seed."""
    pruner: Literal["auto", "median", "successive_halving", "none"] = "auto"
    """What ends a trial that is behind the others at the same epoch, or after the same folds, by more than noise: the
    `median` of their best scores (`auto`), or not being among the best third at the epochs 2, 6 and 18
    (`successive_halving`)."""
    n_jobs: Count | Literal["auto"] = "auto"
    """How many trials run side by side, each in a process with its share of the cores, or a GPU of its own. `auto` is
    one a GPU, and without one a trial for each four cores; where memory is short fewer. Results depend on it a little,
    as the next settings are chosen by the trials that are done."""
    warm_start: Names = []
    """Folders of earlier runs. Trials of the same settings on the same rows are taken over; the best settings of
    others are tried first."""
    storage: str | None = None
    """An Optuna storage URL (`sqlite:///trials.db`) that every finished trial is copied to, for Optuna's dashboard."""
    max_train_rows: int = Field(600, ge=8)
    """Trials train on at most this many rows, drawn stratified."""
    max_validation_rows: int = Field(600, ge=8)
    """Trials are scored on at most this many validation rows, drawn stratified."""
