"""DAT007: rows to learn from that differ by a letter or a word from those that judge."""

import polars as pl

from finetooth.checks.nearness import DROPPED, found_by, near_severity, precision_of, statistics_of
from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Cost, Partner
from finetooth.facts.near import NearSearch

_JUDGES = ("validation", "test")
BY_HEART, FEWEST = 0.5, 20  # share and number of the rows of a judging file from which it asks for nothing but memory


class NearLeak(Check):
    """Training rows stand in the validation or test file but for a letter or a word.

    Why: the model is asked nearly what it was told, so the score flatters it (Elangovan et al. 2021). Where half of a
    judging file is so, the model that learned its rows by heart is taken for the best: that blocks.
    Fix: for review: the training rows near a validation or test row are dropped; the judging files stay as they are.
    Blind: paraphrases (DAT008), equal texts (DAT001), and siblings: texts of one template with other words in its slot;
    texts of one or two words that a sign parts ("Sure!", "sure?"), where their labels differ.
    What it costs is an upper bound: that every leaked row with the label told in training is known by it.
    """

    code = "DAT007"
    tasks = BOTH
    fix_step = "merge"
    bad = [
        [
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint"},
            {"text": "I want my money back for the blue jacket.", "label": "refund"},
            {"text": "The parcel came two days late and the box was torn opne.", "label": "complaint", "role": "test"},
            {"text": "When do you open?", "label": "hours", "role": "test"},
        ],
    ]
    good = [
        [
            {"text": "What is the capital of Peru?", "label": "place"},
            {"text": "What is the capital of Chad?", "label": "place"},
            {"text": "What is the capital of Laos?", "label": "place", "role": "test"},
            {"text": "What is the capital of Fiji?", "label": "place", "role": "test"},
        ],
        [
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint"},
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint", "role": "test"},
        ],
    ]

    def judge(self, text_keys: pl.DataFrame, near_rows: pl.DataFrame, near_search: NearSearch) -> Finding | Passed:
        """Look for training rows near a row of a judging file."""
        train = text_keys.filter(pl.col("role") == "train")
        sizes = {role: text_keys.filter(pl.col("role") == role).height for role in _JUDGES}
        sizes = {role: size for role, size in sizes.items() if size}
        if train.is_empty() or not sizes:
            raise NotApplicable("there is no validation or test file beside the training rows")
        seen = " and ".join(counted(size, f"{role} row") for role, size in sizes.items())
        leaks, how = _leaks(near_rows, text_keys), found_by(near_search)
        if leaks.is_empty():
            return Passed(f"{counted(train.height, 'training row')} against {seen}: none near another{how}")
        concerned = {role: _concerned(near_rows, text_keys, role, size) for role, size in sizes.items()}
        told = "; ".join(_about(role, about) for role, about in concerned.items() if about["rows"])
        message = f"{part_of(leaks.height, train.height, 'training row')} near a row that judges: {told}{how}"
        return Finding.on(
            message,
            leaks["id"],
            near_severity(near_search) or (Severity.ERROR if _by_heart(concerned) else None),
            statistics=statistics_of(near_search, train.height, leaks.height),
            partners=(Partner(*row) for row in leaks.select("id", "judge", "score").iter_rows()),
            precision=precision_of(near_search),
            cost=_cost(concerned, text_keys),
            concerned=concerned,
            pairs=[
                [name_of(row), name_of(judge)] for row, judge in leaks.select("id", "judge").head(SHOWN).iter_rows()
            ],
        )

    def edits(self, rows: Rows, text_keys: pl.DataFrame, near_rows: pl.DataFrame) -> pl.DataFrame:
        """Drop the training rows."""
        leaks = _leaks(near_rows, text_keys)
        reasons = [DROPPED.format(name_of(judge), score) for judge, score in leaks.select("judge", "score").iter_rows()]
        return edits.drop(rows, leaks["id"], pl.Series(reasons, dtype=pl.String))


def _crossing(near_rows: pl.DataFrame) -> pl.DataFrame:
    """Return the near pairs of a training and a judging row, the training row on the left.

    Short texts that only signs part are near where they carry the same label: else the signs may tell it.
    """
    swapped = near_rows.select(
        *(pl.col(f"right{part}").alias(f"left{part}") for part in ("", "_role", "_label", "_key")),
        *(pl.col(f"left{part}").alias(f"right{part}") for part in ("", "_role", "_label", "_key")),
        "score",
        "kind",
    )
    both = pl.concat([near_rows.select(swapped.columns), swapped])
    same = (pl.col("kind") == "near") | (pl.col("left_label") == pl.col("right_label"))
    return both.filter(pl.col("left_role") == "train", pl.col("right_role").is_in(_JUDGES), same)


def _leaks(near_rows: pl.DataFrame, text_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the training rows near a judging row, nearest first: ``id, judge, score``, one judging row each."""
    pairs = _crossing(near_rows).sort("score", "left", "right", descending=[True, False, False])
    nearest = pairs.unique("left_key", keep="first", maintain_order=True)
    train = text_keys.filter(pl.col("role") == "train").select("id", left_key="key")
    found = nearest.select("left_key", "score", judge="right").join(train, on="left_key")
    return found.select("id", "judge", "score").sort("score", "id", descending=[True, False])


def _concerned(near_rows: pl.DataFrame, text_keys: pl.DataFrame, role: str, size: int) -> dict[str, int]:
    """Count the rows of a judging file that a training row is near, and those whose label it carries."""
    pairs = _crossing(near_rows).filter(pl.col("right_role") == role)
    judges = text_keys.filter(pl.col("role") == role).select("id", "label", right_key="key")
    told = judges.join(pairs.select("right_key", "left_label").unique(), on="right_key")
    same = told.filter(pl.col("label") == pl.col("left_label"))
    return {"rows": told["id"].n_unique(), "of": size, "with_the_same_label": same["id"].n_unique()}


def _by_heart(concerned: dict[str, dict[str, int]]) -> bool:
    """Whether a judging file is mostly what was taught: a model that knows its rows by heart would be the best."""
    told = [(about["with_the_same_label"], about["of"]) for about in concerned.values()]
    return any(same >= max(FEWEST, BY_HEART * of) for same, of in told)


def _about(role: str, about: dict[str, int]) -> str:
    rows = part_of(about["rows"], about["of"], f"{role} row")
    return f"{rows} concerned, {about['with_the_same_label']:,} with the same label"


def _cost(concerned: dict[str, dict[str, int]], text_keys: pl.DataFrame) -> Cost:
    """Return at most how many points too high the score of the last judging file is."""
    role = list(concerned)[-1]
    labels = text_keys.filter(pl.col("role") == role)["label"].drop_nulls()
    most = labels.value_counts()["count"].max() if len(labels) else 0
    guessed = float(most or 0) / max(1, len(labels))  # type: ignore[arg-type]
    share = concerned[role]["with_the_same_label"] / concerned[role]["of"]
    source = f"at most: all leaked {role} rows known by heart that the most frequent label would not have guessed"
    return Cost(round(100 * share * (1 - guessed), 3), "optimism", source)
