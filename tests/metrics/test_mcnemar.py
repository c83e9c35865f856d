import numpy as np
import pytest

from finetooth.metrics.mcnemar import mcnemar


def sides(both: int, first: int, second: int, neither: int):
    counts = [(True, True, both), (True, False, first), (False, True, second), (False, False, neither)]
    return (np.repeat([pair[side] for pair in counts], [pair[2] for pair in counts]) for side in (0, 1))


@pytest.mark.parametrize(("first", "second"), [(1, 6), (10, 101), (0, 5), (12, 12), (40, 55), (0, 0)])
def test_it_is_the_two_sided_sign_test_on_discordant_rows(first: int, second: int):
    from scipy.stats import binomtest

    found = mcnemar(*sides(30, first, second, 9))
    assert (found.both, found.only_first, found.only_second, found.neither) == (30, first, second, 9)
    wanted = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert found.p == pytest.approx(wanted, rel=1e-9)
