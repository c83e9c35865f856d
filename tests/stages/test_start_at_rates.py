"""A fresh head of several labels starts at how many rows each has; one that has learned stays as it is."""

import numpy as np
import torch

from finetooth.stages.simpler import start_at_rates


def test_a_fresh_head_tells_the_share_of_each_label():
    layer = torch.nn.Linear(4, 2)
    torch.nn.init.zeros_(layer.bias)
    targets = np.zeros((99, 2), np.int64)
    targets[:49, 0] = targets[0, 1] = 1
    start_at_rates(layer, targets)
    assert torch.allclose(layer.bias.sigmoid(), torch.tensor([0.495, 0.015]), atol=1e-4)


def test_a_head_that_has_learned_or_has_no_bias_stays_as_it_is():
    layer = torch.nn.Linear(4, 2)
    before = layer.bias.detach().clone()
    start_at_rates(layer, np.ones((9, 2), np.int64))
    assert torch.equal(layer.bias, before)
    start_at_rates(torch.nn.Linear(4, 2, bias=False), np.ones((9, 2), np.int64))
