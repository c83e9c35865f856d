"""Looking: from a file to what a first recipe for it should say."""

from collections.abc import Callable
from pathlib import Path

from finetooth.checks.wording import counted
from finetooth.drafting.beside import files_beside
from finetooth.drafting.columns import seen_columns
from finetooth.drafting.reading import FirstRead, first_read
from finetooth.drafting.rows import chosen_columns, language_of, seen_labels, seen_texts
from finetooth.drafting.seen import Offer, Seen, Setting, settings_of, together, told
from finetooth.drafting.talks import seen_conversations
from finetooth.recipe.sections import Recipe
from finetooth.sources.source import Source
from finetooth.training.offered import OTHER_LANGUAGES, PACKAGED, suggested

ALWAYS = (
    Offer("tune.method", "none: no search for settings; the run is several times shorter"),
    Offer("tune.time_limit", "20m: the search ends after that"),
    Offer("prepare.fix", "[PRE013]: also apply the fix of a check that asks for a review"),
    Offer("gate.require", '["macro_f1.low >= 0.80", "gain_over_baseline.low > 0"]: what a go needs'),
    Offer("gate.waive", '{DAT002: "rare by nature"}: a finding that you accept, and why'),
)
_ROWS = (Offer("data.field", "a file of rows from production, labelled or not: never trained on, only tried"),)
_TALKS = (
    Offer("training.num_train_epochs", "3 where nothing is said"),
    Offer("gate.require", '["completion_loss.high < 1.0"]: what a go needs'),
)


def look(recipe: Recipe) -> Seen:
    """Read what the recipe names, and tell what was seen, set and offered. Raises UserError as a run would."""
    read = first_read(recipe)
    parts = [_file(read.source), _settled(read)]
    if read.task == "sft":
        parts += [seen_conversations(read.source)]
    else:
        steps: tuple[Callable[[Source], Seen], ...] = (seen_labels, seen_texts, seen_columns)
        parts += [chosen_columns(read.source, read.choices), *(step(read.source) for step in steps)]
    found = together(parts)
    split = found.value("data.split_column") or read.data.split_column
    beside = files_beside(read.data.model_copy(update={"split_column": split}), read.source, read.task)
    found = together([_model(recipe, read), found, beside, _usual(read)])
    return _unasked(found, recipe)


def _file(source: Source) -> Seen:
    facts = source.facts
    names = [str(name) for name in facts["columns"]]
    listed = ", ".join(names[:12]) + (f" and {len(names) - 12:,} more" if len(names) > 12 else "")
    kind = {"jsonl": "JSON", "csv": "CSV", "parquet": "Parquet"}.get(facts["format"], facts["format"])
    marks = {",": "commas", ";": "semicolons", "\t": "tabs"}
    mark = facts["delimiter"]
    how = [kind, f"parted by {marks.get(mark, mark)}" if mark else "", facts["encoding"] or ""]
    lines = [told("file", f"{Path(facts['file']).name}: {len(source.rows):,} rows, {', '.join(filter(None, how))}")]
    lines += [told("columns", listed)]
    return together([*lines, *(told("", note) for note in facts["notes"])])


def _settled(read: FirstRead) -> Seen:
    """Have records that cannot be read set aside, where there are any: else the run would end at the first."""
    aside = read.source.set_aside
    if not aside.height:
        return Seen()
    line, reason = aside.select("line", "reason").row(0)
    where = f"line {line}" if line is not None else "a record"
    what = f"{counted(aside.height, 'record')} cannot be read ({where}: {reason})"
    return told("", what).plus(Seen(settings=(Setting("data.on_bad_line", "quarantine", f"{what}: set aside"),)))


def _model(recipe: Recipe, read: FirstRead) -> Seen:
    if recipe.base_model is not None:
        return Seen()
    name = suggested(read.task)
    why = "fetched from the Hugging Face hub at the first run"
    if name.startswith("package:"):
        why = f"installed here: {PACKAGED[read.task][name.removeprefix('package:')]}"
    found = settings_of({"base_model": (name, f"{why}; a hub id, a folder, or package:NAME")})
    language = language_of(read.source.rows.texts)[0]
    if language not in ("", "en"):
        better = OTHER_LANGUAGES if read.task != "sft" else "one that knows the language"
        note = f"CHECK THIS: the texts look like {language!r}, and this model knows English; better: {better}"
        found = settings_of({"base_model": (name, note)})
    return found


def _usual(read: FirstRead) -> Seen:
    if read.task == "sft":
        return Seen(offers=(*_TALKS, *(offer for offer in ALWAYS if offer.key not in ("gate.require", "tune.method"))))
    return Seen(offers=(*_ROWS, *ALWAYS))


def _unasked(found: Seen, recipe: Recipe) -> Seen:
    """Leave out what the user has set, and offers of what is set already."""
    keys = [one[0] for part in (found.settings, found.offers, found.remarks) for one in part]
    given = {key for key in keys if _was_given(recipe, key)}
    settings = tuple(setting for setting in found.settings if setting.key not in given)
    taken = given | {setting.key for setting in settings}
    offers = tuple(offer for offer in found.offers if offer.key not in taken)
    remarks = tuple(remark for remark in found.remarks if remark[0] not in given)
    return Seen(found.told, settings, offers, remarks)


def _was_given(recipe: Recipe, key: str) -> bool:
    section, _, name = key.rpartition(".")
    part = getattr(recipe, section) if section else recipe
    return name in part.model_fields_set
