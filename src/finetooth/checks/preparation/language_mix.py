"""PRE022: rows in another language than the rest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from finetooth.checks.preparation.language_certainty import certainty
from finetooth.checks.wording import counted, names, part_of, percent
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner, Precision, Statistics
from finetooth.facts.budget import affordable
from finetooth.facts.familiarity import Familiarity, familiarity
from finetooth.facts.language import LANGUAGES, language_scores, margins, plain
from finetooth.facts.scripts import UNSPACED, letter_counts, main_scripts

LENGTHS = (12, 20, 40)  # letters from which each threshold holds; fewer do not tell a language, a script is told by 4
FEWEST_WORDS = 3  # different ones: "yay yay yay" is in no language
FEWEST_IN_SCRIPT = 4
FEWEST_ROWS = 20
MIXED = 0.1  # a second language from this share on belongs to the data; below it, its rows are strangers
_ONE = 0.8  # the share of the main language, its siblings with it, from which other rows are strangers
_SURE = -3.0  # margin below which a row is surely in the main language
_QUANTILE = 0.995
_LEAST, _MOST = (1.5, 1.0, 0.5), 3.0  # the margins asked by LENGTHS, whatever the calibration gives
_RATE = 20_000  # rows a second of a slow laptop
_SHARE = 0.1  # of the budget
_ASKED = (  # of a prompt that wants another language, or is in one itself
    r"(?i)\btranslat|\p{Han}{2}|\p{Cyrillic}{3}|\p{Arabic}{3}|\b(?:in(?:to)?|from) (?:another language|french|spanish"
    r"|german|italian|portuguese|dutch|chinese|japanese|korean|russian|arabic|hindi|latin|greek|turkish|polish|swedish)\b"
)
_CODE = r"(?s)```.*?(?:```|$)"
_POSSIBLE, _PROBABLE = 0.25, 0.5  # the precision from which it is told as a remark, and as a warning


@dataclass(frozen=True)
class Spoken:
    """What was found: ``strangers`` (id, language, margin), the main language, the shares, how many were judged."""

    strangers: pl.DataFrame
    main: str
    shares: dict[str, float]
    judged: int
    thresholds: tuple[float, ...]  # margins asked, by LENGTHS
    sampled: bool  # whether the budget paid for a part of the rows only
    false_rate: tuple[int, int]  # pieces of rows in the main language above the threshold, of so many
    precision: Precision


class LanguageMix(Check):
    """Some rows are in another language.

    Why: a model of one language reads them as noise, and learns to tell the language instead of the class where one
    class has more of them.
    Fix: read them, then let prepare drop them. Where several languages are wanted, take a multilingual
    base model, and enough rows of each.
    Blind: texts of fewer than 12 letters or 3 words, unless in another script; languages that are much alike (Danish
    and Norwegian, Spanish, Portuguese and Galician, Croatian, Serbian and Bosnian); a second language in 10 % of the
    rows and more is told as a mix, without naming rows. Method: scripts, then langid (Lui & Baldwin 2012).
    """

    code = "PRE022"
    tasks = BOTH
    fix_class = "review"
    fix_step = "drop"
    bad = [
        [
            *({"text": f"The room on floor {n} was clean, and quiet at night.", "label": "good"} for n in range(30)),
            {"text": "Das Zimmer war leider sehr laut und nicht besonders sauber.", "label": "bad"},
        ],
        [
            *({"text": f"The room on floor {n} was clean, and quiet at night.", "label": "good"} for n in range(30)),
            {"text": "Шумно", "label": "bad"},
        ],
    ]
    good = [
        [
            *({"text": f"The room on floor {n} was clean, and quiet at night.", "label": "good"} for n in range(30)),
            {"text": "Very chic, a real je ne sais quoi in the décor of the café.", "label": "good"},
        ]
    ]

    def judge(self, rows: Rows, budget: float, seed: int, answered: pl.DataFrame | None = None) -> Finding | Passed:
        """Find the main language from the data, and the rows that are surely in another; of conversations, answers."""
        found = spoken(as_answered(rows, answered), budget, seed)
        told = f"{found.main} {percent(found.shares[found.main])}"
        sampled = f" (of the rows with enough letters a sample of {found.judged:,})" if found.sampled else ""
        evidence: dict[str, Any] = {"main": found.main, "shares": found.shares, "judged": found.judged}
        if not _is_one(found.shares):
            shares = ", ".join(f"{name} {percent(share)}" for name, share in list(found.shares.items())[:5])
            message = f"{counted(found.judged)} in several languages: {shares}{sampled}"
            return Finding.on(message, (), Severity.INFO, checked=found.judged, **evidence)
        strangers = found.strangers
        if not _told(found):
            many = f"; {strangers.height:,} read like another, no more than chance gives" if strangers.height else ""
            return Passed(f"{counted(found.judged)} in one language ({told}){many}{sampled}", evidence)
        counts = dict(
            strangers.group_by("language").len().sort("len", "language", descending=[True, False]).iter_rows()
        )
        others = ", ".join(f"{name} {number:,}" for name, number in list(counts.items())[:5])
        message = f"{part_of(strangers.height, len(rows))} in another language than {found.main}: {others}{sampled}"
        partners = (
            Partner(row, None, round(margin, 3)) for row, margin in strangers.select("id", "margin").iter_rows()
        )
        return Finding.on(
            message,
            strangers["id"],
            None if found.precision.value >= _PROBABLE and found.precision.low > 0 else Severity.INFO,
            statistics=_statistics(found),
            partners=partners,
            precision=found.precision,
            **evidence,
            languages=counts,
            first=names(strangers["id"]),
        )

    def edits(self, rows: Rows, budget: float, seed: int, answered: pl.DataFrame | None = None) -> pl.DataFrame:
        """Drop them."""
        found = spoken(as_answered(rows, answered), budget, seed)
        if not _is_one(found.shares) or not _told(found):
            return edits.no_edits()
        said = pl.format("the text is in another language ({}) than the others", "language").alias("reason")
        return edits.drop(rows, found.strangers["id"], found.strangers.select(said)["reason"])


def as_answered(rows: Rows, answered: pl.DataFrame | None) -> Rows:
    """Return the rows to be judged: of conversations their answers, but where another language was asked for."""
    if answered is None:
        return rows
    asked = answered.filter(~pl.col("prompt").str.contains(_ASKED))
    said = rows.table.select("id").join(asked, on="id", how="left", maintain_order="left")["answer"]
    return rows.with_column(said.str.replace_all(_CODE, " ").alias("text"))


def spoken(rows: Rows, budget: float, seed: int) -> Spoken:
    """Judge scripts of all rows, and languages of those in the main script that the budget pays for."""
    told, inside, outside = _tellable(rows)
    if inside.height + outside.height < FEWEST_ROWS:
        raise NotApplicable(f"fewer than {FEWEST_ROWS} rows have enough letters and words to tell their language")
    most = affordable(budget, _RATE, _SHARE)
    sampled = inside.height > most
    inside = inside.sample(most, seed=seed).sort("id") if sampled else inside
    foreign = outside.select("id", pl.col("script").alias("language"), pl.lit(99.0).alias("margin"))
    main, read, thresholds, false_rate = _in_another(inside, seed)
    sure = certainty(read["excess"].to_numpy(), foreign.height, false_rate[0] / max(1, false_rate[1]) * inside.height)
    found = read.filter((pl.col("excess") > 0) & (pl.col("language") != main)).drop("excess")
    strangers = pl.concat([foreign, found]).sort("margin", "id", descending=[True, False])
    elsewhere = outside.height / max(1, told)
    weights = ((foreign, 1 / max(1, told)), (found, (1 - elsewhere) / max(1, inside.height)))
    parts = [part.group_by("language").agg((pl.len() * weight).alias("share")) for part, weight in weights]
    others = pl.concat(parts).sort("share", "language", descending=[True, False])
    shares = {main: 1.0 - float(others["share"].sum()), **dict(others.iter_rows())}
    rounded = {name: round(share, 4) for name, share in shares.items()}
    return Spoken(strangers, main, rounded, inside.height + outside.height, thresholds, sampled, false_rate, sure)


def _tellable(rows: Rows) -> tuple[int, pl.DataFrame, pl.DataFrame]:
    """Return how many rows tell their script, those in the main one that tell a language, and those in another."""
    words = plain(rows.texts)
    letters = letter_counts(words)
    table = pl.DataFrame({"id": rows.ids, "words": words, "letters": letters, "script": main_scripts(words, letters)})
    told = table.filter((pl.col("letters") >= FEWEST_IN_SCRIPT) & pl.col("script").is_not_null())
    script = str(told["script"].mode().sort().first() or "")
    inside = told.filter((pl.col("script") == script) & (pl.col("letters") >= LENGTHS[0]))
    if script not in UNSPACED:
        inside = inside.filter(pl.col("words").str.split(" ").list.n_unique() >= FEWEST_WORDS)
    return told.height, inside, told.filter(pl.col("script") != script)


def _in_another(inside: pl.DataFrame, seed: int) -> tuple[str, pl.DataFrame, tuple[float, ...], tuple[int, int]]:
    """Return the main language, what rows read like (id, language, margin, excess over the threshold of their length),
    the thresholds and their proof.
    """
    words, scores = inside["words"], language_scores(inside["words"])
    chosen = pl.Series("language", np.array(LANGUAGES)[scores.argmax(axis=1)], pl.String)
    main = str(chosen.mode().sort().first() or "unknown")
    margin = margins(scores, main).astype(np.float64) if len(chosen) else np.zeros(0)
    sure = pl.Series(margin < _SURE, dtype=pl.Boolean)
    known = familiarity(words.filter(sure)) if words.str.contains(" ", literal=True).mean() else None
    margin = margin + known.lean(words, sure.to_numpy()) if known else margin
    thresholds, false_rate = _calibrated(words.filter(sure), main, known, seed)
    asked = np.array(thresholds)[np.searchsorted(LENGTHS, inside["letters"].to_numpy(), side="right") - 1]
    excess = pl.Series(margin - asked, dtype=pl.Float64)
    read = inside.select("id", chosen, margin=pl.Series(margin, dtype=pl.Float64), excess=excess)
    return main, read, thresholds, false_rate


def _calibrated(
    words: pl.Series, main: str, known: Familiarity | None, seed: int
) -> tuple[tuple[float, ...], tuple[int, int]]:
    """Return the margins that few pieces of rows in the main language pass, by length, and how many pass of how many.

    The pieces have the fewest letters that a threshold holds for, so whole rows pass it less often.
    """
    sample = words.sample(min(2_000, len(words)), seed=seed)
    thresholds, passed, pieces = [], 0, 0
    for length, least in zip(LENGTHS, _LEAST, strict=True):
        cut = sample.str.extract(rf"^(.{{{round(1.2 * length)}}}\S*)").drop_nulls()
        if len(cut) < 1 / (1 - _QUANTILE):
            thresholds.append(_MOST)
            continue
        met = margins(language_scores(cut), main) + (known.lean(cut, True) if known else 0.0)
        thresholds.append(float(np.clip(np.quantile(met, _QUANTILE), least, _MOST)))
        passed, pieces = passed + int((met > thresholds[-1]).sum()), pieces + len(cut)
    return tuple(round(one, 3) for one in thresholds), (passed, pieces)


def _is_one(shares: dict[str, float]) -> bool:
    ranked = list(shares.values())
    return ranked[0] >= _ONE and all(share < MIXED for share in ranked[1:])


def _told(found: Spoken) -> bool:
    """Whether there are strangers, and more of them than unusual rows of the main language."""
    return found.strangers.height > 0 and found.precision.value >= _POSSIBLE


def _statistics(found: Spoken) -> Statistics:
    passed, pieces = found.false_rate
    return Statistics.of(
        found.judged,
        found.strangers.height,
        threshold=found.thresholds[1],
        calibration=f"passed by {passed:,} of {pieces:,} pieces of 12 to 40 letters of rows surely in {found.main}",
        null=passed / max(1, pieces),
    )
