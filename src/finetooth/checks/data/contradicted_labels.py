"""DAT021: labels that the fine-tuned models of a cross-validation contradict, each without having seen the row."""

from typing import Any

import numpy as np
import polars as pl

from finetooth.checks.wording import SHOWN, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import name_of
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.label_noise.pooling import logs, temperature
from finetooth.facts.label_noise.softmax import softmax

UNLIKELY, SURE = 0.05, 0.80  # probability of the given label at most, and of another at least


def _example(*wrong: float) -> dict[str, Any]:
    """Return the answers to 40 rows, half of each label; the first ones get their own label with these chances."""
    own = [*wrong, *([0.9] * (40 - len(wrong)))]
    truth = ["late", "paid"] * 20
    columns = {f"p_{place}": [p if n % 2 == place else 1 - p for n, p in enumerate(own)] for place in range(2)}
    told = ["late" if first >= second else "paid" for first, second in zip(*columns.values(), strict=True)]
    about = {"repeat": 1, "fold": 1, "id": list(range(1, 41)), "truth": truth, "prediction": told}
    rows = [{"text": f"note {n} on an invoice", "label": label} for n, label in enumerate(truth)]
    return {"out_of_fold": pl.DataFrame({**about, **columns}), "labels": ("late", "paid"), "rows": rows}


class ContradictedLabels(Check):
    """Labels that the fine-tuned models contradict, each without having seen the row.

    Why: the folds' models are the best judges of these rows that there are; where they are all but certain of another
    label, the given one is wrong, or the row is of a kind that nothing taught them. Both are worth a look.
    Fix: read the rows, worst first, and correct the labels at the source; the suggested label is shown, never applied.
    Blind: how many of them are really wrong is not estimated here (DAT005 does that, by planted flips): models of few
    rows are sure of wrong answers as well. Mistakes that follow a rule are learned, and not contradicted.
    """

    code = "DAT021"
    severity = Severity.INFO
    fix_class = "never"
    bad = [_example(0.01, 0.02)]
    good = [_example(0.4, 0.35)]

    def judge(
        self, out_of_fold: pl.DataFrame, labels: tuple[str, ...], label_suspects: pl.DataFrame | None = None
    ) -> Finding | Passed:
        """List the rows whose label has a chance of 5 % at most while another has 80 % at least, worst first."""
        if out_of_fold.is_empty():
            raise NotApplicable("there are no folds: no model answered training rows that it had not seen")
        table = _judged(out_of_fold, labels)
        found = table.filter((pl.col("given") <= UNLIKELY) & (pl.col("chance") >= SURE)).sort("given", "id")
        told = f"{part_of(found.height, table.height, 'row')} with a label that the folds' models contradict"
        if found.is_empty():
            return Passed(told, {"rows": table.height})
        doubted = (
            label_suspects.filter("flagged")["id"] if label_suspects is not None else pl.Series([], dtype=pl.Int64)
        )
        both = found["id"].is_in(doubted.implode()).sum()
        also = f"; DAT005 flags {both:,} of them too" if both else ""
        worst = [
            {**row, "id": name_of(row["id"]), "given": round(row["given"], 4), "chance": round(row["chance"], 4)}
            for row in found.head(SHOWN).to_dicts()
        ]
        return Finding.on(
            f"{told} (chance of the given label at most {UNLIKELY:.0%}, of another at least {SURE:.0%}){also}",
            found["id"],
            statistics=Statistics.of(table.height, found.height, threshold=UNLIKELY),
            partners=[Partner(row, None, 1 - given) for row, given in found.select("id", "given").iter_rows()],
            worst=worst,
            flagged_too=int(both),
        )


def _judged(answers: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """Return ``id, label, given, suggested, chance``: the chance of the label, and of the likeliest other one.

    Chances are means over repeats, at the temperature that makes these labels likeliest (Guo et al. 2017): fine-tuned
    models are surer than they should be.
    """
    columns = [f"p_{place}" for place in range(len(labels))]
    label = pl.col("truth").first().alias("label")
    means = answers.group_by("id", maintain_order=True).agg(label, pl.col(columns).mean())
    own = means["label"].replace_strict(list(labels), range(len(labels)), return_dtype=pl.Int64).to_numpy()
    spoken = logs(means.select(columns).to_numpy().astype(np.float32))
    chances = softmax(spoken * np.float32(temperature(spoken, own)))
    rows = np.arange(len(own))
    given = chances[rows, own]
    chances[rows, own] = 0
    suggested = pl.Series("suggested", [labels[place] for place in chances.argmax(axis=1)], pl.String)
    found = {"given": given.astype(np.float64), "chance": chances.max(axis=1).astype(np.float64)}
    return means.select("id", "label").with_columns(suggested, **{name: pl.Series(v) for name, v in found.items()})
