import json

import polars as pl
import pytest

from finetooth.comparing.comparison import compare
from finetooth.comparing.file import read_predictions
from finetooth.core.errors import UserError


@pytest.fixture
def run(answers):
    return answers("tea", [1])


def said(run):
    return run.rows["label"].to_list()


def test_by_the_number_of_the_record_in_any_order(run, tmp_path):
    path = tmp_path / "said.csv"
    lines = [f"{n + 1},{label}" for n, label in enumerate(said(run))][::-1]
    path.write_text("id,prediction\n" + "\n".join(lines))
    found = read_predictions(path, run)
    assert (found.name, found.only_labels) == ("said.csv", True)
    assert (found.predictions.predicted == run.predictions.truth).all()


def test_by_the_name_of_the_row_and_as_predict_writes_it(run, tmp_path):
    chances = [[0.3, 0.7] if label == "good" else [0.6, 0.4] for label in said(run)]
    names = {"id": [f"test:{n + 1}" for n in range(80)], "prediction": said(run)}
    frame = pl.DataFrame({**names, "p(bad)": [one[0] for one in chances], "p(good)": [one[1] for one in chances]})
    frame.write_parquet(tmp_path / "said.parquet")
    found = read_predictions(tmp_path / "said.parquet", run)
    assert not found.only_labels
    assert found.predictions.probabilities[1].tolist() == pytest.approx([0.3, 0.7])
    assert "log_loss" in {one.metric for one in compare(run, found).overall}


def test_of_probabilities_rounded_alike_the_label_that_is_told_counts(run, tmp_path):
    path = tmp_path / "said.csv"
    lines = (f"{n + 1},{label},0.500000,0.500000" for n, label in enumerate(said(run)))
    path.write_text("record,prediction,p(bad),p(good)\n" + "\n".join(lines))
    found = read_predictions(path, run)
    assert not found.only_labels
    assert (found.predictions.predicted == run.predictions.truth).all()


def test_by_text_and_only_metrics_that_go_by_labels(run, tmp_path):
    path = tmp_path / "said.jsonl"
    path.write_text(
        "\n".join(json.dumps({"text": row["text"], "prediction": row["label"]}) for row in run.rows.to_dicts())
    )
    found = compare(run, read_predictions(path, run))
    metrics = {one.metric for one in found.overall}
    assert "macro_f1" in metrics
    assert "roc_auc" not in metrics
    assert "without probabilities" in " ".join(found.notes)
    assert (found.mcnemar.only_first, found.mcnemar.only_second) == (0, 1)


def test_a_label_that_only_the_file_knows_is_wrong(run, tmp_path):
    path = tmp_path / "said.csv"
    path.write_text(
        "id,prediction\n" + "\n".join(f"{n + 1},{'odd' if n < 4 else label}" for n, label in enumerate(said(run)))
    )
    found = compare(run, read_predictions(path, run))
    assert found.mcnemar.only_first == 3  # of the first four the run has one wrong itself


def test_what_is_told_counts_and_not_the_highest_probability(run, tmp_path):
    """Thresholds and costs answer otherwise than the most probable label."""
    path = tmp_path / "said.csv"
    path.write_text("id,prediction,p(bad),p(good)\n" + "".join(f"{n + 1},good,0.9,0.1\n" for n in range(80)))
    found = read_predictions(path, run).predictions
    assert set(found.texts) == {"good"}
    assert found.probabilities[:, 0].tolist() == [0.9] * 80


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id,predicton\n1,good\n", "no column `prediction` .did you mean predicton"),
        ("prediction\ngood\n", "neither a column `id` nor `text`"),
        ("id,prediction\n1,good\n", "79 of the 80 test rows are not in the file: row test:2, say"),
        ("id,prediction\n1,good\n1,bad\n", "the id 1 stands there twice"),
        ("", "cannot be read"),
        ("id,prediction\n" + "".join(f"{n + 1},\n" for n in range(80)), "80 test rows have no prediction: row test:1"),
        (
            "id,prediction\n" + "".join(f"{n + 1},goood\n" for n in range(80)),
            "no prediction is a label .*did you mean good",
        ),
        ("id,prediction,p(bad),p(good)\n" + "".join(f"{n + 1},good,x,0.1\n" for n in range(80)), "is no number"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(run, tmp_path, content, told):
    path = tmp_path / "said.csv"
    path.write_text(content)
    with pytest.raises(UserError, match=told.replace("`", ".")):
        read_predictions(path, run)


def test_another_kind_of_file_is_refused(run, tmp_path):
    with pytest.raises(UserError, match="CSV, TSV, JSONL or Parquet"):
        read_predictions(tmp_path / "said.xlsx", run)
