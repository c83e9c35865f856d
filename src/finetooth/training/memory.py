"""Whether an error says that memory ran out."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this is an out-of-memory of Python, of a GPU, or of torch on a CPU (which raises a RuntimeError)."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    told = str(error)
    return isinstance(error, RuntimeError) and ("can't allocate memory" in told or "out of memory" in told)
