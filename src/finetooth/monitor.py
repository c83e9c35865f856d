"""Monitor: what new rows tell of a finished model, kept as a dated record beside its run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date as calendar
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.answering.answering import Answering
from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.rows import Rows
from finetooth.field.results import FieldEstimate
from finetooth.in_use import InUse, floor_of, held_answers, read_run, tested_ends, usual_repeats
from finetooth.metrics import metric_named
from finetooth.metrics.predictions import UNKNOWN, UNLABELLED, Predictions
from finetooth.metrics.said import Said
from finetooth.metrics.score import score
from finetooth.monitoring.advising import advice
from finetooth.monitoring.known import FEWEST as FEWEST_KNOWN
from finetooth.monitoring.known import known_rows, known_signal
from finetooth.monitoring.records import alone_in, earlier, read_records, with_record, write_records
from finetooth.monitoring.results import Ends, Record, Signal
from finetooth.monitoring.watching import FEWEST_LABELLED, Batch, Reference, watched
from finetooth.prediction import Answered, answers_to
from finetooth.report.concealed import Conceal, concealer
from finetooth.report.monitor_page import monitor_page
from finetooth.sources import content_hash
from finetooth.stages.fielding import Fielded, fielded, nothing, some_rows, texts_of, vectors_of, write_label_next
from finetooth.stages.splitting import sample

FOLDER, PAGE = "monitor", "monitor.html"
FALSE_ALARMS = 0.01
LOWEST, _HIGHEST = 0.001, 0.5  # of the rate of false alarms
_ROWS = 1_500  # of each side whose texts are compared
_RESAMPLES = 1_000

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Monitored:
    """The new record, all records with it, and where they lie."""

    record: Record
    records: tuple[Record, ...]
    folder: Path
    page: Path


def monitor(
    root: Path,
    file: str,
    date: str | None = None,
    false_alarms: float = FALSE_ALARMS,
    out: Path | None = None,
    progress: Progress = lambda _share, _what: None,
    sets: Sequence[str] = (),
) -> Monitored:
    """Read new rows as `predict` does, compare them with the run's own, and keep the record. Raises UserError.

    A record of the same content and date is replaced, so that a repeated command changes nothing. ``sets`` say how the
    file is read, as they do to `predict`.
    """
    day, run = _asked(date, false_alarms), read_run(root)
    folder = out or root / FOLDER
    with alone_in(folder):
        records = read_records(folder)
        content = content_hash(file, "field")
        before = earlier(records, day, content)
        told = answers_to(root, run.recipe, file, labelled=True, sets=sets)
        rows = _with_text(told.rows)
        if not len(rows):
            raise UserError("no row of the file has a text", file, "name a file with rows to monitor")
        record, looked = _record(run, told, rows, before, false_alarms, progress)
        record = replace(record, date=day, file=Path(file.split("::")[0]).name, content=content)
        wanted = looked.label_next
        record = replace(record, findings=advice(record, _higher_is_better(run, told), not wanted.is_empty()))
        records = with_record(records, record)
        write_label_next(folder, wanted, rows)
        write_records(folder, records)
        store.write_text(folder / PAGE, monitor_page(records, run.root.resolve().name))
    return Monitored(record, records, folder, folder / PAGE)


def _asked(date: str | None, false_alarms: float) -> str:
    """Return the day of the record. Raises UserError where what was asked for cannot be."""
    if not LOWEST <= false_alarms <= _HIGHEST:
        told = f"a rate of false alarms of {false_alarms:g} cannot be kept"
        raise UserError(told, "--false-alarms", f"choose one from {LOWEST:g} to {_HIGHEST:g}")
    if date is None:
        return calendar.today().isoformat()
    try:
        return calendar.fromisoformat(date).isoformat()
    except ValueError:
        raise UserError(f"{date!r} is no date", "--date", "write it as 2026-11-22") from None


def _record(
    run: InUse, told: Answered, rows: Rows, before: tuple[Record, ...], rate: float, progress: Progress
) -> tuple[Record, Fielded]:
    """Return the record without its date, its file and findings, and the look at the rows.

    Rows known from training count in the signals of drift, and in no score.
    """
    fresh = Rows(rows.table.filter(~known_rows(rows, run.taught)))
    said, scored = _said_of(told, rows), _said_of(told, fresh)
    looked = _looked(run, fresh, scored, told.answering, progress)
    estimate = looked.look.estimate if looked.look else None
    refined, known = refined_by_some(estimate, scored), len(rows) - len(fresh)
    distinct = Rows(rows.table.unique(["text", "pair"], keep="first", maintain_order=True))
    signals, notes = _signals(run, told, distinct, scored, before, rate, refined, progress)
    copies = int((~distinct.ids.is_in(fresh.ids.implode())).sum())
    if copies >= FEWEST_KNOWN:
        signals = (*signals, known_signal(copies, len(distinct), usual_repeats(run.root), rate))
    metric = _metric(run, told.said)
    record = Record(
        "",
        "",
        "",
        len(rows),
        len(distinct),
        told.source.set_aside.height + len(told.rows) - len(rows),
        int(said.known.sum()),
        rate,
        signals,
        _counts(said),
        _predicted(estimate, metric, len(fresh)),
        None if refined else _scored(scored, metric, run.settings.seed),
        tested_ends(run.scores, metric),
        floor_of(run.recipe, metric),
        _topics(looked, concealer(run.recipe)),
        (),
        (*notes, *_strange(told, scored), *_left_out(known)),
        refined.rows if refined else 0,
        known,
    )
    return record, looked


def _looked(run: InUse, rows: Rows, said: Said, answering: Answering, progress: Progress) -> Fielded:
    """Look at rows as at those of the field; where all have labels none is asked for."""
    splits = replace(run.splits, field=rows)
    found = fielded(run.base, run.settings, splits, run.held_out, _blind(said), answering, progress)
    return replace(found, label_next=nothing().label_next) if said.known.all() else found


def _signals(
    run: InUse,
    told: Answered,
    rows: Rows,
    scored: Said,
    before: tuple[Record, ...],
    rate: float,
    refined: Ends | None,
    progress: Progress,
) -> tuple[tuple[Signal, ...], tuple[str, ...]]:
    """Return the signals of rows that differ, and notes; ``scored`` are the answers whose labels are judged."""
    seed = run.settings.seed
    known, some = sample(run.taught, _ROWS, seed, run.settings.problem_type), some_rows(rows, _ROWS, seed)
    vectors = vectors_of(run.base, run.settings.max_length, [known, some], progress)
    reference = Reference(
        texts_of(known), vectors[0], held_answers(run, told.answering), run.tested, told.answering.abstain_below
    )
    answers, labelled = _said_of(told, rows), scored.where(np.isin(scored.ids, rows.ids.to_numpy()))
    return watched(reference, Batch(texts_of(some), vectors[1], answers, labelled), rate, seed, before, refined)


def _predicted(estimate: FieldEstimate | None, metric: str, rows: int) -> Ends | None:
    found = estimate.get(metric) if estimate else None
    return Ends(metric, found.value, found.low, found.high, rows) if found else None


def _said_of(told: Answered, rows: Rows) -> Said:
    return told.said.where(np.isin(told.said.ids, rows.ids.to_numpy()))


def _left_out(known: int) -> tuple[str, ...]:
    return (f"{known:,} rows have the text of a training row: they count in no score",) if known else ()


def refined_by_some(estimate: FieldEstimate | None, said: Said) -> Ends | None:
    """Return the predicted accuracy where labels of some rows may have been asked for by `label_next.csv`.

    Such rows all lie in the sample that the estimate looks at: labels that hardly do were somebody's own draw.
    """
    if estimate is None or not said.known.any() or said.known.all():
        return None
    if estimate.labelled < FEWEST_LABELLED <= said.known.sum():
        return None
    found = estimate.accuracy
    return Ends(found.metric, found.value, found.low, found.high, estimate.labelled)


def _with_text(rows: Rows) -> Rows:
    return Rows(rows.table.filter(pl.col("text").fill_null("").str.strip_chars() != ""))


def _blind(said: Said) -> Said:
    """Return the answers without their labels where every row has one: predicted is what is not known yet."""
    if isinstance(said, Predictions) and said.known.all():
        return replace(said, truth=np.full(len(said), UNLABELLED, np.int64))
    return said


def _metric(run: InUse, said: Said) -> str:
    """Return the metric that is told: the run's own where it is predicted without labels too."""
    own = run.scores.selection_metric
    return own if own in ("accuracy", "macro_f1") or not isinstance(said, Predictions) else "accuracy"


