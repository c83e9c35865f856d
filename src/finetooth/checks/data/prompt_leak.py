"""DAT031: prompts, answers or their templates on both sides of a split."""

from typing import Any

import polars as pl

from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Splits
from finetooth.core.rows import Rows, name_of

KINDS = {
    "prompt_key": "with a prompt that",
    "answer_key": "with an answer that",
    "answer_template": "with an answer whose template",
    "skeleton": "with prompt and answer whose template",
    "group": "of a group that",
}
_SURE = ("prompt_key", "group")  # kinds that are leaks however few they are
_MOST = 0.5  # of the rows that judge: from here on a shared template makes the split worthless
_FEW = 0.01
_LEAST_ANSWER = 40  # characters: shorter answers are equal by chance
_SIDES = ("validation", "test")


class PromptLeak(Check):
    """What judges was met in training: the prompt, the answer, or the template of either.

    Why: the model is asked for what it has learned by heart. Text-to-SQL models lost 50 points and more when no query
    template was shared between train and test (Finegan-Dollak et al. 2018).
    Fix: let finetooth draw the split with `data.group_column` naming what belongs together, or give a split column
    (`data.split_column`) that parts templates.
    Blind: paraphrases. In an answer's template the slots are the numbers and quotations that the prompt names too; what
    a constant stands for is not known without a column that says so. Answers in JSON share the keys that were asked
    for: their templates are not compared.
    """

    code = "DAT031"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "never"
    bad = [
        {
            "conversations": [
                [("user", "Who teaches 550 now?"), ("assistant", "SELECT name FROM staff WHERE course = 550 ;")],
                {
                    "turns": [
                        ("user", "Who gives course 417?"),
                        ("assistant", "SELECT name FROM staff WHERE course = 417 ;"),
                    ],
                    "role": "test",
                },
            ]
        },
        {
            "conversations": [
                [("user", "Who teaches it?"), ("assistant", "Berta does.")],
                {"turns": [("user", "who teaches it?"), ("assistant", "Berta.")], "role": "test"},
            ]
        },
    ]
    good = [
        {
            "conversations": [
                [("user", "Two red mugs for Ana."), ("assistant", '{"item": "mug", "colour": "red", "name": "Ana"}')],
                {
                    "turns": [
                        ("user", "One blue lamp for Ivo."),
                        ("assistant", '{"item": "lamp", "colour": "blue", "name": "Ivo"}'),
                    ],
                    "role": "test",
                },
            ]
        },
        {
            "conversations": [
                [("user", "Who teaches 550 now?"), ("assistant", "SELECT name FROM staff WHERE course = 550 ;")],
                {
                    "turns": [
                        ("user", "Where is room 417?"),
                        ("assistant", "SELECT floor FROM rooms WHERE room = 417 ;"),
                    ],
                    "role": "test",
                },
            ]
        },
    ]

    def judge(
        self, rows: Rows, skeletons: pl.DataFrame, answered: pl.DataFrame, splits: Splits | None = None
    ) -> Finding | Passed:
        """Compare each row that judges with the training rows, in the splits where they are drawn already."""
        table = _sided(rows, skeletons, answered, splits)
        train, judging = table.filter(pl.col("side") == "train"), table.filter(pl.col("side").is_in(_SIDES))
        if train.is_empty() or judging.is_empty():
            raise NotApplicable("there is no validation or test side beside the training rows")
        leaks = {kind: _known(judging, train, kind) for kind in KINDS}
        told, evidence, severity = _told(judging, leaks)
        if not told:
            few = f"; {evidence['few']:,} share a template" if evidence["few"] else ""
            looked = f"{counted(judging.height, 'row')} that judge against {counted(train.height, 'training row')}"
            return Passed(f"{looked}: no prompt, answer or template in common{few}", evidence)
        ids = pl.concat([leaks[kind]["id"] for kind in KINDS]).unique(maintain_order=True)
        return Finding.on("; ".join(told), ids, severity, checked=judging.height, **evidence, first=names(ids))


def _sided(rows: Rows, skeletons: pl.DataFrame, answered: pl.DataFrame, splits: Splits | None) -> pl.DataFrame:
    """Return the rows with their sides and keys; short answers have no key."""
    long = pl.col("answer_key").str.len_chars() >= _LEAST_ANSWER
    keys = answered.select(
        "id",
        pl.when(pl.col("prompt_key") != "").then("prompt_key").alias("prompt_key"),
        pl.when(long).then("answer_key").alias("answer_key"),
    )
    table = skeletons.join(keys, on="id", maintain_order="left").with_columns(
        pl.col("role").cast(pl.String).alias("side")
    )
    if splits is None:
        return table
    drawn = pl.concat(
        part.table.select("id", pl.lit(side).alias("side")) for side, part in vars(splits).items() if len(part)
    )
    return table.drop("side").join(drawn, on="id", maintain_order="left")


def _known(judging: pl.DataFrame, train: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the rows that judge whose key a training row has: ``id, side, train`` (the first such row)."""
    first = train.filter(pl.col(kind).is_not_null()).group_by(kind).agg(pl.col("id").first().alias("train"))
    return judging.join(first, on=kind, maintain_order="left").select("id", "side", "train")


def _told(judging: pl.DataFrame, leaks: dict[str, pl.DataFrame]) -> tuple[list[str], dict[str, Any], Severity]:
    sizes = {side: judging.filter(pl.col("side") == side).height for side in _SIDES}
    counts: dict[str, dict[str, Any]] = {}
    told, few, severity = [], 0, Severity.WARNING
    for side, size in sizes.items():
        for kind, form in KINDS.items():
            number = leaks[kind].filter(pl.col("side") == side).height
            if not number:
                continue
            counts.setdefault(side, {})[kind] = {"rows": number, "of": size}
            if kind not in _SURE and number < max(2, _FEW * size) and size > 20:
                few += number
                continue
            told.append(f"{part_of(number, size, f'{side} row')} {form} stands in train")
            if kind in _SURE or number >= _MOST * size:
                severity = Severity.ERROR
    pairs = [[name_of(row), name_of(met)] for kind in KINDS for row, _, met in leaks[kind].head(3).iter_rows()]
    return told, {"leaks": counts, "pairs": pairs[:SHOWN], "few": few}, severity
