"""Times are read however they are written, and what is no time is null."""

import polars as pl
import pytest

from finetooth.facts.times import epoch_seconds


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
    ],
)
def test_times(values: list[str | None], wanted: list[float | None]):
    assert epoch_seconds(pl.Series("time", values, dtype=pl.String)).to_list() == wanted
