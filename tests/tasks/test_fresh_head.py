"""A base that is a classifier already: its head is drawn anew unless it was taught the very same labels."""

from pathlib import Path

import pytest

from finetooth.tasks import classify
from finetooth.training.base_model import locate

pytestmark = pytest.mark.model


@pytest.fixture(scope="module", params=["own", "mean"])
def taught(request, tiny_model: Path, tmp_path_factory):
    """Return a base with a head for two labels, and its pooling."""
    folder = tmp_path_factory.mktemp("taught") / "model"
    base = locate(str(tiny_model))
    model = classify.load_model(base, ("cold", "warm"), 77, pooling=request.param)
    model.save_pretrained(folder)
    classify.load_tokenizer(base).save_pretrained(folder)
    return locate(str(folder)), model, request.param


def test_the_same_labels_go_on_with_the_head(taught):
    base, before, pooling = taught
    again = classify.load_model(base, ("cold", "warm"), 1, pooling=pooling)
    assert again.classifier.weight.detach().numpy() == pytest.approx(before.classifier.weight.detach().numpy())


@pytest.mark.parametrize("labels", [("bad", "good"), ("warm", "cold"), ("a", "b", "c")])
def test_other_labels_get_a_fresh_one_by_seed(taught, labels):
    base, before, pooling = taught
    first, second, other = (classify.load_model(base, labels, seed, pooling=pooling) for seed in (1, 1, 2))
    assert (first.classifier.weight == second.classifier.weight).all()
    assert not (first.classifier.weight == other.classifier.weight).all()
    assert (
        first.classifier.weight.shape != before.classifier.weight.shape
        or not (first.classifier.weight == before.classifier.weight).any()
    )
    assert not first.classifier.bias.any()
    assert 0.005 < float(first.classifier.weight.detach().std()) < 0.05  # as the architecture draws it


def test_the_encoder_stays_as_it_was(taught):
    base, before, pooling = taught
    fresh = classify.load_model(base, ("bad", "good"), 1, pooling=pooling)
    encoder = {name: value for name, value in before.state_dict().items() if not name.startswith("classifier")}
    assert all((fresh.state_dict()[name] == value).all() for name, value in encoder.items())
