"""DAT001: texts to learn from that also stand among those that judge."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, part_of, percent
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Cost, Partner
from finetooth.facts.word_probe import WordProbe

_RANK = {"train": 0, "validation": 1, "test": 2}  # a text that stands in two files stays in the later one


class SplitOverlap(Check):
    """Training texts stand in the validation or test file too.

    Why: the model is asked what it was told, so the score flatters it; where the labels differ it is punished for it.
    Fix: the rows are dropped from train (and from validation, where the test file has them); the test stays as it is.
    Blind: a copy with a word or a sign changed (DAT007), or said in other words (DAT008); Lee et al. (2022) count both.
    """

    code = "DAT001"
    tasks = BOTH
    severity = Severity.ERROR
    fix_class = "safe"
    fix_step = "merge"
    bad = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund"},
            {"text": "where is my parcel? ", "label": "refund", "role": "test"},
        ],
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund", "role": "validation"},
            {"text": "I want my money back.", "label": "refund", "role": "test"},
        ],
    ]
    good = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "Where is my parcel now?", "label": "delivery", "role": "test"},
            {"text": "Where is my parcel?", "label": "delivery", "role": "field"},
        ]
    ]

    def judge(self, text_keys: pl.DataFrame, word_probe: WordProbe | None = None) -> Finding | Passed:
        """Look for normalised texts of one file in a file that judges it."""
        sides = {role: text_keys.filter(pl.col("role") == role) for role in _RANK}
        judging = {role: side for role, side in sides.items() if role != "train" and side.height}
        if not judging or sides["train"].is_empty():
            raise NotApplicable("there is no validation or test file beside the training rows")
        seen = " and ".join(counted(side.height, f"{role} row") for role, side in judging.items())
        leaks = _leaks(text_keys)
        if leaks.is_empty():
            return Passed(f"{counted(sides['train'].height, 'training row')} against {seen}: no text in common")
        concerned = {role: _concerned(side, sides["train"]) for role, side in judging.items()}
        pairs = [[name_of(row), name_of(judge)] for row, judge in leaks.select("id", "judge").head(SHOWN).iter_rows()]
        partners = [Partner(row, judge, 1.0) for row, judge in leaks.select("id", "judge").iter_rows()]
        return Finding.on(
            _told(leaks, sides, concerned),
            leaks["id"],
            checked=sides["train"].height + sides["validation"].height,
            partners=partners,
            cost=_cost(concerned, word_probe),
            concerned=concerned,
            pairs=pairs,
        )

    def edits(self, rows: Rows, text_keys: pl.DataFrame) -> pl.DataFrame:
        """Drop the rows on the learning side."""
        leaks = _leaks(text_keys)
        reasons = [f"the same text stands in row {name_of(row)}" for row in leaks["judge"].to_list()]
        return edits.drop(rows, leaks["id"], pl.Series(reasons, dtype=pl.String))


def _leaks(text_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose text stands in a later file too: ``id, role, judge``, the id of the first row there."""
    ranks = pl.col("role").replace_strict(_RANK, return_dtype=pl.Int8)
    ranked = text_keys.filter(pl.col("role") != "field").select("id", "role", "key", ranks.alias("rank"))
    judging = ranked.filter(pl.col("rank") > 0).sort("rank", descending=True, maintain_order=True)
    last = judging.unique("key", keep="first", maintain_order=True)
    met = ranked.join(last.select("key", judge="id", last="rank"), on="key", maintain_order="left")
    return met.filter(pl.col("rank") < pl.col("last")).select("id", "role", "judge")


def _concerned(side: pl.DataFrame, train: pl.DataFrame) -> dict[str, int]:
    """Count the rows of a judging side whose text stands in train, and those that have another label there."""
    told = train.select("key", pl.col("label").alias("told")).unique()
    met = side.select("id", "key", "label").join(told, on="key")
    other = met.filter(pl.col("label") != pl.col("told"))
    return {"rows": met["id"].n_unique(), "of": side.height, "under_another_label": other["id"].n_unique()}


def _cost(concerned: dict[str, dict[str, int]], word_probe: WordProbe | None) -> Cost | None:
    """Return by how much the score is too high at most: known rows are all answered right, the others as words can."""
    if word_probe is None:
        return None
    role = "test" if "test" in concerned else "validation"
    known = concerned[role]["rows"] - concerned[role]["under_another_label"]
    points = 100 * known / max(1, concerned[role]["of"]) * (1 - word_probe.accuracy)
    right = percent(word_probe.accuracy)
    return Cost(
        round(points, 2), "optimism", f"at most: {known:,} known {role} rows right, of which words alone tell {right}"
    )


def _told(leaks: pl.DataFrame, sides: dict[str, pl.DataFrame], concerned: dict[str, dict[str, int]]) -> str:
    from_train = leaks.filter(pl.col("role") == "train").height
    told = []
    if from_train:
        rows = part_of(from_train, sides["train"].height, "training row")
        told.append(f"{rows} that also stand in the {' or '.join(concerned)} file")
    for role, about in concerned.items():
        if about["rows"]:
            rows = part_of(about["rows"], about["of"], f"{role} row")
            told.append(f"{rows} known from training, {about['under_another_label']:,} under another label there")
    if leaks.height > from_train:
        rows = part_of(leaks.height - from_train, sides["validation"].height, "validation row")
        told.append(f"{rows} that also stand in the test file")
    return "; ".join(told)
