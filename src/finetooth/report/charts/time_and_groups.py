"""What a score loses with the age of the rows that taught, and on groups that taught nothing."""

from datetime import UTC, datetime

from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, polyline, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import metric_name, plural, three
from finetooth.transfer.over_groups import surely_lost
from finetooth.transfer.results import Gap, OverTime, Transfer

_LEFT, _RIGHT, _TOP, _BOTTOM = 48, WIDTH - 10, 34, 190
_FIRST, _STEP = 34, 34


def decay(transfer: Transfer | None) -> Figure | None:
    """Draw the loss over the age in days; None where no times were looked at."""
    time = transfer.time if transfer else None
    if transfer is None or time is None or not time.ages:
        return None
    x = Scale.over([0.0, *(one.days for one in time.ages)], _LEFT + 4, _RIGHT)
    ends = [end for one in time.ages for end in (one.gap.low, one.gap.high)]
    y = Scale.over([0.0, *ends], _BOTTOM, _TOP)
    parts = list(Axes(x, y, "days between the rows that teach and those that judge", "lost").draw(5, 4))
    upper = [(x(one.days), y(one.gap.high)) for one in time.ages]
    lower = [(x(one.days), y(one.gap.low)) for one in time.ages]
    parts += [polyline([*upper, *reversed(lower)], "range"), stroke(x(0.0), y(0.0), x.end, y(0.0), "axis")]
    parts.append(polyline([(x(0.0), y(0.0)), *((x(one.days), y(one.gap.drop)) for one in time.ages)], "model-line"))
    for one in time.ages:
        tip = f"{one.days:.0f} days: {three(one.gap.new)} where rows of the same days give {three(one.gap.usual)}"
        parts.append(dot(x(one.days), y(one.gap.drop), "bad-dot" if one.gap.is_sure else "model-dot", tip))
    title = _title(time, transfer.metric)
    note = (
        f"{metric_name(transfer.metric)} lost by a cheap model that older rows taught, beside one that as many rows of "
    )
    note += "the same days taught; the band is the 95 % interval, red where it is no chance."
    return Figure(title, picture(title, _BOTTOM + 40, parts), note)


def cuts(transfer: Transfer | None) -> Figure | None:
    """Draw what each cut in time costs; None where no times were looked at."""
    time = transfer.time if transfer else None
    if transfer is None or time is None or not time.cuts:
        return None
    whiskers = [_whisker("all later rows", time.gap, time.gap.is_sure)]
    whiskers += [_whisker(f"{_day(one.since)} to {_day(one.until)}", one.gap, one.gap.is_sure) for one in time.cuts]
    note = (
        f"{metric_name(transfer.metric)} lost by a cheap model that only earlier rows taught, beside one that as many "
    )
    note += f"rows of any day taught ({_both(time.gap)}). Whiskers are 95 % intervals, red: no chance."
    return _figure(_gap_title("where the past teaches", time.gap), whiskers, note)


def groups_left_out(transfer: Transfer | None) -> Figure | None:
    """Draw what each group costs that did not teach; None where no groups were looked at."""
    groups = transfer.groups if transfer else None
    if transfer is None or groups is None:
        return None
    sure = surely_lost(groups.groups)
    whiskers = [_whisker(f"all together ({groups.gap.rows:,})", groups.gap, groups.gap.is_sure)]
    whiskers += [_whisker(f"{one.name} ({one.gap.rows:,})", one.gap, one in sure) for one in groups.groups]
    note = (
        f"{metric_name(transfer.metric)} lost by a cheap model that only other groups taught, beside one that as many "
    )
    note += f"rows of any group taught ({_both(groups.gap)}). In brackets: rows. Whiskers are 95 % intervals, red: no "
    note += "chance, single groups held against all of them."
    worst = groups.worst
    title = _gap_title("on groups that taught nothing", groups.gap)
    if sure and worst is not None:
        title = f"“{worst.name}” loses {three(worst.gap.drop)} when its own rows do not teach"
    return _figure(title, whiskers, note)


def _figure(title: str, whiskers: list[Whisker], note: str) -> Figure:
    x = Scale.over([0.0, *(end for one in whiskers for end in one.ends)], 6, WIDTH - 6)
    bottom = _FIRST + _STEP * len(whiskers) - 10
    parts = [stroke(x(value), 16, x(value), bottom, "grid" if value else "axis") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    parts += rows(whiskers, x, _FIRST, _STEP, 215)
    parts.append(words(x.end, bottom + 33, "lost (to the left of 0: gained)", anchor="end", class_="label"))
    return Figure(title, picture(title, bottom + 40, parts), note)


def _whisker(name: str, gap: Gap, is_sure: bool) -> Whisker:
    return Whisker(name, gap.drop, gap.low, gap.high, "bad" if is_sure else "model")


def _both(gap: Gap) -> str:
    return f"{three(gap.new)} and {three(gap.usual)} in all"


def _gap_title(where: str, gap: Gap) -> str:
    return f"The score falls by {three(gap.drop)} {where}" if gap.is_sure else f"No loss beyond chance {where}"


def _title(time: OverTime, metric: str) -> str:
    first = next((one for one in time.ages if one.gap.is_sure), None)
    if first is None:
        last = time.ages[-1]
        return f"No {metric_name(metric)} is lost beyond chance over {plural(round(last.days), 'day')}"
    return f"Rows that are {plural(max(1, round(first.days)), 'day')} older teach {three(first.gap.drop)} less"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
