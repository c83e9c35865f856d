"""Times are read however they are written, and what is no time is null."""

import polars as pl
import pytest

from finetooth.facts.times import epoch_seconds, read_times


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["2020-01-01"], [1_577_836_800]),
        (["2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00Z"], [1_577_836_800] * 2),
        (["2020-01-01 00:00:00 +0000", "2020-01-01 00:00:00.5"], [1_577_836_800, 1_577_836_800.5]),
        (["2020-01-01T00:00Z"], [1_577_836_800]),
        (["1577836800", "1577836800000"], [1_577_836_800] * 2),
        (["1/2/20 0:00", "12/31/19 0:00"], [1_577_923_200, 1_577_750_400]),
        (["31/12/2019", "01/02/2020"], [1_577_750_400, 1_580_515_200]),
        (["31-12-2019 9.05", "01-02-2020 23.59"], [1_577_783_100, 1_580_601_540]),
        (["31.12.2019", None, "soon"], [1_577_750_400, None, None]),
        (["later", ""], [None, None]),
        (["01.02.20", "31.12.2019", "2020-02-01"], [1_580_515_200, 1_577_750_400, 1_580_515_200]),
        (["12-31-2019", "01/02/20", "01/31/20"], [1_577_750_400, 1_577_923_200, 1_580_428_800]),
        (["12/31/2019 3:30 PM"], [1_577_806_200]),
        (["2020/1/1", "20200101", "2020.01.01"], [1_577_836_800] * 3),
        (["1 January 2020", "Jan 1, 2020", "1st of jan. 2020", "01-JAN-20", "January 1st 2020"], [1_577_836_800] * 5),
        (["Wed, 01 Jan 2020 00:00:00 GMT", "Wed Jan 01 01:00:00 +0100 2020"], [1_577_836_800] * 2),
        (["Wed Jan  1 00:00:00 2020", "Wednesday, 1 Jan 2020 12:30 AM"], [1_577_836_800, 1_577_838_600]),
        (["31-Dec-99", "February 2020", "in May 2020", "May"], [946_598_400, None, None, None]),
        (
            ["30 Sept 2019", "31 Sep 2019", "June 31, 2019", "1 August 2019, 10:00"],
            [1_569_801_600, None, None, 1_564_653_600],
        ),
    ],
)
def test_times(values: list[str | None], wanted: list[float | None]):
    assert epoch_seconds(pl.Series("time", values, dtype=pl.String)).to_list() == wanted


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        (["03/04/2024", "05/06/2024"], "03/04/2024 can be read with the day or the month first"),
        (["03-04-2024", "soon"], "03-04-2024 can be read"),
        (
            ["31-12-19", "01-02-20"],
            "31-12-19 can be read with the day, the month or the year first",
        ),  # 31 December 2019, or 19 December 2031
        (["31/12/2023", "12/31/2023", "01/02/2024"], "such as 31/12/2023 and 12/31/2023"),
    ],
)
def test_dates_whose_order_is_in_doubt_are_not_read(values: list[str], doubt: str):
    times = read_times(pl.Series("time", values))
    assert times.seconds.null_count() == len(values)
    assert doubt in times.doubt


def test_most_dates_of_the_first_days_of_a_month_do_not_turn_day_and_month():
    """Where nine of ten days could be months, the tenth tells that they are not."""
    days = [f"{1 + n % 12:02}/03/2024" for n in range(95)] + ["25/03/2024"] * 5
    assert read_times(pl.Series(days)).seconds.is_between(1_709_251_200, 1_711_843_200).all()


def test_what_reads_alike_in_every_order_is_in_no_doubt():
    assert read_times(pl.Series(["05/05/2024", "06/06/2024"])).doubt == ""


def test_with_dots_the_day_comes_first_unless_the_dates_say_otherwise():
    assert epoch_seconds(pl.Series(["01.02.2020"])).to_list() == [1_580_515_200]
    assert epoch_seconds(pl.Series(["01.02.2020", "12.31.2019"])).to_list() == [1_577_923_200, 1_577_750_400]


def test_it_is_told_how_many_dates_are_in_doubt():
    assert read_times(pl.Series(["called", None, "01/02/2024", "2024-03-05", "03/02/2024"])).doubted == 2