def _higher_is_better(run: InUse, told: Answered) -> bool:
    return metric_named(_metric(run, told.said)).higher_is_better


def _counts(said: Said) -> dict[str, int]:
    """Return how often each answer was given; of numbers nothing."""
    if not isinstance(said, Predictions):
        return {}
    counts = np.bincount(said.predicted, minlength=len(said.labels))
    return dict(zip(said.labels, counts.tolist(), strict=True))


def _scored(said: Said, metric: str, seed: int) -> Ends | None:
    known = said.labelled()
    if len(known) < FEWEST_LABELLED:
        return None
    found = score(known, _RESAMPLES, seed, None, [metric_named(metric)])[0]
    if found.value is None or found.low is None or found.high is None:
        return None
    return Ends(metric, found.value, found.low, found.high, len(known))


def _topics(looked: Fielded, conceal: Conceal) -> tuple[tuple[str, float], ...]:
    """Return the words and shares of what training hardly has, without those that hold personal data."""
    topics = looked.look.coverage.topics if looked.look else ()
    told = [(", ".join(one.words), one.share) for one in topics if one.words]
    masked = conceal(pl.Series([words for words, _ in told], dtype=pl.String)).to_list()
    return tuple(one for one, shown in zip(told, masked, strict=True) if one[0] == shown)


def _strange(told: Answered, said: Said) -> tuple[str, ...]:
    """Tell of labels that the model does not know: they count as wrong."""
    if not isinstance(said, Predictions) or not (said.truth == UNKNOWN).any():
        return ()
    rows = said.ids[said.truth == UNKNOWN]
    names = told.rows.table.filter(pl.col("id").is_in(rows.tolist()))["label"].unique().sort().head(3).to_list()
    return (f"{len(rows):,} rows have labels that the model does not know ({', '.join(map(repr, names))}): all wrong",)
