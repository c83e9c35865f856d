"""What can go wrong in a fit."""


class DivergedError(RuntimeError):
    """The loss or its gradient became NaN or infinite, or exploded."""


class UnfinishedUpdateError(MemoryError):
    """The memory ran out while the optimizer changed the weights: some are those of the new step, some of the old."""
