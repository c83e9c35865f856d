"""Clusters hold what is near, and chains are cut."""

import polars as pl

from finetooth.facts.neighbours import clusters
from finetooth.facts.neighbours.clusters import connected, stars


def pairs(*these: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(these, schema={"left": pl.Int64, "right": pl.Int64}, orient="row")


def test_components_are_named_by_their_least_member() -> None:
    assert connected(pairs((4, 1), (1, 3), (5, 6)), 7).tolist() == [0, 1, 2, 1, 1, 5, 5]
    assert connected(pairs(), 3).tolist() == [0, 1, 2]


def test_in_a_star_every_member_is_near_the_leader() -> None:
    assert stars(pairs((0, 1), (1, 2), (2, 3)), 5).tolist() == [0, 0, 2, 2, 4]


def test_a_chain_is_cut_into_stars() -> None:
    links = [(place, place + 1) for place in range(40)]
    assert len(set(connected(pairs(*links[:15]), 41).tolist())) == 26
    cut = connected(pairs(*links), 41)
    assert max(cut.tolist().count(leader) for leader in set(cut.tolist())) == 2
    assert clusters.connected(pairs(*links), 10_000).tolist()[:41] == [0] * 41
