"""Over groups: a group with ways of its own loses when its rows do not teach, and luck is not taken for that."""

from dataclasses import replace

import numpy as np

from finetooth.transfer.over_groups import over_groups, surely_lost
from finetooth.transfer.results import Gap, LeftOut


def rows(strange: str = "") -> tuple[np.ndarray, list[str | None]]:
    random = np.random.default_rng(0)
    groups = [f"shop {number % 4}" for number in range(320)]
    kinds = random.integers(0, 4, 320)
    kinds[[name == strange for name in groups]] += 10
    return kinds, [*groups]


def test_the_group_with_ways_of_its_own_is_the_worst(ground):
    kinds, groups = rows("shop 2")
    found = over_groups(ground(kinds, kinds % 2), groups)
    assert found is not None
    assert (found.names, found.worst and found.worst.name) == (4, "shop 2")
    assert [one.name for one in surely_lost(found.groups)] == ["shop 2"]
    assert found.gap.is_sure
    assert found.gap.rows == 320
    kinds, groups = rows()
    alike = over_groups(ground(kinds, kinds % 2), groups)
    assert alike is not None
    assert alike.gap.drop == 0.0
    assert surely_lost(alike.groups) == []


def test_small_groups_are_left_out_in_folds(ground):
    kinds, _ = rows()
    groups = [f"writer {number // 4}" for number in range(320)]
    found = over_groups(ground(kinds, kinds % 2), groups)
    assert found is not None
    assert (found.groups, found.worst, found.names, found.gap.rows) == ((), None, 80, 320)


def test_rows_without_a_group_teach_and_are_not_judged(ground):
    kinds, groups = rows()
    found = over_groups(ground(kinds, kinds % 2), [None if n < 40 else name for n, name in enumerate(groups)])
    assert found is not None
    assert found.gap.rows == 280
    assert over_groups(ground(kinds, kinds % 2), ["one", "two"] * 160) is None


def test_many_groups_are_held_against_all_of_them():
    gap = Gap(0.9, 0.84, 0.06, 0.005, 0.115, 40)  # p of .03 by itself
    alone = [LeftOut("a", gap)]
    assert surely_lost(alone) == alone
    assert surely_lost([LeftOut(name, gap) for name in "abcdefgh"]) == []
    assert surely_lost([LeftOut("a", replace(gap, low=0.04, high=0.08)), *alone])[0].gap.low == 0.04
    assert surely_lost([]) == []
