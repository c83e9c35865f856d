"""The card's snippets do what they say: each is taken out of the card and run beside a model of ours."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.store import write_json
from finetooth.report.card import card
from finetooth.stages.train import NOTES
from finetooth.tasks import classify
from finetooth.training.base_model import locate

LONGEST = 8
LONG = "lovely box left near the door by them on monday with two screws and a dreadful tedious clumsy horrid chair"


def snippets(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def card_of(make_evidence):
    def made(**options) -> str:
        evidence = make_evidence()
        return card(replace(evidence, settings=replace(evidence.settings, max_length=LONGEST, **options)))

    return made


@pytest.fixture
def run_folder(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes what a run leaves: ``run_folder(truncation)`` returns the model and its tokenizer, and goes there."""

    def made(truncation: str):
        base, folder = locate(str(tiny_model)), tmp_path / "4-train" / "model"
        model, tokenizer = classify.load_model(base, ("bad", "good"), 1), classify.load_tokenizer(base)
        model.config.truncation, model.config.window_stride = truncation, None
        tokenizer.model_max_length = LONGEST
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        for name, value in (("4-train/done", {}), ("4-train/labels", ["bad", "good"])):
            write_json(tmp_path / f"{name}.json", value)
        write_json(folder / NOTES, {"mends": [], "max_length": LONGEST})
        (tmp_path / "1-audit").mkdir()
        write_json(tmp_path / "1-audit" / "sources.json", [{"text_column": "text"}])
        (tmp_path / "recipe.yaml").write_text(f"base_model: {tiny_model}\ndata:\n  train: train.csv\n")
        monkeypatch.chdir(tmp_path)
        return model, tokenizer

    return made


def chances(model, tokenizer, text: str, truncation: str) -> np.ndarray:
    rows = classify.encode([text], tokenizer, LONGEST, truncation=truncation)
    return classify.softmax(classify.logits(model, tokenizer, rows))[0]


@pytest.mark.model
def test_the_plain_snippet_gives_the_models_own_answer(card_of, run_folder):
    model, tokenizer = run_folder("head")
    (snippet,) = snippets(card_of())
    found: dict = {}
    exec(snippet.replace("a text", LONG), found)
    assert found["inputs"]["input_ids"].shape[1] == LONGEST
    given = classify.softmax(found["model"](**found["inputs"]).logits.detach().numpy())[0]
    assert given == pytest.approx(chances(model, tokenizer, LONG, "head"), abs=1e-5)
    assert found["label"] == ("bad", "good")[int(given.argmax())]


@pytest.mark.model
@pytest.mark.parametrize("truncation", ["windows", "head_tail", "tail"])
def test_where_texts_are_read_in_another_way_the_first_snippet_reads_them_so(card_of, run_folder, truncation: str):
    model, tokenizer = run_folder(truncation)
    first, plain = snippets(card_of(truncation=truncation))
    Path("new_rows.csv").write_text(f"text\n{LONG}\n", "utf-8")
    exec(first, {})
    with Path("predictions.csv").open(newline="", encoding="utf-8") as stream:
        (line,) = csv.DictReader(stream)
    given = [float(line["p(bad)"]), float(line["p(good)"])]
    assert given == pytest.approx(chances(model, tokenizer, LONG, truncation), abs=1e-5)
    found: dict = {}
    exec(plain.replace("a text", LONG), found)
    cut = classify.softmax(found["model"](**found["inputs"]).logits.detach().numpy())[0]
    assert cut != pytest.approx(given, abs=1e-5), "and plain loading answers otherwise, as the card says"


@pytest.mark.parametrize(
    ("truncation", "read"), [("windows", "in overlapping windows"), ("tail", "its end"), ("head_tail", "a quarter")]
)
@pytest.mark.parametrize("pooling", ["own", "mean"])
def test_it_says_what_is_read_and_that_plain_loading_cuts(card_of, truncation: str, read: str, pooling: str):
    text = card_of(truncation=truncation, pooling=pooling)
    assert f"Of a text of more than {LONGEST} tokens this model reads" in text
    assert read in text
    assert f"it is given the first {LONGEST} tokens alone" in text
    assert text.index("from finetooth import predict") < text.index("4-train/model")


def test_where_texts_are_cut_as_everywhere_nothing_of_it_is_said(card_of):
    assert "tokens alone" not in card_of()
    assert "finetooth predict RUN new_rows.csv" in card_of()


def test_what_plain_loading_does_not_do_is_told():
    from finetooth.answering.answering import Answering
    from finetooth.answering.rule import Rule
    from finetooth.answering.scaling import Scaling
    from finetooth.report.card_use import how_it_answers

    labels = ("no", "yes")
    assert list(how_it_answers(None)) == list(how_it_answers(Answering(labels))) == []
    told = "".join(how_it_answers(Answering(labels, Scaling("temperature", 1.5), abstain_below=0.8)))
    assert "made less sure" in told
    assert "less than 80 % sure are held back" in told
    assert "answering.json" in told
    (told,) = how_it_answers(Answering(labels, rule=Rule("weights", weights=(0.2, 0.8))))
    assert "from a probability of 0.200" in told
