"""What can be learned: how rows become batches, and a model's outputs become answers."""
