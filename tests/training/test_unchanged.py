"""Parameters that no gradient reaches are named, also where weight decay moves them."""

import pytest

pytestmark = pytest.mark.model


@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_a_part_that_the_forward_pass_leaves_out_is_named(decay: float) -> None:
    import torch

    from finetooth.training.unchanged import marks, share_of, unchanged
    from finetooth.training.weights import changing

    torch.manual_seed(0)
    model = torch.nn.ModuleDict(
        {"used": torch.nn.Linear(4, 3), "passed_by": torch.nn.Linear(4, 2), "frozen": torch.nn.Linear(4, 9)}
    )
    model["frozen"].requires_grad_(False)
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], weight_decay=decay)
    before = marks(changing(model))
    for _ in range(3):
        optimizer.zero_grad()
        rows = torch.randn(5, 4)
        (model["used"](rows).square().mean() + 0 * model["passed_by"](rows).sum()).backward()
        optimizer.step()
    still = unchanged(model, before, optimizer)
    assert still == ("passed_by.weight", "passed_by.bias")
    assert share_of(model, still) == pytest.approx(10 / 25)
    assert share_of(model, ()) == 0


def test_a_mark_changes_with_any_value() -> None:
    import torch

    from finetooth.training.unchanged import marks

    for kind in (torch.float32, torch.bfloat16, torch.float64):
        value = torch.linspace(0, 1, 12, dtype=kind).reshape(3, 4).T  # not contiguous
        other = value.clone()
        other[2, 1] += 0.01
        first, second = marks({"a": value}), marks({"a": other})
        assert first != second
        assert first == marks({"a": value.clone()})
