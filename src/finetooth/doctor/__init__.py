"""Doctor: what the machine can do, and what stands in the way."""

from finetooth.doctor.line import LOOK, OK, PROBLEM, Line

__all__ = ["LOOK", "OK", "PROBLEM", "Line", "examine"]


def examine() -> list[Line]:
    """Look at the processor, the memory, the disk and the software; a few seconds, nothing is fetched."""
    from finetooth.doctor.processor import processor
    from finetooth.doctor.room import disks, memory
    from finetooth.doctor.software import software
    from finetooth.doctor.torch_build import torch_lines

    return [*processor(), *memory(), *disks(), *software(), *torch_lines()]
