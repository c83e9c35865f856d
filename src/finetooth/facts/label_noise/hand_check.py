"""The share of wrong labels from rows that a person checked: unbiased, whatever the shape of the noise."""


def clopper_pearson(hits: int, of: int, miss: float = 0.05) -> tuple[float, float]:
    """Return the exact interval of a share that misses it with probability ``miss`` at most, half on each side."""
    from scipy.special import betaincinv

    low = float(betaincinv(hits, of - hits + 1, miss / 2)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - miss / 2)) if hits < of else 1.0
    return low, high
