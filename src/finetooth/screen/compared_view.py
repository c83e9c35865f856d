"""A comparison on the screen: verdict, metrics, the classes and slices that differ, rows that changed sides."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finetooth.comparing.comparison import ALPHA, BETTER, WORSE, Comparison, SliceDifference
from finetooth.comparing.spoken_comparison import SpokenComparison
from finetooth.comparing.wording import told
from finetooth.metrics.paired import Difference
from finetooth.report.comparison_words import chance_words, change_words, sides_words
from finetooth.report.numbers import metric_name, percent, plural, three
from finetooth.screen.clean import clean, safe

_MOST_CLASSES, _MOST_SLICES, _MOST_ROWS = 10, 8, 3
_STYLES = {"better": "green", "worse": "red", "undecided": "", "undefined": "dim"}
_SIGNS = {"better": "▲", "worse": "▼", "undecided": "·", "undefined": " "}


def comparison_view(found: Comparison) -> RenderableType:
    """Return all that is worth a line."""
    standing = found.main.standing
    parts: list[RenderableType] = [
        safe(told(found), f"bold {_STYLES[standing]}".strip(), 1000),
        safe(f"{plural(found.rows, 'test row')}, the same for both; 95 % intervals by paired bootstrap", "dim"),
        Text(),
        metrics_table(found),
        Text(),
        safe(sides_words(found)),
        *(safe(f"note: {note}", "dim", 1000) for note in found.notes),
    ]
    for name, lines in (("classes", _classes(found)), ("slices", _slices(found))):
        parts += [Text(), Text(name, "bold"), Padding(lines, (0, 0, 0, 2))]
    return Group(*parts, *_rows(found, WORSE), *_rows(found, BETTER))


def metrics_table(found: Comparison | SpokenComparison) -> RenderableType:
    """Return a line for each metric of all rows."""
    table = _grid("metric", clean(found.first, 24), clean(found.second, 24), "change", "95 % interval")
    for one in found.overall:
        if one.standing != "undefined":
            name = f"{metric_name(one.metric)}{'' if one.higher_is_better else ' (less is better)'}"
            table.add_row(*_line(name, one, bold=one.metric == found.metric))
    return table


def _line(name: str, one: Difference, bold: bool = False) -> list[Text]:
    style = _STYLES[one.standing]
    change, interval = change_words(one)
    sign = Text(f"{_SIGNS[one.standing]} ", style)
    return [
        sign + safe(name, "bold" if bold else ""),
        Text(three(one.first)),
        Text(three(one.second)),
        Text(change, style),
        Text(interval, "dim"),
    ]


def _grid(*heads: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(Text(head), justify="right" if 0 < place < 4 else "left", overflow="fold")
    return table


def _classes(found: Comparison) -> RenderableType:
    """Return the classes whose F1 differs when it is counted how many there are, else one line."""
    differing = [label for label, p in sorted(found.class_p.items(), key=lambda item: item[1]) if p < ALPHA]
    if not differing:
        return Text(f"no class differs for sure in F1 (of {len(found.class_p)}, Holm-corrected)", "dim")
    table = _grid("class", clean(found.first, 24), clean(found.second, 24), "change of F1", "95 % interval", "p")
    for label in differing[:_MOST_CLASSES]:
        one = found.of_class(label)
        if one is not None:
            table.add_row(*_line(label, one), Text(chance_words(found.class_p[label]), "dim"))
    return _with_rest(table, len(differing) - _MOST_CLASSES, "class", "classes")


def _slices(found: Comparison) -> RenderableType:
    differing = sorted((one for one in found.slices if one.differs), key=lambda one: one.adjusted)
    if not differing:
        return Text(f"no slice differs for sure in its right answers (of {len(found.slices)}, Holm-corrected)", "dim")
    table = _grid(
        "right answers where", clean(found.first, 24), clean(found.second, 24), "change", "95 % interval", "p"
    )
    for one in differing[:_MOST_SLICES]:
        table.add_row(*_slice(one))
    return _with_rest(table, len(differing) - _MOST_SLICES, "slice", "slices")


def _slice(one: SliceDifference) -> Sequence[Text]:
    style = _STYLES["better" if one.change > 0 else "worse"]
    sign = Text(f"{_SIGNS['better' if one.change > 0 else 'worse']} ", style)
    change, interval = change_words(
        Difference("accuracy", one.first, one.second, one.change, one.low, one.high, one.rows)
    )
    name = safe(f"{one.name} ({plural(one.rows, 'row')})")
    shares = (Text(percent(one.first)), Text(percent(one.second)))
    return [sign + name, *shares, Text(change, style), Text(interval, "dim"), Text(chance_words(one.adjusted), "dim")]


def _with_rest(table: Table, more: int, one: str, many: str) -> RenderableType:
    return Group(table, Text(f"and {plural(more, f'more {one}', f'more {many}')}", "dim")) if more > 0 else table


def _rows(found: Comparison, change: str) -> Iterable[RenderableType]:
    """Yield the first rows that changed to this side."""
    rows = found.changed.filter(found.changed["change"] == change)
    if not rows.height:
        return
    yield Text()
    more = f", {_MOST_ROWS} of {rows.height:,}" if rows.height > _MOST_ROWS else ""
    yield Text(f"rows that got {change}{more}", "bold")
    for row in rows.head(_MOST_ROWS).iter_rows(named=True):
        line = Text("  ") + safe(row["row"]) + Text("  ") + safe(f"{row['first']} → {row['second']}", _STYLES[change])
        line += Text("  truth ", "dim") + safe(row["truth"]) + Text("  “") + safe(row["text"] or "", "", 100)
        yield line + Text("”")
