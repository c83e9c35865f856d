"""Fine-tuning, gone over with a fine-tooth comb."""

__version__ = "0.1.0"
