"""What a lax split claims beside what the safe one says, and the score with and without leaked test rows."""

from finetooth.core.beside import SplitHonesty
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import metric_name, three

_TOP, _STEP = 34, 34


def honest_split(honesty: SplitHonesty | None) -> Figure | None:
    """Draw both values with the gap between them; None where there is no gap beyond noise."""
    if honesty is None or not honesty.seeds or honesty.low <= 0:
        return None
    x = Scale.over([honesty.naive, honesty.safe, honesty.safe + honesty.high], 6, WIDTH - 6, pad=0.2)
    lax, safe = ("random split", "safe split") if honesty.way == "drawn" else ("as they came", "without the leak")
    bottom = _TOP + 2 * _STEP - 8
    parts = [stroke(x(value), 16, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    ends = (honesty.safe + honesty.low, honesty.safe + honesty.high)
    whiskers = [
        Whisker(lax, honesty.naive, *ends, "bad"),
        Whisker(safe, honesty.safe, None, None),
    ]
    parts += rows(whiskers, x, _TOP, _STEP, 260)
    parts.append(words(WIDTH, bottom + 32, metric_name(honesty.metric), anchor="end", class_="label"))
    word = "A random split" if honesty.way == "drawn" else "These files"
    said = "the safe split says" if honesty.way == "drawn" else "without the leak it is"
    title = f"{word} would have claimed {three(honesty.naive)}; {said} {three(honesty.safe)}"
    note = (
        f"A cheap model (TF-IDF), {honesty.test_rows:,} rows judged both ways; the whisker is the gap's 95 % interval."
    )
    return Figure(title, picture(title, bottom + 36, parts), note)
