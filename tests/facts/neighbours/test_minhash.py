def test_a_large_bucket_pairs_each_set_with_the_next_few_only() -> None:
    import numpy as np

    from finetooth.facts.neighbours.minhash import _paired

    key, tie, smallest = np.zeros(100, np.uint64), np.arange(100)[::-1], np.zeros(100, int)
    pairs = _paired(key, tie, smallest, 4)
    assert len(pairs) == 99 + 98 + 97
    larger, smaller = pairs >> 32, pairs & 0xFFFFFFFF
    assert (larger - smaller <= 3).all()  # next to it by the tie, not by chance
    assert (larger > smaller).all()
