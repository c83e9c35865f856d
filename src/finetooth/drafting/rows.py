"""What rows with labels hold: their labels, texts and languages."""

import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT
from finetooth.drafting.seen import Offer, Seen, Setting, settings_of, together, told
from finetooth.facts.labels import label_sets
from finetooth.facts.language import LANGUAGES, language_scores, plain
from finetooth.problems import choosing
from finetooth.sources.source import Source

SAMPLE = 2_000  # rows by which languages are told
_UNEVEN = 5.0  # times as many rows as the rarest label
_LONGER = 190  # words: about the 256 tokens that are read by default
_MANY = 20_000  # rows
_SEPARATORS = ("|", ";", ",")


def seen_labels(source: Source) -> Seen:
    """Tell how many labels there are and how uneven; set or offer the kind of problem that they pose."""
    labels = source.rows.labels
    counts = label_sets(labels.drop_nulls()).explode().drop_nulls().alias("label").value_counts(sort=True, name="rows")
    counts = counts.filter(pl.col("label").str.strip_chars() != "").sort("rows", "label", descending=[True, False])
    pairs = list(counts.rows())
    shown = ", ".join(f"{label} ({rows:,})" for label, rows in pairs[:8])
    more = f" and {len(pairs) - 8:,} more" if len(pairs) > 8 else ""
    several = ", several in a row" if source.facts["multi_label"] else ""
    found = told("labels", f"{source.facts['label_column']}: {len(pairs):,} of them{several}: {shown}{more}")
    most, least = pairs[0][1], pairs[-1][1]
    if most >= _UNEVEN * least:
        found = found.plus(told("", f"the largest has {most / least:,.0f} times the rows of the rarest ({least:,})"))
    return together([found, _kind(source), _uneven(most / max(least, 1)), _separated(labels)])


def _kind(source: Source) -> Seen:
    """Set regression where numbers are too many for classes; offer grades where they look like such."""
    labels = source.rows.labels
    try:
        kind = choosing.problem_type_of(choosing.AUTO, source.rows)
    except UserError:
        return settings_of({"problem_type": ("regression", "the labels are numbers, too many of them for classes")})
    if choosing.advice(kind, labels):
        why = "ordinal: the labels look like grades, and an answer one off is then better than one four off"
        return Seen(offers=(Offer("problem_type", why),))
    return Seen()


def _uneven(ratio: float) -> Seen:
    if ratio < _UNEVEN:
        return Seen()
    return Seen(offers=(Offer("training.class_weights", "balanced: rare labels count as much as common ones"),))


def _separated(labels: pl.Series) -> Seen:
    """Offer a separator where most parts of what it parts are labels again and again."""
    filled = labels.drop_nulls()
    for mark in _SEPARATORS:
        held = filled.filter(filled.str.contains(mark, literal=True) & ~filled.str.contains(LABEL_JOINT, literal=True))
        parts = held.str.split(mark).explode().str.strip_chars()
        if len(held) >= 3 and held.n_unique() > 1 and parts.n_unique() <= held.n_unique() + 1:
            why = f'"{mark}": {counted(len(held), "label")} of the {len(filled):,} look like lists of several'
            return Seen(offers=(Offer("data.label_separator", why),))
    return Seen()


def seen_texts(source: Source) -> Seen:
    """Tell how long the texts are and in which language."""
    texts = source.rows.texts.fill_null("")
    words = texts.head(50_000).str.count_matches(r"\S+")
    usual, long, most = (int(words.quantile(share, "higher") or 0) for share in (0.5, 0.95, 1.0))
    blank = int((texts.str.strip_chars() == "").sum())
    what = f"{usual:,} words in the middle, {long:,} or fewer in 95 of 100, {most:,} at most"
    found = told(
        "texts", f"{source.facts['text_column']}: {what}" + (f"; {counted(blank)} without any" if blank else "")
    )
    main, share = language_of(texts)
    if main:
        found = found.plus(told("language", f"{main} in {100 * share:.0f} % of the rows that are long enough to tell"))
    length = f"rows of more are cut; 95 of 100 have {long:,} words or fewer"
    offers = [Offer("training.max_length", f"tokens: 256 where nothing is said, {length}")]
    if long > _LONGER:
        offers.append(Offer("training.truncation", "windows or head_tail: many rows are longer than what is read"))
    if len(texts) > _MANY:
        offers.append(Offer("data.limit", "5000: a first run on a part of the rows is soon done"))
    return found.plus(Seen(offers=tuple(offers)))


def language_of(texts: pl.Series) -> tuple[str, float]:
    """Return the language of most texts and their share; none where too few are long enough to tell."""
    some = texts.sample(min(len(texts), SAMPLE), seed=0)
    words = plain(some)
    words = words.filter(words.str.len_bytes() >= 25)
    if len(words) < 10:
        return "", 0.0
    scores = language_scores(words)
    best = pl.Series([LANGUAGES[place] for place in scores.argmax(axis=1)]).value_counts(sort=True)
    name, count = best.row(0)
    return str(name), count / len(words)


def chosen_columns(source: Source, choices: tuple[Setting, ...]) -> Seen:
    """Set text and label as they were found or chosen, so that the recipe does not depend on finding them again."""
    kept = {setting.key: (setting.value, setting.why) for setting in choices}
    found = {
        f"data.{part}_column": (source.facts.get(f"{part}_column"), why)
        for part, why in (("text", "what is read"), ("label", "what is to be learned"))
    }
    return settings_of(found | kept)
