"""What can go wrong in a fit."""


class DivergedError(RuntimeError):
    """The loss or its gradient became NaN or infinite, or exploded."""
